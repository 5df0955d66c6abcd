"""Sending reports by program: recorded as received, once, and by somebody who may."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from amparo.accounts.scopes import Scope
from amparo.api import reports
from amparo.kernel.ids import uuid7
from amparo.monitor.models import Report
from tests import standing
from tests.monitor import making
from tests.standing import World

pytestmark = pytest.mark.django_db
KEY = "2f6f7c1e-3a55-4d0e-9d0c-0b6d6a1f2b11"
Program = Callable[..., Client]


def send(client: Client, *, key: str = KEY, **facts: Any) -> HttpResponse:
    sent = {
        "source": "river-school",
        "received_on": "2024-06-03",
        "text": "Three children did not come back from the market.",
        **facts,
    }
    return client.post("/api/reports", sent, content_type="application/json", headers={"Idempotency-Key": key})


def where(answer: HttpResponse) -> list[str]:
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    return [fault["where"] for fault in answer.json()["problems"]]


def test_a_report_is_recorded_as_received(program: Program, monitor: Person) -> None:
    making.source(monitor)
    answer = send(program(monitor, Scope.REPORTS_CREATE), text="First line.\r\nSecond line.", reference="R-1")
    assert answer.status_code == 201
    report = Report.objects.get()
    assert (report.channel, report.recorded_by, report.reference) == ("api", monitor, "R-1")
    assert report.content == {"text": "First line.\nSecond line."}
    assert answer.json()["sha256"] == report.sha256
    assert answer.json()["page"] == f"/reports/{report.pk}/"
    assert report.pk.version == 7


@pytest.mark.both
def test_sent_twice_it_is_recorded_once(program: Program, monitor: Person) -> None:
    making.source(monitor)
    client = program(monitor)
    first, second = send(client), send(client)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert send(client, key=str(uuid7())).status_code == 201
    assert Report.objects.count() == 2


def test_a_key_stands_for_one_content(program: Program, monitor: Person) -> None:
    making.source(monitor)
    client = program(monitor)
    send(client)
    for other in ({"text": "Something else."}, {"received_on": "2024-06-04"}, {"reference": "R-2"}):
        answer = send(client, **other)
        assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json"), other
    assert Report.objects.count() == 1


def test_a_key_that_is_used_for_two_days_at_one_moment_stands_for_one(
    program: Program, monitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.source(monitor)
    client = program(monitor)
    send(client)
    real, asked = reports.report_of_key, []

    def overtaken(*given: Any) -> Report | None:
        asked.append(given)
        return None if len(asked) == 1 else real(*given)  # the first question came too early to know of the other

    monkeypatch.setattr(reports, "report_of_key", overtaken)
    assert send(client, received_on="2024-06-04").status_code == 409
    assert Report.objects.count() == 1


def test_anothers_key_leads_to_no_report_of_ones_own(program: Program, monitor: Person, stranger: Person) -> None:
    making.source(monitor)
    making.source(stranger)
    ids = {send(program(person)).json()["id"] for person in (monitor, stranger)}
    assert len(ids) == 2


@pytest.mark.both
@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"source": "unknown"}, "source"),
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"received_on": 1}, "received_on"),
        ({"text": "  "}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"txt": "misspelt"}, "txt"),
        ({"corrects": str(uuid.UUID(int=0))}, "corrects"),
    ],
)
def test_what_is_wrong_is_named_at_its_place(
    program: Program, monitor: Person, facts: dict[str, Any], named: str
) -> None:
    making.source(monitor)
    assert named in where(send(program(monitor), **facts))
    assert not Report.objects.exists()


def test_the_key_must_be_given(program: Program, monitor: Person) -> None:
    making.source(monitor)
    assert where(send(program(monitor), key="no")) == ["Idempotency-Key"]


def test_who_records_for_two_agencies_names_one(sign_in: Callable[..., Client], monitor: Person, world: World) -> None:
    making.source(monitor)
    standing.members(world.other_agency, [(monitor, Role.MONITOR)])
    client = sign_in(monitor)
    assert where(send(client)) == ["agency"]
    assert send(client, agency=str(world.agency.pk)).status_code == 201
    assert send(client, agency=str(uuid7())).status_code == 404


def test_an_analyst_sends_none_even_with_a_session(sign_in: Callable[..., Client], analyst: Person) -> None:
    assert send(sign_in(analyst)).status_code == 404


def test_a_session_needs_the_token_of_a_form_and_a_program_does_not(
    sign_in: Callable[..., Client], program: Program, monitor: Person
) -> None:
    making.source(monitor)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = sign_in(monitor).cookies
    forged = send(browser)
    assert (forged.status_code, forged["Content-Type"]) == (403, "application/problem+json")
    assert not Report.objects.exists()
    own = program(monitor)
    own.handler.enforce_csrf_checks = True
    assert send(own).status_code == 201


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"\xff", 400), (b'{"text": "' + b"x" * 2**21, 413)])
def test_a_body_that_cannot_be_read_is_refused_in_words(
    program: Program, monitor: Person, body: bytes, status: int
) -> None:
    answer = program(monitor).post(
        "/api/reports", body, content_type="application/json", headers={"Idempotency-Key": KEY}
    )
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
