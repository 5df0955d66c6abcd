"""Absurd addresses and forms, on every route: the answer is a clear refusal, never a fault of the program."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

import pytest
from django.http import HttpResponseBase
from django.test import Client

from amparo.accounts.roles import Role
from tests.access.routes import Route
from tests.access.rule import Rule
from tests.access.test_matrix import ROUTES, RULED, identifier, made, undone
from tests.standing import World

pytestmark = pytest.mark.django_db

# Every name that an address of ours may hold in its query.
NAMES = """
    q year status country part actor violation sort after before page report corrects code mapping group agency
    committed_from committed_across committed_to verified_from verified_to sex age role agency_id source reference
    untied sheet header_row encoding ask answer version year_from year_to statuses type situation unit standing
    verified_only next show ended person action object since until vocabulary violation limit
"""
NOBODY = uuid.UUID(int=0)
T = TypeVar("T")
ABSURD = {
    "thousands of digits": "9" * 5000,
    "more than any year": "0199999999999999999999999",
    "below nothing": "-1",
    "a NUL character": "%00",
    "no UTF-8": "%ff%fe%ed%a0%80",
    "a digit that is no number": "%C2%B2",
    "an id of nothing": str(NOBODY),
    "the end of time": f"9999-99-99_{NOBODY}",
    "before all time": f"0000-00-00_{NOBODY}",
    "markup": "%3Cscript%3E%7B%7B%25s%0D%0A",
}


def allowed(rule: Rule, clients: Mapping[Role | None, Client]) -> Client:
    """Return the browser of somebody whom the rule lets in, so that the question reaches the page itself."""
    return next(client for role, client in clients.items() if rule.allows(role))


def answered_by(rule: Rule) -> bool:
    return rule.public or rule.signed_in or bool(rule.roles)


WALKED = [(route, rule) for route, rule in RULED if answered_by(rule)]
# Each route is sent every second absurd thing, its neighbour the others; `make prove` sends all to all.
HALF_AND_ALL = pytest.mark.parametrize("every", [2, pytest.param(1, marks=pytest.mark.prove)])


def some(things: Iterable[T], route: Route, every: int) -> Iterator[T]:
    """Yield each `every`th thing, beginning where the route stands in the table."""
    yield from islice(things, ROUTES.index(route) % every, None, every)


@HALF_AND_ALL
@pytest.mark.parametrize(("route", "rule"), [(a, b) for a, b in WALKED if "GET" in b.methods], ids=identifier)
def test_an_absurd_query_is_never_a_fault_of_the_program(
    world: World, clients: dict[Role | None, Client], route: Route, rule: Rule, every: int
) -> None:
    client = allowed(rule, clients)
    client.raise_request_exception = False
    wrong = []
    with made(rule, world, world.agency) as (arguments, _sent):
        address = route.address(arguments)
        for said, value in some(ABSURD.items(), route, every):
            with undone():
                status = client.get(f"{address}?{'&'.join(f'{name}={value}' for name in NAMES.split())}").status_code
            if status >= 500 and not is_health(route):
                wrong.append(f"{said}: {status}")
    assert not wrong, f"{route.key}: " + "; ".join(wrong)


@HALF_AND_ALL
@pytest.mark.parametrize(("route", "rule"), [(a, b) for a, b in WALKED if "POST" in b.methods], ids=identifier)
def test_an_absurd_form_is_never_a_fault_of_the_program(
    world: World, clients: dict[Role | None, Client], route: Route, rule: Rule, every: int
) -> None:
    client = allowed(rule, clients)
    client.raise_request_exception = False
    wrong = []
    with made(rule, world, world.agency) as (arguments, sent):
        address = route.address(arguments)
        for value in some(("9" * 5000, "9" * 30, "\0", "²"), route, every):
            typed = {name: value for name in sent() if not name.endswith("_FORMS")}
            for form in ({**sent(), **typed}, {**sent(), "version": value}, {**sent(), **growing(value[:1] * 5000)}):
                with undone():
                    status = client.post(address, form).status_code
                if status >= 500:
                    wrong.append(f"{value[:10]!r}: {status}")
    assert not wrong, f"{route.key}: " + "; ".join(wrong)


@pytest.mark.parametrize(("route", "rule"), WALKED, ids=identifier)
def test_no_browser_keeps_what_a_signed_in_person_was_answered_and_no_answer_runs_foreign_scripts(
    world: World, clients: dict[Role | None, Client], route: Route, rule: Rule
) -> None:
    with made(rule, world, world.agency) as (arguments, _sent):
        address = route.address(arguments)
        answers: list[HttpResponseBase] = []
        for client in (allowed(rule, clients), clients[None]):
            with undone():
                answers.append(client.get(address))
    for answer in answers:
        assert "no-store" in answer.headers["Cache-Control"], answer.status_code
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], answer.status_code


def growing(count: str) -> dict[str, str]:
    """Return what is sent when a form is only to show one more row, after `count` others."""
    return {"show": "victims", "more": "1", "victims-TOTAL_FORMS": count, "types-TOTAL_FORMS": count}


def is_health(route: Route) -> bool:
    """Say whether this is the one page that answers 503 where it has something to say."""
    return route.key == "health"
