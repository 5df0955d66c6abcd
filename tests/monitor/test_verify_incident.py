"""A second person verifies an incident: takes it up, decides, and every step is kept."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amparo.accounts.models import Membership, Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from amparo.monitor import services
from amparo.monitor.models import Incident, Status, VerificationStep
from amparo.monitor.selectors import workload
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db


def also_verifier(person: Person) -> Person:
    """The same person with the role of a verifier in the own agency, read anew."""
    since = datetime.date(2020, 1, 1)
    Membership.objects.create(person=person, agency_id=making.own_agency(person), role=Role.VERIFIER, starts_on=since)
    return Person.objects.get(pk=person.pk)


def problems_of(incident: Incident, verifier: Person, **answer: Any) -> set[str]:
    to_status = answer.pop("to_status", Status.VERIFIED)
    with pytest.raises(Invalid) as caught, transaction.atomic():
        making.decided(incident, verifier, to_status, **answer)
    return {problem.where for problem in caught.value.problems}


def test_taking_it_up_and_deciding_are_two_steps_that_are_kept(monitor: Person, verifier: Person) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.VERIFIED)

    assert incident.status == Status.VERIFIED
    steps = list(VerificationStep.objects.values_list("from_status", "to_status", "decided_by"))
    assert steps == [
        ("reported", "under_verification", verifier.pk),
        ("under_verification", "verified", verifier.pk),
    ]
    assert [version.version for version in history_of("incident", incident.pk)] == [3, 2, 1]
    assert AuditEvent.objects.filter(action="incident.decided", acting=verifier.pk).count() == 1


def test_committed_and_verified_year_stay_apart(monitor: Person, verifier: Person) -> None:
    incident = making.decided(
        making.incident(monitor, date="2023-12"), verifier, Status.VERIFIED, decided_on=datetime.date(2024, 2, 1)
    )

    assert (incident.committed_year, incident.verified_year) == (2023, 2024)
    assert incident.status == Status.VERIFIED_LATE
    assert incident.verified_on == datetime.date(2024, 2, 1)


def test_a_date_that_may_reach_into_the_year_of_decision_is_not_late(monitor: Person, verifier: Person) -> None:
    reaching = making.incident(monitor, date="2023-11/2024-01")
    incident = making.decided(reaching, verifier, Status.VERIFIED, decided_on=datetime.date(2024, 3, 31))

    assert incident.status == Status.VERIFIED


def test_a_decision_in_a_later_quarter_of_the_same_year_is_late(monitor: Person, verifier: Person) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.VERIFIED, decided_on=datetime.date(2024, 7, 1))

    assert (incident.status, incident.verified_year) == (Status.VERIFIED_LATE, 2024)


def confirmed(incident: Incident, verifier: Person, level: str, **facts: Any) -> Incident:
    given: dict[str, Any] = {"decided_on": datetime.date(2024, 9, 1), "grounds": "The meeting of August.", **facts}
    return services.confirm_verification(
        acting=verifier, incident_id=incident.pk, expected_version=incident.version, level=level, **given
    )


def test_a_higher_level_confirms_and_day_year_and_sources_stay(monitor: Person, verifier: Person) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.VERIFIED, un_eyewitness=True)
    assert incident.level == "focal_point"

    for level in ("technical", "task_force"):
        incident = confirmed(incident, verifier, level)

    assert (incident.status, incident.level) == (Status.VERIFIED, "task_force")
    assert incident.verified_on == datetime.date(2024, 6, 20)
    steps = list(VerificationStep.objects.values_list("level", "primary_sources", "un_eyewitness"))
    assert steps == [("", 0, False), *((level, 1, True) for level in ("focal_point", "technical", "task_force"))]
    assert AuditEvent.objects.filter(action="incident.confirmed").count() == 2
    with pytest.raises(Conflict):
        confirmed(incident, verifier, "task_force")


@pytest.mark.parametrize(
    ("level", "facts", "where"),
    [
        ("focal_point", {}, "level"),
        ("cabinet", {}, "level"),
        ("technical", {"decided_on": datetime.date(2024, 6, 19)}, "decided_on"),
        ("technical", {"decided_on": datetime.date(2190, 1, 1)}, "decided_on"),
        ("technical", {"grounds": " "}, "grounds"),
    ],
)
def test_what_confirms_nothing_is_refused(
    level: str, facts: dict[str, Any], where: str, monitor: Person, verifier: Person
) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.VERIFIED)

    with pytest.raises(Invalid) as refused:
        confirmed(incident, verifier, level, **facts)

    assert [problem.where for problem in refused.value.problems] == [where]


def test_what_is_not_decided_and_what_one_recorded_is_confirmed_by_nobody(monitor: Person, verifier: Person) -> None:
    with pytest.raises(Conflict):
        confirmed(making.incident(monitor), verifier, "technical")
    with pytest.raises(NotAllowed):
        confirmed(making.incident(monitor), also_verifier(monitor), "technical")


def test_reopening_takes_the_level_back(monitor: Person, verifier: Person) -> None:
    incident = confirmed(making.decided(making.incident(monitor), verifier, Status.VERIFIED), verifier, "technical")

    reopened = services.reopen_verification(
        acting=verifier, incident_id=incident.pk, expected_version=incident.version, reason="A family came back."
    )

    assert reopened.level == ""


def test_a_level_is_confirmed_on_its_page_and_read_in_the_chain(
    monitor: Person, verifier: Person, sign_in: SignIn
) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.VERIFIED, un_eyewitness=True)
    client, address = sign_in(verifier), reverse("monitor:incident-confirm", args=[incident.pk])
    sent = {"version": incident.version, "decided_on": "2024-09-01", "grounds": "The meeting of August."}

    assert [value for value, _label in client.get(address).context["content"].form.fields["level"].choices] == [
        "technical",
        "task_force",
    ]
    assert client.post(address, {**sent, "level": "focal_point"}).status_code == 422
    early = {**sent, "level": "task_force", "decided_on": "2024-01-01"}
    assert client.post(address, early).status_code == 422
    assert client.post(address, {**sent, "level": "task_force"}).status_code == 302
    assert client.get(address).status_code == 409
    content = client.get(reverse("monitor:incident-detail", args=[incident.pk])).context["content"]
    assert content.confirm_url == ""
    assert content.steps[0].what == "Confirmed: Verified"
    assert content.steps[0].more.startswith("Task force · The meeting of August.")
    assert content.steps[0].more.endswith("UN staff or trained partners among them")


@pytest.mark.both
def test_the_queue_says_how_old_and_who_has_what_in_hand(
    monitor: Person, verifier: Person, stranger: Person, sign_in: SignIn
) -> None:
    old, older = making.incident(monitor), making.incident(monitor)
    Incident.objects.filter(pk=old.pk).update(created_at=clock.now() - datetime.timedelta(days=30))
    Incident.objects.filter(pk=older.pk).update(created_at=clock.now() - datetime.timedelta(days=60, hours=1))
    making.under_verification(making.incident(monitor), verifier)
    making.decided(making.incident(monitor), verifier, Status.VERIFIED)
    again = making.decided(making.incident(monitor), verifier, Status.DID_NOT_OCCUR)
    services.reopen_verification(
        acting=verifier, incident_id=again.pk, expected_version=again.version, reason="A family came back."
    )

    assert workload.ages(monitor) == (2, 1, 1)
    assert workload.workload(monitor) == (workload.Load(verifier.name, 2, 2),)
    assert (workload.ages(stranger), workload.workload(stranger)) == ((0, 0, 0), ())
    content = sign_in(verifier).get(reverse("monitor:verification-queue")).context["content"]
    assert content.workload.rows == [(verifier.name, "2", "2")]


def test_the_queue_leads_nobody_who_had_a_part_to_a_refusal(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    changed, other = making.incident(monitor), making.incident(monitor)
    changed.changed_by.add(verifier)

    content = sign_in(verifier).get(reverse("monitor:verification-queue")).context["content"]

    leads = {row[0].text: "verify" in row[0].href for row in content.table.rows}
    assert leads == {changed.code: False, other.code: True}


@pytest.mark.parametrize("answer", [Status.NOT_VERIFIED, Status.DID_NOT_OCCUR, Status.REPORTED])
def test_no_other_answer_gives_a_year_of_verification(answer: Status, monitor: Person, verifier: Person) -> None:
    incident = making.decided(making.incident(monitor), verifier, answer)

    assert (incident.status, incident.verified_on, incident.verified_year) == (answer, None, None)


def test_what_was_sent_back_or_not_verified_may_be_taken_up_again(monitor: Person, verifier: Person) -> None:
    for answer in (Status.REPORTED, Status.NOT_VERIFIED):
        incident = making.decided(making.incident(monitor), verifier, answer)
        assert making.decided(incident, verifier, Status.VERIFIED).status == Status.VERIFIED


def test_who_recorded_it_cannot_verify_it(monitor: Person) -> None:
    incident = making.incident(monitor)

    with pytest.raises(NotAllowed):
        making.under_verification(incident, also_verifier(monitor))


def test_who_recorded_one_of_its_reports_cannot_verify_it(monitor: Person, colleague: Person) -> None:
    incident = making.incident(monitor)
    report = making.report(colleague)
    services.add_mentions(
        acting=colleague,
        report_id=report.pk,
        incident_id=incident.pk,
        mentions=[making.mention(incident.victims.get(), boys=2)],
    )

    with pytest.raises(NotAllowed):
        making.under_verification(incident, also_verifier(colleague))


def test_who_puts_the_report_of_another_behind_it_cannot_verify_it(monitor: Person, colleague: Person) -> None:
    incident, report = making.incident(monitor), making.report(monitor)
    said = [making.mention(incident.victims.get(), boys=2)]
    services.add_mentions(acting=colleague, report_id=report.pk, incident_id=incident.pk, mentions=said)

    with pytest.raises(NotAllowed):
        making.under_verification(incident, also_verifier(colleague))


def test_who_changed_it_cannot_verify_it(monitor: Person, colleague: Person) -> None:
    incident = making.incident(monitor)
    incident = services.change_incident(
        acting=colleague, incident_id=incident.pk, expected_version=1, data=making.incident_data(summary="Changed.")
    )

    with pytest.raises(NotAllowed):
        making.under_verification(incident, also_verifier(colleague))


def test_who_recorded_a_report_after_it_was_taken_up_cannot_decide(monitor: Person, verifier: Person) -> None:
    both = also_monitor(verifier)
    incident = making.under_verification(making.incident(monitor), both)
    services.add_mentions(
        acting=both,
        report_id=making.report(both).pk,
        incident_id=incident.pk,
        mentions=[making.mention(incident.victims.get(), boys=2)],
    )

    with pytest.raises(NotAllowed):
        services.decide_verification(
            acting=both,
            incident_id=incident.pk,
            expected_version=incident.version,
            to_status=Status.VERIFIED,
            decided_on=datetime.date(2024, 9, 1),
            primary_sources=1,
            secondary_sources=0,
            grounds="I say so myself.",
        )


def also_monitor(person: Person) -> Person:
    Membership.objects.create(
        person=person,
        agency_id=making.own_agency(person),
        role=Role.MONITOR,
        starts_on=datetime.date(2020, 1, 1),
    )
    return Person.objects.get(pk=person.pk)


def test_a_colleague_without_the_role_and_a_stranger_find_nothing(
    monitor: Person, colleague: Person, stranger: Person, analyst: Person
) -> None:
    incident = making.incident(monitor)

    for person in (colleague, stranger, analyst):
        with pytest.raises(NotFound):
            making.under_verification(incident, person)


def test_it_is_decided_only_after_it_was_taken_up(monitor: Person, verifier: Person) -> None:
    incident = making.incident(monitor)

    with pytest.raises(Conflict):
        services.decide_verification(
            acting=verifier,
            incident_id=incident.pk,
            expected_version=1,
            to_status=Status.VERIFIED,
            decided_on=datetime.date(2024, 9, 1),
            primary_sources=1,
            secondary_sources=0,
            grounds="A witness.",
        )


def test_it_is_taken_up_once(monitor: Person, verifier: Person) -> None:
    incident = making.under_verification(making.incident(monitor), verifier)

    with pytest.raises(Conflict):
        making.under_verification(incident, verifier)


def test_the_day_on_which_it_was_taken_up_may_lie_in_the_past_but_not_before_it(
    monitor: Person, verifier: Person
) -> None:
    incident = making.incident(monitor)
    earlier = incident.date_earliest - datetime.timedelta(days=1)
    given = {"acting": verifier, "incident_id": incident.pk, "expected_version": incident.version}
    for impossible in (earlier, clock.today() + datetime.timedelta(days=1)):
        with pytest.raises(Invalid):
            services.start_verification(**given, started_on=impossible)
    services.start_verification(**given, started_on=incident.date_earliest)
    assert incident.steps.get().decided_on == incident.date_earliest


def test_a_version_that_moved_on_is_refused(monitor: Person, verifier: Person) -> None:
    incident = making.incident(monitor)
    services.change_incident(
        acting=monitor, incident_id=incident.pk, expected_version=1, data=making.incident_data(summary="Changed.")
    )

    with pytest.raises(Stale):
        making.under_verification(incident, verifier)
    assert not VerificationStep.objects.exists()


def test_impossible_decisions_are_refused_each_at_its_field(monitor: Person, verifier: Person) -> None:
    incident = making.incident(monitor)
    tomorrow = clock.today() + datetime.timedelta(days=1)

    assert problems_of(incident, verifier, decided_on=tomorrow) == {"decided_on"}
    assert problems_of(incident, verifier, decided_on=datetime.date(2024, 4, 30)) == {"decided_on"}
    assert problems_of(incident, verifier, grounds="  ") == {"grounds"}
    assert problems_of(incident, verifier, grounds="x" * 2001) == {"grounds"}
    assert problems_of(incident, verifier, primary_sources=0, secondary_sources=0) == {"primary_sources"}
    assert problems_of(incident, verifier, primary_sources=-1) == {"primary_sources"}
    assert problems_of(incident, verifier, secondary_sources=1001) == {"secondary_sources"}
    assert problems_of(incident, verifier, to_status="verified_late") == {"to_status"}
    assert Incident.objects.get().status == Status.REPORTED


@pytest.mark.parametrize("answer", [Status.VERIFIED, Status.DID_NOT_OCCUR])
def test_a_decision_is_reopened_for_a_reason_and_decided_anew(
    answer: Status, monitor: Person, verifier: Person
) -> None:
    incident = making.decided(making.incident(monitor), verifier, answer)
    reopened = services.reopen_verification(
        acting=verifier, incident_id=incident.pk, expected_version=incident.version, reason="A family came back."
    )
    assert (reopened.status, reopened.verified_on, reopened.verified_year) == (Status.UNDER_VERIFICATION, None, None)
    step = reopened.steps.last()
    assert step is not None
    assert (step.to_status, step.grounds) == (Status.UNDER_VERIFICATION, "A family came back.")
    assert reopened.steps.filter(to_status=incident.status).exists(), "the decision stays"
    assert AuditEvent.objects.filter(action="incident.reopened", acting=verifier.pk).count() == 1
    again = services.decide_verification(
        acting=verifier,
        incident_id=incident.pk,
        expected_version=reopened.version,
        to_status=Status.NOT_VERIFIED,
        decided_on=clock.today(),
        primary_sources=0,
        secondary_sources=1,
        grounds="The family was mistaken.",
    )
    assert again.status == Status.NOT_VERIFIED


@pytest.mark.parametrize("reason", ["", "   ", "w" * 2001])
def test_nothing_is_reopened_without_a_reason(reason: str, monitor: Person, verifier: Person) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.VERIFIED)
    with pytest.raises(Invalid) as refused:
        services.reopen_verification(
            acting=verifier, incident_id=incident.pk, expected_version=incident.version, reason=reason
        )
    assert [problem.where for problem in refused.value.problems] == ["reason"]
    incident.refresh_from_db()
    assert incident.status in {Status.VERIFIED, Status.VERIFIED_LATE}


def test_what_is_not_decided_cannot_be_reopened_nor_by_whoever_recorded_it(
    monitor: Person, verifier: Person, stranger: Person
) -> None:
    incident = making.incident(monitor)
    given = {"incident_id": incident.pk, "reason": "A family came back."}
    with pytest.raises(Conflict):
        services.reopen_verification(acting=verifier, expected_version=incident.version, **given)
    incident = making.decided(incident, verifier, Status.VERIFIED)
    for person in (monitor, stranger):
        with pytest.raises(NotFound):
            services.reopen_verification(acting=person, expected_version=incident.version, **given)
    with pytest.raises(Stale):
        services.reopen_verification(acting=verifier, expected_version=1, **given)
    agency = making.own_agency(monitor)
    day = datetime.date(2020, 1, 1)
    Membership.objects.create(person=monitor, agency_id=agency, role=Role.VERIFIER, starts_on=day)
    with pytest.raises(NotAllowed):
        services.reopen_verification(
            acting=Person.objects.get(pk=monitor.pk), expected_version=incident.version, **given
        )


def test_a_verifier_reopens_on_the_page_and_the_chain_shows_it(
    monitor: Person, verifier: Person, sign_in: SignIn
) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.VERIFIED)
    browser, address = sign_in(verifier), reverse("monitor:incident-reopen", args=[incident.pk])
    detail = reverse("monitor:incident-detail", args=[incident.pk])
    assert address in browser.get(detail).content.decode()
    assert address not in sign_in(monitor).get(detail).content.decode()
    assert browser.post(address, {"version": incident.version, "reason": ""}).status_code == 422
    answer = browser.post(address, {"version": incident.version, "reason": "A family came back."}, follow=True)
    assert "is open again" in answer.content.decode()
    shown = browser.get(detail).content.decode()
    assert "Reopened" in shown
    assert "A family came back." in shown
    assert browser.get(address).status_code == 409


def test_a_step_is_never_changed(monitor: Person, verifier: Person) -> None:
    making.under_verification(making.incident(monitor), verifier)

    with pytest.raises(DatabaseError), transaction.atomic():
        VerificationStep.objects.update(grounds="Rewritten.")


def test_a_verifier_goes_from_the_queue_to_the_decision(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    incident = making.incident(monitor)
    client = sign_in(verifier)
    verify = reverse("monitor:incident-verify", args=[incident.pk])

    assert verify.encode() in client.get(reverse("monitor:verification-queue")).content
    assert b"Will you verify" in client.get(verify).content
    started = client.post(reverse("monitor:incident-verify-start", args=[incident.pk]), {"version": 1})
    assert started.status_code == 302
    assert client.get(verify, {"ask": "1"}).status_code == 422
    chosen = client.get(verify, {"ask": "1", "answer": "verified"})
    assert client.get(chosen.url).status_code == 200
    form = {
        "answer": "verified",
        "version": 2,
        "decided_on": "2024-06-20",
        "level": "focal_point",
        "primary_sources": 1,
        "secondary_sources": 0,
        "grounds": "",
    }
    decide = reverse("monitor:incident-verify-decide", args=[incident.pk])
    assert client.post(decide, form).status_code == 422
    assert client.post(decide, form | {"grounds": "A witness.", "primary_sources": 0}).status_code == 422
    assert client.post(decide, form | {"grounds": "A witness."}).status_code == 302
    assert Incident.objects.get().status == Status.VERIFIED
    assert client.get(verify).status_code == 409


def test_nothing_rests_on_an_answer_that_is_none(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    incident = making.under_verification(making.incident(monitor), verifier)

    address = reverse("monitor:incident-verify-decide", args=[incident.pk])

    assert sign_in(verifier).get(address, {"answer": "perhaps"}).status_code == 404


def test_who_recorded_it_is_told_why_on_the_page(monitor: Person, sign_in: SignIn) -> None:
    incident = making.incident(monitor)
    client = sign_in(also_verifier(monitor))

    answer = client.get(reverse("monitor:incident-verify", args=[incident.pk]))

    assert answer.status_code == 403
    assert b"You had a part in recording" in answer.content
    assert (
        b"A second person must verify this"
        in client.get(reverse("monitor:incident-detail", args=[incident.pk])).content
    )
