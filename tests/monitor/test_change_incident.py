"""A monitor changes an incident; two people who change one incident lose nothing."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel import fuzzy, search
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from amparo.monitor import services
from amparo.monitor.content import IncidentData, VictimData, ViolationData
from amparo.monitor.differences import stored_content
from amparo.monitor.models import Incident, Status, Victim, Violation
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db


def changed(person: Person, incident: Incident, version: int | None = None, **facts: Any) -> Incident:
    data = replace(stored_content(Incident.objects.get(pk=incident.pk)), **facts)
    return services.change_incident(
        acting=person,
        incident_id=incident.pk,
        expected_version=incident.version if version is None else version,
        data=data,
    )


def form_of(incident: Incident, **facts: Any) -> dict[str, Any]:
    """What the change form sends when it was opened now."""
    victim, violation = incident.victims.get(), incident.violations.get()
    return making.incident_form(
        incident.agency_id,
        **{
            "version": incident.version,
            "victims-INITIAL_FORMS": 1,
            "victims-0-id": victim.pk,
            "violations-INITIAL_FORMS": 1,
            "violations-0-id": violation.pk,
            **facts,
        },
    )


def change_page(client: Client, incident: Incident, form: dict[str, Any]) -> Any:
    return client.post(reverse("monitor:incident-change", args=[incident.pk]), form)


def test_a_change_is_saved_as_the_next_version(monitor: Person) -> None:
    incident = making.incident(monitor)

    changed(monitor, incident, summary="Two came back.", date=fuzzy.parse("2024-06"))

    stored = Incident.objects.get()
    assert (stored.version, stored.summary, stored.date_text) == (2, "Two came back.", "2024-06")
    assert [version.version for version in history_of("incident", incident.pk)] == [2, 1]


def test_the_audit_says_which_parts_changed_and_holds_no_free_text(monitor: Person) -> None:
    incident = making.incident(monitor)

    changed(monitor, incident, summary="Two came back.")

    event = AuditEvent.objects.get(action="incident.changed")
    assert set(event.changes) == {"summary"}
    assert "came back" not in event.changes_text


def test_nothing_is_saved_where_nothing_differs(monitor: Person) -> None:
    incident = making.incident(monitor)

    assert changed(monitor, incident).version == 1
    assert not AuditEvent.objects.filter(action="incident.changed").exists()


def test_children_and_violations_are_replaced(monitor: Person) -> None:
    incident = making.incident(monitor)
    kept = Victim.objects.get()

    changed(
        monitor,
        incident,
        victims=(VictimData(boys=1, id=kept.pk), VictimData(pseudonym="A-17", sex="girl")),
        violations=(
            ViolationData(making.term("abduction").pk, making.actor().pk, (0,)),
            ViolationData(making.term("forced-marriage").pk, None, (1,)),
        ),
    )

    kept.refresh_from_db()
    assert (kept.boys, kept.girls, kept.version) == (1, 0, 2)
    done = {act.type.code: [victim.pseudonym for victim in act.victims.all()] for act in Violation.objects.all()}
    assert done == {"abduction": [""], "forced-marriage": ["A-17"]}


def test_a_row_of_another_incident_cannot_be_taken_over(monitor: Person) -> None:
    incident, other = making.incident(monitor), making.incident(monitor)
    foreign_row, foreign_act = other.victims.get(), other.violations.get()

    with pytest.raises(Invalid) as caught:
        changed(monitor, incident, victims=(VictimData(boys=9, id=foreign_row.pk),), violations=_acts(other))
    assert [problem.where for problem in caught.value.problems] == ["victims"]
    changed(monitor, incident, violations=_acts(other), summary="Changed.")
    assert foreign_act.incident == other
    assert other.violations.get() == foreign_act


def _acts(incident: Incident) -> tuple[ViolationData, ...]:
    return tuple(ViolationData(act.type_id, act.actor_id, None, act.pk) for act in incident.violations.all())


def test_a_row_is_given_and_hit_once(monitor: Person) -> None:
    incident = making.incident(monitor, victims=(VictimData(boys=2),))
    row = incident.victims.get()
    once, kind = VictimData(boys=2, id=row.pk), making.term("abduction").pk
    for facts, where in (
        ({"victims": (once, replace(once, boys=3))}, "victims"),
        ({"violations": (ViolationData(kind, None, (0, 0)),)}, "violations-0-victims"),
    ):
        with pytest.raises(Invalid) as caught:
            changed(monitor, incident, **facts)
        assert [problem.where for problem in caught.value.problems] == [where]


def test_a_row_that_a_report_mentions_stays(monitor: Person) -> None:
    incident = making.incident(monitor, report=making.report(monitor))

    with pytest.raises(Invalid) as caught:
        changed(monitor, incident, victims=(), violations=(ViolationData(making.term("abduction").pk),))
    assert caught.value.problems[0].where == "victims"


def test_a_retired_violation_stays_on_the_incident_that_carries_it(monitor: Person) -> None:
    incident = making.incident(monitor)
    type(making.term("abduction")).objects.update(retired=True)

    assert changed(monitor, incident, summary="Still known.").version == 2


def test_a_stranger_a_verifier_and_nobody_find_nothing_to_change(
    monitor: Person, stranger: Person, verifier: Person, nobody: Person
) -> None:
    incident = making.incident(monitor)

    for person in (stranger, verifier, nobody):
        with pytest.raises(NotFound):
            changed(person, incident, summary="Mine now.")


def test_an_incident_under_verification_is_locked(monitor: Person, verifier: Person) -> None:
    incident = making.under_verification(making.incident(monitor), verifier)

    with pytest.raises(Conflict, match="under verification"):
        changed(monitor, incident, summary="Too late.")


def test_a_decided_incident_is_locked(monitor: Person, verifier: Person) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.VERIFIED)

    with pytest.raises(Conflict, match="decided"):
        changed(monitor, incident, summary="Too late.")


def test_an_incident_that_was_not_verified_may_still_be_changed(monitor: Person, verifier: Person) -> None:
    incident = making.decided(making.incident(monitor), verifier, Status.NOT_VERIFIED)

    assert changed(monitor, incident, summary="A new detail.").summary == "A new detail."


def test_a_stale_change_is_refused_with_both_values(monitor: Person, colleague: Person) -> None:
    incident = making.incident(monitor)
    changed(colleague, incident, summary="Theirs.", date=fuzzy.parse("2024-06"))

    with pytest.raises(Stale) as caught:
        changed(monitor, incident, version=1, summary="Mine.")

    assert caught.value.theirs == {"summary": "Theirs."}
    assert caught.value.yours == {"summary": "Mine."}
    assert caught.value.version == 2
    assert Incident.objects.get().summary == "Theirs."


def test_every_part_that_differs_is_named(monitor: Person, colleague: Person) -> None:
    incident = making.incident(monitor)
    changed(colleague, incident, summary="Theirs.")
    mine: IncidentData = replace(
        stored_content(incident),
        date=fuzzy.parse("2023"),
        country_id=making.area("FRA").pk,
        admin1_id=making.area("FR-IDF").pk,
        summary="Mine.",
        victims=(VictimData(pseudonym="A-1", sex="boy", age_band="12-14"), VictimData(unknown=2, age_band="0-11")),
        violations=(ViolationData(making.term("abduction").pk, making.actor().pk),),
    )

    with pytest.raises(Stale) as caught:
        services.change_incident(acting=monitor, incident_id=incident.pk, expected_version=1, data=mine)

    assert set(caught.value.yours) == {"date", "place", "summary", "acts"}
    assert caught.value.yours["place"] == "Île-de-France, France"
    assert "River Front" in str(caught.value.yours["acts"])
    assert "A-1" in str(caught.value.yours["acts"])


def test_the_page_shows_both_values_and_saves_the_choice_for_each(
    monitor: Person, colleague: Person, sign_in: SignIn
) -> None:
    incident = making.incident(monitor)
    form = form_of(incident, summary="Mine.", date="2024-07")
    changed(colleague, incident, summary="Theirs.", date=fuzzy.parse("2024-06"))
    client = sign_in(monitor)

    answer = change_page(client, incident, form)

    assert answer.status_code == 409
    content = answer.context["content"]
    assert {row.name: (row.theirs, row.yours) for row in content.differences} == {
        "date": ("June 2024", "July 2024"),
        "summary": ("Theirs.", "Mine."),
    }
    assert Incident.objects.get().summary == "Theirs."
    again = dict(content.carried) | {"version": content.version, "decide": "1"}
    undecided = change_page(client, incident, again | {"keep-date": "theirs"})
    assert undecided.status_code == 409
    assert undecided.context["content"].unanswered
    saved = change_page(client, incident, again | {"keep-date": "theirs", "keep-summary": "yours"})
    assert saved.status_code == 302
    stored = Incident.objects.get()
    assert (stored.summary, stored.date_text, stored.version) == ("Mine.", "2024-06", 3)


@pytest.mark.parametrize(("keep", "boys"), [("theirs", 5), ("yours", 2)])
def test_rows_of_children_are_chosen_as_a_whole(
    keep: str, boys: int, monitor: Person, colleague: Person, sign_in: SignIn
) -> None:
    incident = making.incident(monitor)
    form = form_of(incident)
    changed(colleague, incident, victims=(VictimData(boys=5),), country_id=making.area("FRA").pk)
    client = sign_in(monitor)

    content = change_page(client, incident, form).context["content"]
    again = dict(content.carried) | {"version": content.version, "decide": "1"}
    saved = change_page(client, incident, again | {"keep-acts": keep, "keep-place": "theirs"})

    assert saved.status_code == 302
    assert Victim.objects.get().boys == boys
    assert Incident.objects.get().country.code == "FRA"


def test_the_page_changes_an_incident_and_finds_it_by_its_new_words(monitor: Person, sign_in: SignIn) -> None:
    incident = making.incident(monitor)

    answer = change_page(sign_in(monitor), incident, form_of(incident, summary="They came back by boat."))

    assert answer.status_code == 302
    found = search.matching("boat", kind="incident", scopes=[incident.agency_id])
    assert found is not None
    assert list(Incident.objects.filter(pk__in=found)) == [incident]


def test_the_page_of_a_locked_incident_says_why(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    incident = making.under_verification(making.incident(monitor), verifier)

    answer = sign_in(monitor).get(reverse("monitor:incident-change", args=[incident.pk]))

    assert answer.status_code == 409
    assert b"nobody changes it" in answer.content


def test_a_row_taken_out_on_the_page_is_gone(monitor: Person, sign_in: SignIn) -> None:
    incident = making.incident(monitor)

    answer = change_page(sign_in(monitor), incident, form_of(incident, **{"victims-0-DELETE": "on"}))

    assert answer.status_code == 302
    assert not Victim.objects.exists()


def test_an_unknown_incident_is_not_found(monitor: Person) -> None:
    with pytest.raises(NotFound):
        services.change_incident(
            acting=monitor, incident_id=uuid.uuid4(), expected_version=1, data=making.incident_data()
        )


def sent_as_shown(client: Client, incident: Incident, **facts: Any) -> Any:
    """Open the change form and send back what it shows, with `facts` over it."""
    form = client.get(reverse("monitor:incident-change", args=[incident.pk])).context["content"].form
    parts = [form.facts, *form.victims.forms, *form.violations.forms]
    parts += [form.victims.management_form, form.violations.management_form]
    shown = {bound.html_name: bound.value() for part in parts for bound in part}
    return change_page(client, incident, {name: value for name, value in {**shown, **facts}.items() if value})


def hit(incident: Incident) -> dict[str, list[int]]:
    acts = Violation.objects.filter(incident=incident).select_related("type")
    return {act.type.code: sorted(victim.boys for victim in act.victims.all()) for act in acts}


def test_acts_on_all_on_some_and_on_none_of_the_children_stay_so_when_the_form_is_saved(
    monitor: Person, sign_in: SignIn
) -> None:
    incident = making.incident(
        monitor,
        victims=(VictimData(boys=2), VictimData(boys=3)),
        violations=(
            ViolationData(making.term("abduction").pk),
            ViolationData(making.term("forced-marriage").pk, None, (1,)),
            ViolationData(making.term("recruitment-and-use").pk, None, ()),
        ),
    )

    assert sent_as_shown(sign_in(monitor), incident, summary="Changed.").status_code == 302

    assert hit(incident) == {"abduction": [2, 3], "forced-marriage": [3], "recruitment-and-use": []}


def test_an_act_whose_only_row_is_taken_out_is_asked_about(monitor: Person, sign_in: SignIn) -> None:
    incident = making.incident(
        monitor,
        victims=(VictimData(boys=2), VictimData(boys=3)),
        violations=(ViolationData(making.term("abduction").pk, None, (1,)),),
    )

    answer = sent_as_shown(sign_in(monitor), incident, **{"victims-1-DELETE": "on"})

    assert answer.status_code == 422
    (fault,) = answer.context["content"].faults
    assert fault.href.startswith("#id_violations-0-victims")
    assert hit(incident) == {"abduction": [3]}


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ({"violations-0-reach": "some"}, "victims"),
        ({"violations-0-reach": "none", "violations-0-victims": ["0"]}, "reach"),
        ({"violations-0-reach": "all", "violations-0-victims": ["0"]}, "reach"),
    ],
)
def test_ticks_that_contradict_the_choice_are_refused(
    sent: dict[str, Any], at: str, monitor: Person, sign_in: SignIn
) -> None:
    incident = making.incident(monitor)

    answer = change_page(sign_in(monitor), incident, form_of(incident, **sent))

    assert answer.status_code == 422
    assert list(answer.context["content"].form.violations.forms[0].errors) == [at]
