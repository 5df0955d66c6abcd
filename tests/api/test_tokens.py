"""Acting through a token: as one person, in one agency, for its scopes, until it ends; and never beyond."""

import datetime
from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client

from amparo.accounts import bearer, services
from amparo.accounts.models import ApiToken, Holder, Membership, Person
from amparo.accounts.operation import set_open
from amparo.accounts.roles import Role
from amparo.accounts.scopes import Scope
from amparo.audit.models import AuditEvent
from amparo.kernel import clock
from tests import standing
from tests.monitor import making
from tests.standing import World

pytestmark = pytest.mark.django_db
Program = Callable[..., Client]
Token = Callable[..., tuple[ApiToken, str]]
SignIn = Callable[..., Client]


def asked(text: str, address: str = "/api/incidents") -> int:
    return Client(headers={"Authorization": f"Bearer {text}"}).get(address).status_code


def test_a_statistician_pulls_the_figures(program: Program, analyst: Person, monitor: Person) -> None:
    making.incident(monitor, date="2024-05")
    client = program(analyst, Scope.FIGURES_READ)
    me = client.get("/api/access").json()
    (agency,) = me["agencies"]
    assert (me["kind"], me["scopes"], agency["roles"]) == ("token", ["figures:read"], ["analyst"])
    figures = client.get(f"/api/figures/{agency['id']}", {"verified_only": "false"}).json()
    assert [(line["key"], line["violations"]) for line in figures["by_committed_year"]] == [("2024", 1)]


def test_a_scope_that_is_missing_is_named(program: Program, monitor: Person) -> None:
    answer = program(monitor, Scope.ACTORS_READ).get("/api/incidents")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "incidents:read" in answer.json()["detail"]


@pytest.mark.both
def test_a_token_sees_its_own_agency_alone_though_its_person_works_for_two(
    program: Program, token: Token, world: World, monitor: Person, stranger: Person
) -> None:
    ours, theirs = making.incident(monitor), making.incident(stranger)
    _made, text = token(monitor)
    standing.members(world.other_agency, [(monitor, Role.MONITOR), (monitor, Role.ANALYST)])
    client = Client(headers={"Authorization": f"Bearer {text}"})
    assert [row["id"] for row in client.get("/api/incidents").json()["items"]] == [str(ours.pk)]
    assert client.get(f"/api/incidents/{theirs.pk}").status_code == 404
    assert client.get(f"/api/figures/{world.other_agency.pk}").status_code == 404
    assert {row["incident"] for row in client.get("/api/violations").json()["items"]} == {str(ours.pk)}


def test_a_token_loses_what_its_person_loses(token: Token, monitor: Person, world: World) -> None:
    _made, text = token(monitor)
    assert asked(text) == 200
    standing.members(world.agency, [(monitor, Role.COORDINATOR)])
    yesterday = clock.today() - datetime.timedelta(days=1)
    Membership.objects.filter(person=monitor, role=Role.MONITOR).update(ends_on=yesterday)
    assert (asked(text), asked(text, "/api/actors")) == (404, 200), "a coordinator reads actors and no incident"
    Membership.objects.filter(person=monitor).update(ends_on=yesterday)
    assert asked(text, "/api/actors") == asked(text, "/api/places") == 401


def test_a_token_never_administers(token: Token, monitor: Person, world: World) -> None:
    _made, text = token(monitor)
    standing.members(world.agency, [(monitor, Role.ADMINISTRATOR)])
    roles = Client(headers={"Authorization": f"Bearer {text}"}).get("/api/access").json()["agencies"][0]["roles"]
    assert roles == ["monitor"]


@pytest.mark.parametrize("how", ["expired", "revoked", "closed", "wrong", "malformed", "empty"])
def test_a_token_that_has_ended_answers_nothing_and_says_the_same(token: Token, monitor: Person, how: str) -> None:
    made, text = token(monitor)
    if how == "expired":
        ApiToken.objects.filter(pk=made.pk).update(expires_at=clock.now())
    elif how == "revoked":
        services.revoke_token(acting=monitor, token_id=made.pk)
    elif how == "closed":
        set_open(email=monitor.email, is_active=False)
    sent = {"wrong": text[:-1] + ("A" if text[-1] != "A" else "B"), "malformed": "amparo_1", "empty": ""}
    answer = Client(headers={"Authorization": f"Bearer {sent.get(how, text)}"}).get("/api/incidents")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("This token is not valid")
    assert "no-store" in answer["Cache-Control"]


def test_the_database_holds_no_token(token: Token, monitor: Person) -> None:
    made, text = token(monitor)
    secret = text.split("_", 2)[2]
    stored = ApiToken.objects.filter(pk=made.pk).values().get()
    assert len(secret) == 43
    assert not any(secret in str(value) for value in stored.values())
    assert not any(secret in event.detail_text for event in AuditEvent.objects.all())


