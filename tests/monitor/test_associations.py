"""How children came to a force or group and how they left it is told as a part of their incident."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel import fuzzy
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from amparo.monitor import services
from amparo.monitor.associations import stored_association
from amparo.monitor.content import AssociationData, VictimData, ViolationData
from amparo.monitor.differences import stored_content
from amparo.monitor.models import Association, Incident, Violation
from amparo.terms.models import Term
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db


def ids(*codes: str) -> frozenset[uuid.UUID]:
    """Items of the lists by code: "role/cook"."""
    return frozenset(making.term(code, vocabulary).pk for vocabulary, code in (one.split("/") for one in codes))


def told(**facts: Any) -> AssociationData:
    stated: dict[str, Any] = {
        "terms": ids("recruitment/abduction", "role/cook", "exit/escaped"),
        "cross_border": "yes",
        "months_at_least": 3,
        "months_at_most": 6,
        "left": "some",
        "left_count": 1,
        "left_on": fuzzy.parse("2024-08"),
        **facts,
    }
    return AssociationData(**stated)


def describe(acting: Person, incident: Incident, data: AssociationData, version: int | None = None) -> Incident:
    return services.describe_association(
        acting=acting,
        incident_id=incident.pk,
        violation_id=incident.violations.get().pk,
        expected_version=incident.version if version is None else version,
        data=data,
    )


def places(acting: Person, incident: Incident, **facts: Any) -> set[str]:
    with pytest.raises(Invalid) as refused:
        describe(acting, incident, told(**facts))
    return {problem.where for problem in refused.value.problems}


@pytest.mark.both
def test_what_is_told_is_kept_with_the_incident_and_its_history(monitor: Person) -> None:
    incident = making.incident(monitor)

    changed = describe(monitor, incident, told())

    assert changed.version == 2
    assert stored_association(incident.violations.get()) == told()
    assert AuditEvent.objects.filter(action="incident.changed", object_id=incident.pk).count() == 1
    (newest, _first) = history_of("incident", incident.pk)
    assert newest.data["violations"][0]["association"]["left_on"] == "2024-08"
    assert monitor in incident.changed_by.all()


def test_the_same_told_again_changes_nothing(monitor: Person) -> None:
    incident = describe(monitor, making.incident(monitor), told())

    assert describe(monitor, incident, told()).version == 2


def test_what_is_taken_back_leaves_nothing(monitor: Person) -> None:
    incident = describe(monitor, making.incident(monitor), told())

    describe(monitor, incident, AssociationData())

    assert not Association.objects.exists()


def test_a_change_of_the_incident_keeps_what_is_told_of_rows_that_stay(monitor: Person) -> None:
    incident = describe(monitor, making.incident(monitor), told())
    stored = stored_content(incident)
    (kept,) = stored.violations
    added = ViolationData(making.term("abduction").pk, making.actor().pk)

    data = making.incident_data(
        victims=stored.victims,
        violations=(ViolationData(kept.type_id, making.actor().pk, id=kept.id), added),
    )
    services.change_incident(acting=monitor, incident_id=incident.pk, expected_version=2, data=data)

    assert stored_association(Violation.objects.get(pk=kept.id)) == told()
    assert {act.type.code for act in incident.violations.all()} == {"recruitment-and-use", "abduction"}
    (newest, *_older) = history_of("incident", incident.pk)
    assert sum("association" in act for act in newest.data["violations"]) == 1


def test_a_row_sent_twice_becomes_two(monitor: Person) -> None:
    incident = making.incident(monitor)
    row = stored_content(incident).violations[0]
    rows = (row, ViolationData(row.type_id, making.actor().pk, id=row.id))

    services.change_incident(
        acting=monitor, incident_id=incident.pk, expected_version=1, data=making.incident_data(violations=rows)
    )

    assert incident.violations.count() == 2


def test_a_stale_statement_is_refused_with_both_values(monitor: Person, colleague: Person) -> None:
    incident = making.incident(monitor)
    describe(monitor, incident, told())

    with pytest.raises(Stale) as refused:
        describe(monitor, incident, told(months_at_most=9), version=1)

    assert [(line.theirs, line.yours) for line in refused.value.differences] == [("3 to 6 months", "3 to 9 months")]


def test_while_it_is_under_verification_nobody_changes_it(monitor: Person, verifier: Person) -> None:
    incident = making.under_verification(making.incident(monitor), verifier)

    with pytest.raises(Conflict):
        describe(monitor, incident, told())


@pytest.mark.parametrize("who", ["verifier", "stranger", "analyst"])
def test_only_those_who_record_say_it(who: str, monitor: Person, request: pytest.FixtureRequest) -> None:
    incident = making.incident(monitor)

    with pytest.raises(NotFound):
        describe(request.getfixturevalue(who), incident, told())


def test_a_violation_of_another_incident_is_not_found(monitor: Person) -> None:
    incident, other = making.incident(monitor), making.incident(monitor)

    with pytest.raises(NotFound):
        services.describe_association(
            acting=monitor,
            incident_id=incident.pk,
            violation_id=other.violations.get().pk,
            expected_version=1,
            data=told(),
        )


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"terms": frozenset({uuid.uuid4()})}, {"methods"}),
        ({"cross_border": "perhaps"}, {"cross_border"}),
        ({"left": "many"}, {"left"}),
        ({"months_at_least": 7}, {"months_at_most"}),
        ({"months_at_least": -1, "months_at_most": 601}, {"months_at_least", "months_at_most"}),
        ({"left": "none"}, {"exits"}),
        ({"left": "none", "terms": frozenset()}, {"left_count"}),
        ({"left": "none", "terms": frozenset(), "left_count": None}, {"left_on"}),
        ({"left_count": 0}, {"left_count"}),
        ({"left_count": 4}, {"left_count"}),
        ({"left_on": fuzzy.parse("2199")}, {"left_on"}),
        ({"left_on": fuzzy.parse("2024-04")}, {"left_on"}),
        ({"in_detention": "no", "ill_treatment": "yes"}, {"ill_treatment"}),
    ],
)
def test_what_contradicts_is_refused_where_it_stands(facts: dict[str, Any], where: set[str], monitor: Person) -> None:
    assert places(monitor, making.incident(monitor), **facts) == where
    assert not Association.objects.exists()


def test_a_place_of_detention_without_detention_contradicts(monitor: Person) -> None:
    terms = ids("detention_facility/prison")

    assert places(monitor, making.incident(monitor), terms=terms, in_detention="no") == {"facilities"}


def test_a_retired_item_stays_but_is_chosen_no_more(monitor: Person) -> None:
    incident = describe(monitor, making.incident(monitor), told())
    Term.objects.filter(vocabulary="role", code="cook").update(retired=True)

    describe(monitor, incident, told(months_at_most=8))

    assert places(monitor, making.incident(monitor)) == {"roles"}


def test_counts_that_leave_may_exceed_a_violation_that_counts_nobody(monitor: Person) -> None:
    incident = making.incident(monitor, victims=())

    assert describe(monitor, incident, told(left_count=9)).version == 2


def test_it_is_told_on_the_page_and_read_on_the_incident(monitor: Person, sign_in: SignIn) -> None:
    incident = making.incident(monitor)
    client, act = sign_in(monitor), incident.violations.get()
    address = reverse("monitor:association-change", args=[incident.pk, act.pk])
    sent = {
        "version": 1,
        "methods": [str(making.term("abduction", "recruitment").pk)],
        "exploitation": [str(making.term("forced-marriage", "role").pk)],
        "cross_border": "no",
        "re_recruitment": "unknown",
        "left": "all",
        "in_detention": "unknown",
        "ill_treatment": "unknown",
        "left_on": "2024-09~",
    }

    assert client.get(address).status_code == 200
    refused = client.post(address, {**sent, "left_on": "soon"})
    saved = client.post(address, sent)
    stale = client.post(address, {**sent, "left": "some"})

    assert (refused.status_code, saved.status_code, stale.status_code) == (422, 302, 409)
    assert stale.context["content"].version == 2
    same = client.post(address, sent)
    assert (same.status_code, same.context["content"].differences) == (409, ())
    assert "Someone else changed this incident while you were writing" in same.content.decode()
    (shown,) = client.get(reverse("monitor:incident-detail", args=[incident.pk])).context["content"].associations
    assert {str(fact.label): fact.value for fact in shown.facts} == {
        "How they were recruited": "abduction",
        "What they were made to do": "forced marriage",
        "Across a border": "No",
        "Have they left?": "All of them",
        "When they left": "about September 2024",
    }
    again = client.get(address).context["content"].form
    assert again["exploitation"].value() == sent["exploitation"]


def test_a_killing_asks_for_no_association(monitor: Person, sign_in: SignIn) -> None:
    act = ViolationData(making.term("killing-and-maiming").pk)
    incident = making.incident(monitor, violations=(act,), victims=(VictimData(boys=1),))

    page = sign_in(monitor).get(reverse("monitor:incident-detail", args=[incident.pk]))

    assert page.context["content"].associations == ()


def test_codes_of_another_system_are_kept_and_shown(monitor: Person, sign_in: SignIn) -> None:
    kept = {"child_role_combatant": ["drone_pilot"]}
    incident = describe(monitor, making.incident(monitor), told(not_understood=kept))
    address = reverse("monitor:association-change", args=[incident.pk, incident.violations.get().pk])

    content = sign_in(monitor).get(address).context["content"]

    assert content.not_understood == ("child_role_combatant: drone_pilot",)
