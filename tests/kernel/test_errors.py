"""Errors say the same on a page, in the API and on the command line; 404 betrays nothing."""

import errno
import json
import re
import sqlite3

import click
import pytest
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from amparo.cli import main as command_line
from amparo.cli.common import fail, json_option
from amparo.kernel import errors, problem
from amparo.kernel.errors import AmparoError, Invalid, NotFound, Problem, Stale

pytestmark = pytest.mark.django_db

KINDS = [
    AmparoError, errors.NotFound, errors.NotAllowed, errors.Invalid, errors.Stale, errors.Conflict, errors.TooLarge,
    errors.TooMany, errors.Unavailable,
]  # fmt: skip


def answer(error: Exception, path: str = "/x", **headers: str) -> HttpResponse:
    """Return what the middleware answers when a view raises `error`."""
    middleware = problem.ErrorMiddleware(lambda _request: HttpResponse("fine"))
    said = middleware.process_exception(request(path, **headers), error)
    assert said is not None
    return said


def request(path: str = "/x", **headers: str) -> HttpRequest:
    made = Client().get("/health").wsgi_request
    fresh = RequestFactory(headers=headers).get(path)
    fresh.user, fresh.session = made.user, made.session
    return fresh


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_has_a_title_a_detail_an_advice_and_a_slug_of_its_own(kind: type[AmparoError]) -> None:
    body = kind().as_json()
    assert all(body[member] for member in ("type", "title", "status", "detail", "advice"))
    assert [other.slug for other in KINDS].count(kind.slug) == 1


def test_the_page_shows_title_detail_advice_and_every_problem() -> None:
    error = Invalid(
        "Two rows are wrong.", advice="Correct them.", problems=[Problem("row 12", "No such sex.", "Write girl.")]
    )
    said = answer(error)
    assert said.status_code == 422
    for text in ("Two rows are wrong.", "Correct them.", "row 12", "No such sex.", "Write girl."):
        assert text in said.content.decode()


def test_the_api_answers_problem_json_of_rfc_9457() -> None:
    said = answer(Invalid("Wrong.", problems=[Problem("date", "Not a date.")]), "/api/incidents")
    assert said["Content-Type"] == "application/problem+json"
    assert json.loads(said.content) == {
        "type": "urn:amparo:problem:invalid",
        "title": "Please check what you entered",
        "status": 422,
        "detail": "Wrong.",
        "advice": "Correct the places named and send it again.",
        "problems": [{"where": "date", "message": "Not a date.", "advice": ""}],
    }


@pytest.mark.parametrize(
    ("accept", "as_json"),
    [
        ("application/problem+json", True),
        ("application/json", True),
        ("text/html,application/json;q=0.9", False),
        ("*/*", False),
    ],
)
def test_a_program_that_accepts_json_gets_it(accept: str, as_json: bool) -> None:
    assert ("json" in answer(NotFound(), Accept=accept)["Content-Type"]) is as_json


def test_page_api_and_command_line_say_the_same() -> None:
    error = Invalid("The count is negative.", problems=[Problem("boys", "Below zero.")])

    @click.command()
    @json_option
    def failing(as_json: bool) -> None:
        fail(error)

    page = answer(error).content.decode()
    api = json.loads(answer(error, "/api/x").content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(command_line.LAZY, "failing", f"{__name__}:_failing")
        patch.setitem(command_line.SUMMARIES, "failing", "")
        globals()["_failing"] = failing
        text = CliRunner().invoke(command_line.main, ["failing"])
        as_json = CliRunner().invoke(command_line.main, ["failing", "--json"])
    assert (text.exit_code, as_json.exit_code) == (1, 1)
    assert json.loads(as_json.stdout) == api
    for said in (error.detail, error.advice, "Below zero."):
        assert said in page
        assert said in text.stderr
    assert text.stdout == ""


def test_a_stale_change_is_shown_with_both_values_on_page_and_api() -> None:
    error = Stale(theirs={"name": "Lion"}, yours={"name": "Tiger"}, labels={"name": "full name"}, version=4)
    page = answer(error).content.decode()
    assert all(text in page for text in ("full name", "Lion", "Tiger"))
    body = json.loads(answer(error, "/api/x").content)
    assert (body["theirs"], body["yours"], body["version"]) == ({"name": "Lion"}, {"name": "Tiger"}, 4)


@pytest.mark.parametrize(
    ("raised", "status", "words"),
    [
        (Http404("Agency 7"), 404, "There is nothing here"),
        (PermissionDenied("secret"), 403, "Your role does not allow this."),
        (RequestDataTooBig(), 413, "larger than the system accepts"),
        (OSError(errno.ENOSPC, "No space left on device"), 503, "The disk of the server is full"),
        (OperationalError("database or disk is full"), 503, "The disk of the server is full"),
        (sqlite3.OperationalError("database or disk is full"), 503, "The disk of the server is full"),
        (OperationalError("could not extend file: No space left on device"), 503, "The disk of the server is full"),
        (OperationalError("database is locked"), 503, "The database is busy"),
        (OperationalError("no such table: monitor_incident"), 503, "The database is older than the program"),
        (ProgrammingError('relation "monitor_incident" does not exist'), 503, "The database is older"),
        (OperationalError("connection refused"), 503, "The database does not answer"),
        (InterfaceError("connection already closed"), 503, "The database does not answer"),
    ],
)
def test_faults_of_the_surroundings_are_said_in_words(raised: Exception, status: int, words: str) -> None:
    said = answer(raised)
    assert said.status_code == status
    assert words in said.content.decode()
    assert "secret" not in said.content.decode()


@pytest.mark.parametrize("raised", [KeyError("x"), OSError(errno.ENOENT, "no"), sqlite3.IntegrityError("x")])
def test_a_fault_of_the_program_is_left_to_be_logged(raised: Exception) -> None:
    middleware = problem.ErrorMiddleware(lambda _request: HttpResponse("fine"))
    assert middleware.process_exception(request(), raised) is None
    assert middleware(request()).content == b"fine"


def test_an_unforeseen_fault_is_answered_without_its_inner_text() -> None:
    said = problem.failed(request())
    assert said.status_code == 500
    assert "Nothing was saved" in said.content.decode()


def body(answered: HttpResponse) -> str:
    """Return the body without the form's token, which is masked anew in every answer."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answered.content.decode())


def test_a_foreign_object_and_one_that_never_existed_have_the_same_body() -> None:
    assert body(problem.not_found(request(), Http404("No Incident matches"))) == body(answer(NotFound()))
    assert body(problem.not_found(request("/api/x"))) == body(answer(Http404("x"), "/api/x"))


def test_a_page_that_was_open_too_long_says_so() -> None:
    said = problem.csrf_failure(request(), "CSRF cookie not set.")
    assert said.status_code == 403
    assert "open too long" in said.content.decode()
    assert "CSRF" not in said.content.decode()


def test_the_other_handlers_answer_with_their_status() -> None:
    assert problem.not_allowed(request()).status_code == 403
    assert problem.bad_request(request()).status_code == 422
    assert problem.bad_request(request(), RequestDataTooBig()).status_code == 413


def test_texts_follow_the_language_of_the_reader_not_of_the_raiser() -> None:
    error = NotFound()
    with translation.override("en"):
        assert error.detail == "There is nothing here, or nothing that you may see."
        assert str(error) == error.detail
    with translation.override("ar"):
        assert error.detail == translation.gettext("There is nothing here, or nothing that you may see.")


def test_a_page_that_does_not_exist_answers_404_through_the_whole_stack() -> None:
    said = Client().get("/no/such/page")
    assert said.status_code == 404
