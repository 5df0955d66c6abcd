"""Every route x every role x own and other agency. The rules stand in `tests/access/rules`."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.utils import timezone

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.kernel.ids import uuid7
from tests.access.conftest import Nowhere
from tests.access.routes import Route, all_routes
from tests.access.rule import Rule
from tests.access.rules import all_rules
from tests.access.text import body
from tests.standing import World

ROUTES = all_routes()
RULES = all_rules()
Sent = Callable[[], Mapping[str, object]]
pytestmark = pytest.mark.django_db  # the world is laid down per module; this makes the database for it
RULED = [(route, RULES[route.key]) for route in ROUTES if route.key in RULES]


@contextmanager
def undone() -> Iterator[None]:
    """Run a try in a savepoint, and take everything back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(
    client: Client, route: Route, rule: Rule, method: str, arguments: Mapping[str, object], sent: Sent
) -> HttpResponseBase:
    address = route.address(arguments)
    if method in {"GET", "HEAD"}:
        return client.generic(method, f"{address}?{rule.queries[0]}" if rule.queries[0] else address)
    if rule.as_json:
        body_sent = json.dumps(sent(), default=str)
        return client.generic(
            method, address, data=body_sent, content_type="application/json", headers=dict(rule.headers)
        )
    return client.post(address, dict(sent()))


def never_existing(rule: Rule, arguments: Mapping[str, object]) -> Mapping[str, object]:
    """Return arguments of the same kind that name nothing."""
    if rule.never is not None:
        return rule.never
    return {name: _other(value) for name, value in arguments.items()}


def _other(value: object) -> object:
    if isinstance(value, uuid.UUID):
        return uuid7()
    if isinstance(value, int):
        return 987_654_321
    return f"never-{uuid.uuid4().hex[:8]}"


@contextmanager
def made(rule: Rule, world: World, agency: Agency) -> Iterator[tuple[Mapping[str, object], Sent]]:
    """Make the object of a rule in an agency, for as long as the block lasts: its address, and what is sent there.

    What is sent is made anew each time: a file can be read only once.
    """
    with undone():
        arguments = rule.make(world, agency) if rule.make else {}
        yield arguments, lambda: rule.payload(world, agency, arguments) if rule.payload else {}


def identifier(value: object) -> str | None:
    return value.key if isinstance(value, Route) else ""


def test_every_route_has_a_rule() -> None:
    missing = [route.key for route in ROUTES if route.key not in RULES]
    assert not missing, f"Add rules in tests/access/rules for: {', '.join(missing)}"


def test_every_rule_has_a_route() -> None:
    known = {route.key for route in ROUTES}
    left_over = [key for key in RULES if key not in known]
    assert not left_over, f"No such route any more: {', '.join(left_over)}"


@pytest.mark.parametrize(("route", "rule"), RULED, ids=identifier)
def test_own_agency_answers_the_roles_of_the_rule_and_all_others_as_if_nothing_were_there(
    world: World, clients: dict[Role | None, Client], nowhere: Nowhere, route: Route, rule: Rule
) -> None:
    wrong = []
    for method in rule.methods:
        with made(rule, world, world.agency) as (arguments, sent):
            for role, client in clients.items():
                with undone():
                    answer = ask(client, route, rule, method, arguments, sent)
                who = f"{method} as {role or 'somebody without a role'}"
                expected = rule.answers if rule.allows(role) else {rule.refused}
                if answer.status_code not in expected:
                    wrong.append(f"{who}: {answer.status_code}, expected {sorted(expected)}")
                if rule.allows(role) or rule.public or rule.refused != 404:
                    continue
                with undone():
                    if rule.make:
                        absent = body(ask(client, route, rule, method, never_existing(rule, arguments), sent))
                    else:
                        absent = nowhere(role, method, route.is_api)
                if body(answer) != absent:
                    wrong.append(f"{who}: the refusal does not read like an address that never existed")
    assert not wrong, f"{route.key}: " + "; ".join(wrong)


@pytest.mark.parametrize(
    ("route", "rule"), [(a, b) for a, b in RULED if b.make and not (b.public or b.shared)], ids=identifier
)
def test_a_foreign_object_answers_like_one_that_never_existed(
    world: World, clients: dict[Role | None, Client], route: Route, rule: Rule
) -> None:
    wrong = []
    for method in rule.methods:
        with made(rule, world, world.other_agency) as (arguments, sent):
            for role, client in clients.items():
                with undone():
                    foreign = ask(client, route, rule, method, arguments, sent)
                with undone():
                    absent = ask(client, route, rule, method, never_existing(rule, arguments), sent)
                same = body(foreign) == body(absent)
                if (foreign.status_code, absent.status_code) != (404, 404) or not same:
                    statuses = f"{foreign.status_code} and {absent.status_code}"
                    wrong.append(f"{method} as {role}: {statuses}, same text: {same}")
    assert not wrong, f"{route.key}: " + "; ".join(wrong)


@pytest.mark.parametrize(("route", "rule"), RULED, ids=identifier)
def test_an_anonymous_visitor_is_led_to_the_sign_in(world: World, client: Client, route: Route, rule: Rule) -> None:
    wrong = []
    for method in rule.methods:
        for agency in (world.agency, world.other_agency):
            with made(rule, world, agency) as (arguments, sent):
                answer = ask(client, route, rule, method, arguments, sent)
            if not _is_right_for_anonymous(answer, route, rule):
                wrong.append(f"{method}: {answer.status_code} {answer.headers.get('Location', '')}")
    assert not wrong, f"{route.key}: " + "; ".join(wrong)


def _is_right_for_anonymous(answer: HttpResponseBase, route: Route, rule: Rule) -> bool:
    if rule.public:
        return answer.status_code in rule.answers
    if rule.anonymous == "sign-in" and not route.is_api:
        return answer.headers.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))
    return answer.status_code == (401 if rule.anonymous == "sign-in" else rule.anonymous)


@pytest.mark.parametrize(("route", "rule"), [(a, b) for a, b in RULED if b.appears], ids=identifier)
def test_a_list_shows_what_is_ours_and_no_trace_of_what_is_not(
    world: World, clients: dict[Role | None, Client], route: Route, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rule.appears is not None
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)  # ages of things must not differ between two looks
    address = route.address({})
    readers = [client for role, client in clients.items() if rule.allows(role)]
    for query in rule.queries:
        with undone():
            rule.appears(world, world.agency)
            before = [seen(client, f"{address}?{query}") for client in readers]
            rule.appears(world, world.other_agency)
            after = [seen(client, f"{address}?{query}") for client in readers]
        assert after == before, f"{route.key}?{query}: the other agency's object leaves a trace"
    with undone():
        empty = [seen(client, address) for client in readers]
        rule.appears(world, world.agency)
        full = [seen(client, address) for client in readers]
    assert all(one != two for one, two in zip(empty, full, strict=True)), f"{route.key}: ours does not show"


def seen(client: Client, address: str) -> str:
    """Return what a page shows, and take back what looking at it left behind (audited reads are events too)."""
    with undone():
        return body(client.get(address))