def test_a_token_in_an_address_is_no_token(token: Token, client: Client, monitor: Person) -> None:
    _made, text = token(monitor)
    assert client.get("/api/incidents", {"token": text, "access_token": text}).status_code == 401


def test_a_token_opens_no_page(program: Program, monitor: Person) -> None:
    answer = program(monitor).get("/incidents/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_where_a_token_is_given_the_session_counts_for_nothing(
    token: Token, sign_in: SignIn, monitor: Person, coordinator: Person
) -> None:
    browser = sign_in(monitor)
    _made, text = token(coordinator, Scope.ACTORS_READ)
    assert browser.get("/api/incidents").status_code == 200
    assert browser.get("/api/incidents", headers={"Authorization": f"Bearer {text}"}).status_code == 403
    assert browser.get("/api/incidents", headers={"Authorization": "Bearer amparo_no"}).status_code == 401


def test_neither_limits_nor_second_factor_of_a_session_touch_a_token(
    token: Token, sign_in: Callable[..., Client], monitor: Person
) -> None:
    _made, text = token(monitor)
    browser = sign_in(monitor, second_factor=False)
    session = browser.session
    session["amparo.seen_at"] = 0
    session.save()
    headers = {"Authorization": f"Bearer {text}"}
    assert browser.get("/api/incidents", headers=headers).status_code == 200
    assert browser.session["amparo.seen_at"] == 0, "the session was not looked at"


def test_after_ten_wrong_tokens_the_network_waits(token: Token, monitor: Person) -> None:
    _made, text = token(monitor)

    def statuses(network: str, sent: str, times: int) -> list[int]:
        client = Client(REMOTE_ADDR=network, headers={"Authorization": f"Bearer {sent}"})
        return [client.get("/api/access").status_code for _time in range(times)]

    assert statuses("203.0.113.9", "amparo_guess", 11) == [401] * 10 + [429]
    assert statuses("203.0.113.10", "amparo_guess", 1) == [401]
    assert statuses("203.0.113.9", text, 1) == [200], "who works rightly behind the same address goes on"


@pytest.mark.both
def test_what_a_token_reads_names_it_in_the_audit(program: Program, monitor: Person) -> None:
    incident = making.incident(monitor)
    client = program(monitor)
    made = ApiToken.objects.get()
    client.get(f"/api/incidents/{incident.pk}")
    client.get("/api/violations")
    read, listed = AuditEvent.objects.filter(action__in=["incident.read", "violation.listed"]).order_by("at", "id")
    assert read.acting == monitor.pk
    assert read.detail["token"] == listed.detail["token"] == str(made.pk)
    assert listed.detail["rows"] == 1
    making.incident(monitor)
    later = AuditEvent.objects.order_by("at", "id").last()
    assert later is not None
    assert later.action.startswith("incident.")
    assert "token" not in later.detail, "what is done afterwards by other means names no token"


def test_use_is_noted_once_an_hour(program: Program, monitor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    client, begin = program(monitor), clock.now()

    def noted(minutes: int) -> datetime.datetime | None:
        monkeypatch.setattr(clock, "now", lambda: begin + datetime.timedelta(minutes=minutes))
        client.get("/api/access")
        return ApiToken.objects.get().last_used_at

    first = noted(0)
    assert noted(59) == first == begin
    assert noted(60) == begin + datetime.timedelta(minutes=60)


def test_a_token_that_is_tried_after_its_end_is_recorded_once_an_hour(token: Token, monitor: Person) -> None:
    made, text = token(monitor)
    services.revoke_token(acting=monitor, token_id=made.pk)
    assert [asked(text), asked(text)] == [401, 401]
    (event,) = AuditEvent.objects.filter(action="token.refused")
    assert (event.object_id, event.agency) == (made.pk, made.agency_id)


def test_a_token_of_the_agency_sleeps_until_a_colleague_takes_it_over(
    token: Token, monitor: Person, colleague: Person, world: World
) -> None:
    made, text = token(monitor, holder=Holder.AGENCY)
    membership = Membership.objects.get(person=monitor)
    services.change_membership(
        acting=world.people[Role.ADMINISTRATOR],
        membership_id=membership.pk,
        expected_version=1,
        starts_on=membership.starts_on,
        ends_on=clock.today() - datetime.timedelta(days=1),
    )
    assert asked(text) == 401
    token(colleague)  # proves the second factor
    _token, renewed = services.take_over_token(acting=colleague, token_id=made.pk)
    assert (asked(text), asked(renewed)) == (401, 200), "who left still knows the old text"
    made.refresh_from_db()
    assert (made.person, made.revoked_at) == (colleague, None)


def test_a_database_that_is_busy_is_said_in_problem_json(
    token: Token, monitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, text = token(monitor)

    def locked(_token: ApiToken) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(bearer, "_note_use", locked)
    answer = Client(headers={"Authorization": f"Bearer {text}"}).get("/api/access")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
