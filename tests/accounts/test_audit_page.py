"""The audit page: administrators read who did what in their agency, and their reading is recorded too."""

import datetime
import uuid
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from amparo.accounts import policies
from amparo.accounts.audit_reading import PER_PAGE
from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role
from amparo.audit import append_only
from amparo.audit.models import AuditEvent, Pending, Seal
from amparo.audit.sealing import seal
from amparo.audit.services import record_read
from amparo.audit.verification import verify_and_record
from amparo.kernel import clock
from amparo.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def read(person: Person | None, agency: Agency | None, action: str, record: uuid.UUID | None = None) -> AuditEvent:
    return record_read(
        acting=person.pk if person else None,
        agency=agency.pk if agency else None,
        action=action,
        object_type=action.partition(".")[0],
        object_id=record,
        detail={"secret": "canary-detail"},
    )


def body(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(f"/audit/{query}")
    assert response.status_code == status
    return response.content.decode()


def shown(page: str, *actions: str) -> set[str]:
    return {action for action in actions if f">{action}<" in page}


def test_an_administrator_reads_who_did_what_to_which_record(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn
) -> None:
    record = uuid7()
    read(monitor, agency, "incident.read", record)
    page = body(sign_in(administrator))
    assert "incident.read" in page
    assert monitor.name in page
    assert record.hex[-8:] in page


def test_what_a_record_held_is_never_shown(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn
) -> None:
    read(monitor, agency, "incident.read")
    assert "canary-detail" not in body(sign_in(administrator))


def test_events_of_another_agency_are_not_shown(
    administrator: Person, stranger: Person, other_agency: Agency, sign_in: SignIn
) -> None:
    record = uuid7()
    read(stranger, other_agency, "incident.read", record)
    client = sign_in(administrator)
    assert stranger.name not in body(client)
    assert not shown(body(client, f"?record={record}"), "incident.read", record.hex[-8:])


def test_people_of_the_agency_are_followed_where_no_agency_is_named(
    administrator: Person, monitor: Person, stranger: Person, sign_in: SignIn
) -> None:
    read(monitor, None, "person.signed_in")
    read(None, None, "person.sign_in_failed", monitor.pk)
    read(stranger, None, "person.signed_out")
    page = body(sign_in(administrator))
    assert "person.signed_in" in page
    assert "person.sign_in_failed" in page
    assert "the system" in page
    assert "person.signed_out" not in page


def test_somebody_of_another_agency_is_not_named(
    administrator: Person, stranger: Person, agency: Agency, sign_in: SignIn
) -> None:
    read(stranger, agency, "file.refused")
    page = body(sign_in(administrator))
    assert "somebody of another agency" in page
    assert stranger.name not in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_finds_the_page(world: object, role: Role, sign_in: SignIn) -> None:
    person = world.people[role]  # type: ignore[attr-defined]  # the fixture `world`
    assert sign_in(person).get("/audit/").status_code == 404
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_a_visitor_is_led_to_the_sign_in(client: Client) -> None:
    assert client.get("/audit/").status_code == 302


def test_each_reading_is_recorded_with_its_filters(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn
) -> None:
    body(sign_in(administrator), f"?action=incident&person={monitor.pk}&since=2024-05-01")
    event = AuditEvent.objects.get(action="audit.read")
    assert (event.acting, event.agency) == (administrator.pk, agency.pk)
    assert event.detail == {"action": "incident", "person": str(monitor.pk), "since": "2024-05-01"}


def test_filters_narrow_by_action_person_and_record(
    administrator: Person, monitor: Person, colleague: Person, agency: Agency, sign_in: SignIn
) -> None:
    record = uuid7()
    read(monitor, agency, "incident.read", record)
    read(monitor, agency, "incident.changed")
    read(colleague, agency, "incidental.read")
    client = sign_in(administrator)
    actions = ("incident.read", "incident.changed", "incidental.read")
    assert shown(body(client, "?action=incident"), *actions) == {"incident.read", "incident.changed"}
    assert shown(body(client, "?action=incident.read"), *actions) == {"incident.read"}
    assert shown(body(client, f"?person={colleague.pk}"), *actions) == {"incidental.read"}
    assert shown(body(client, f"?record={record}"), *actions) == {"incident.read"}


def test_the_period_has_its_first_and_last_day_in_it(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, action in ((4, "a.early"), (5, "a.first"), (6, "a.last"), (7, "a.late")):
        moment = datetime.datetime(2024, 5, day, 23, 59, 59, tzinfo=datetime.UTC)
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda moment=moment: moment)
            read(monitor, agency, action)
    page = body(sign_in(administrator), "?since=2024-05-05&until=2024-05-06")
    assert shown(page, "a.early", "a.first", "a.last", "a.late") == {"a.first", "a.last"}


@pytest.mark.parametrize(
    "query",
    [
        "?record=x",
        "?since=yesterday",
        "?person=x",
        "?before=x",
        "?action=Read it",
        "?since=2024-05-02&until=2024-05-01",
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_shows_no_event(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn, query: str
) -> None:
    read(monitor, agency, "incident.read")
    page = body(sign_in(administrator), query, status=422)
    assert "incident.read</bdi>" not in page
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_pages_follow_one_another_without_gap_or_repeat(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn
) -> None:
    with transaction.atomic():
        for number in range(PER_PAGE + 5):
            read(monitor, agency, f"step.n{number}")
    client, seen = sign_in(administrator), list[str]()
    steps = [f"step.n{number}" for number in range(PER_PAGE + 5)]
    query = "?action=step"
    for _ in range(2):
        page = body(client, query)
        seen += [step for step in reversed(steps) if f">{step}<" in page]
        last = AuditEvent.objects.get(action=seen[-1]).pk
        query = f"?action=step&before={last}"
    assert seen == list(reversed(steps))
    assert "No event fits these filters" in body(client, query)
    assert "Newest" in body(client, query)


def test_a_page_after_an_event_of_another_agency_is_empty(
    administrator: Person, monitor: Person, stranger: Person, agency: Agency, other_agency: Agency, sign_in: SignIn
) -> None:
    foreign = read(stranger, other_agency, "incident.read")
    read(monitor, agency, "incident.read")
    client = sign_in(administrator)
    assert "incident.read</bdi>" not in body(client, f"?before={foreign.pk}")
    assert "incident.read</bdi>" not in body(client, f"?before={uuid7()}")


def empty_record() -> None:
    with append_only.suspended("default"):
        for model in (AuditEvent, Pending, Seal):
            model._base_manager.all().delete()


def test_an_empty_record_says_so(administrator: Person, sign_in: SignIn) -> None:
    client = sign_in(administrator)
    empty_record()
    page = body(client)
    assert "No event yet" in page
    assert "Never" in page


def test_filters_that_find_nothing_can_be_taken_away(administrator: Person, sign_in: SignIn) -> None:
    assert "Take all filters away" in body(sign_in(administrator), "?action=nothing.such")


def test_the_page_tells_when_events_were_sealed_and_verified(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn
) -> None:
    read(monitor, agency, "incident.read")
    client = sign_in(administrator)
    seal()
    assert verify_and_record().holds
    page = body(client)
    assert "It held" in page
    assert "the last time that events were chained" in page
    assert "tampered" not in page


def test_the_page_says_when_the_chain_is_broken(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn
) -> None:
    read(monitor, agency, "incident.read")
    client = sign_in(administrator)
    seal()
    with append_only.suspended("default"):
        Seal.objects.order_by("-seq")[:1].get().delete()
    assert not verify_and_record().holds
    page = body(client)
    assert "The record has been tampered with" in page
    assert "It did NOT hold" in page


def test_the_page_says_when_no_worker_seals(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(administrator)
    seal()  # what the making of the database left waiting, however long ago that was
    read(monitor, agency, "incident.read")
    assert "No worker seals" not in body(client)
    later = timezone.now() + datetime.timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "No worker seals" in body(client)


def test_who_was_administrator_until_yesterday_finds_no_page(
    administrator: Person, agency: Agency, sign_in: SignIn
) -> None:
    yesterday = clock.today() - datetime.timedelta(days=1)
    Membership.objects.filter(person=administrator).update(ends_on=yesterday)
    assert sign_in(Person.objects.get(pk=administrator.pk)).get("/audit/").status_code == 404


def test_the_policy_knows_agency_and_role(
    administrator: Person, monitor: Person, agency: Agency, other_agency: Agency
) -> None:
    assert policies.may_read_audit(administrator)
    assert policies.may_read_audit(administrator, agency.pk)
    assert not policies.may_read_audit(administrator, other_agency.pk)
    assert not policies.may_read_audit(monitor)
    assert not policies.may_read_audit(None)
