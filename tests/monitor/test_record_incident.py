"""A monitor records an incident: what was done, when, where, by whom, to how many children."""

import datetime
import uuid
from dataclasses import replace

import pytest

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel import clock, fuzzy, search
from amparo.kernel.errors import Invalid, NotFound
from amparo.monitor import codes, services
from amparo.monitor.content import VictimData, ViolationData
from amparo.monitor.models import Incident, Mention, Status, Victim, Violation
from tests.monitor import making

pytestmark = pytest.mark.django_db


def problems_of(monitor: Person, **facts: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        making.incident(monitor, **facts)
    assert Incident.objects.count() == 0
    return {problem.where: str(problem.message) for problem in caught.value.problems}


def test_an_incident_is_recorded_with_its_victims_and_violations(monitor: Person) -> None:
    incident = making.incident(monitor)

    stored = Incident.objects.get()
    assert stored == incident
    assert stored.status == Status.REPORTED
    assert (stored.date_text, stored.date_earliest, stored.date_latest) == (
        "2024-05",
        datetime.date(2024, 5, 1),
        datetime.date(2024, 5, 31),
    )
    assert stored.committed_year == 2024
    victim = Victim.objects.get()
    assert (victim.boys, victim.girls, victim.unknown) == (2, 1, 0)
    violation = Violation.objects.get()
    assert violation.type.code == "recruitment-and-use"
    assert list(violation.victims.all()) == [victim]


def test_a_date_over_two_years_gives_no_committed_year(monitor: Person) -> None:
    assert making.incident(monitor, date="2023-11/2024-02").committed_year is None


def test_the_code_is_whole_and_counts_up_in_the_agency(monitor: Person) -> None:
    first, second = making.incident(monitor).code, making.incident(monitor).code

    assert codes.is_whole(first)
    assert codes.is_whole(second)
    assert int(second[6:11]) == int(first[6:11]) + 1


def test_two_agencies_count_for_themselves(monitor: Person, stranger: Person) -> None:
    assert making.incident(monitor).code == making.incident(stranger).code


def test_the_change_its_event_and_its_history_commit_together(monitor: Person) -> None:
    incident = making.incident(monitor)

    event = AuditEvent.objects.get(action="incident.created")
    assert (event.acting, event.agency, event.object_id) == (monitor.pk, incident.agency_id, incident.pk)
    (version,) = history_of("incident", incident.pk)
    assert version.version == 1
    assert version.data["summary"] == "Three children were taken from a market."


def test_a_form_sent_twice_makes_one_incident(monitor: Person) -> None:
    submission = uuid.uuid4()
    made = [
        services.record_incident(
            acting=monitor, agency_id=making.own_agency(monitor), data=making.incident_data(), record_id=submission
        )
        for _ in range(2)
    ]

    assert made[0] == made[1]
    assert Incident.objects.count() == 1
    assert AuditEvent.objects.filter(action="incident.created").count() == 1


def test_a_colleague_cannot_take_over_a_submission(monitor: Person, colleague: Person) -> None:
    incident = making.incident(monitor)

    with pytest.raises(NotFound):
        services.record_incident(
            acting=colleague,
            agency_id=making.own_agency(colleague),
            data=making.incident_data(),
            record_id=incident.pk,
        )


@pytest.mark.parametrize("who", ["verifier", "analyst", "coordinator", "administrator", "stranger", "nobody"])
def test_only_a_monitor_of_the_agency_records(who: str, monitor: Person, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotFound):
        services.record_incident(
            acting=request.getfixturevalue(who), agency_id=making.own_agency(monitor), data=making.incident_data()
        )
    assert Incident.objects.count() == 0


def test_an_incident_in_the_future_is_refused(monitor: Person) -> None:
    assert problems_of(monitor, date=str(clock.today().year + 1)) == {"date": "This date lies in the future."}


def test_an_incident_of_this_year_may_end_later_in_the_year(monitor: Person) -> None:
    assert making.incident(monitor, date=str(clock.today().year)).pk


def test_an_incident_before_1900_is_refused(monitor: Person) -> None:
    assert problems_of(monitor, date="1850") == {"date": "This date lies before 1900."}


def test_unknown_codes_are_refused_each_at_its_place(monitor: Person) -> None:
    found = problems_of(
        monitor,
        country_id=uuid.uuid4(),
        violations=(ViolationData(type_id=uuid.uuid4(), actor_id=uuid.uuid4(), victims=(4,)),),
    )

    assert set(found) == {"country", "violations-0-type", "violations-0-actor", "violations-0-victims"}


def test_a_part_of_another_country_is_refused(monitor: Person) -> None:
    found = problems_of(monitor, admin1_id=making.area("FR-IDF").pk)

    assert found == {"admin1": "This place does not lie in the country."}


def test_a_part_stands_no_place_of_a_country(monitor: Person) -> None:
    assert set(problems_of(monitor, country_id=making.area("FR-IDF").pk)) == {"country"}


def test_an_incident_without_a_violation_is_refused(monitor: Person) -> None:
    assert set(problems_of(monitor, violations=())) == {"violations"}


def test_a_retired_violation_is_refused(monitor: Person) -> None:
    beatings = making.term("beatings")
    type(beatings).objects.filter(pk=beatings.pk).update(retired=True)

    assert set(problems_of(monitor, violations=(ViolationData(type_id=beatings.pk),))) == {"violations-0-type"}


def test_the_same_act_stated_twice_is_refused(monitor: Person) -> None:
    act = ViolationData(type_id=making.term("abduction").pk)

    assert set(problems_of(monitor, violations=(act, act))) == {"violations-0-type"}


def test_one_child_and_a_count_contradict_each_other(monitor: Person) -> None:
    found = problems_of(monitor, victims=(VictimData(pseudonym="A-17", sex="girl", girls=1),))

    assert found == {"victims-0-boys": "One child and a count contradict each other."}


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (VictimData(), "victims-0-boys"),
        (VictimData(sex="girl"), "victims-0-sex"),
        (VictimData(pseudonym="A-17"), "victims-0-sex"),
        (VictimData(pseudonym="A-17", sex="cat"), "victims-0-sex"),
        (VictimData(pseudonym="A" * 81, sex="girl"), "victims-0-pseudonym"),
        (VictimData(boys=-1, girls=2), "victims-0-boys"),
        (VictimData(girls=100_001), "victims-0-girls"),
        (VictimData(boys=1, age_band="old"), "victims-0-age_band"),
    ],
)
def test_children_that_cannot_be_are_refused_at_their_place(monitor: Person, row: VictimData, where: str) -> None:
    assert where in problems_of(monitor, victims=(row,))


def test_one_pseudonym_stands_once_in_an_incident(monitor: Person) -> None:
    child = VictimData(pseudonym="A-17", sex="girl")

    assert set(problems_of(monitor, victims=(child, child))) == {"victims-0-pseudonym", "victims-1-pseudonym"}


def test_a_summary_that_is_too_long_is_refused(monitor: Person) -> None:
    assert set(problems_of(monitor, summary="x" * 2001)) == {"summary"}


def test_more_rows_than_a_page_can_hold_are_refused(monitor: Person) -> None:
    acts = tuple(
        ViolationData(type_id=making.term("abduction").pk, actor_id=making.actor(f"a{n}", f"A{n}").pk)
        for n in range(51)
    )

    found = problems_of(monitor, violations=acts, victims=tuple(VictimData(boys=1) for _ in range(501)))

    assert {"violations", "victims"} == set(found)


def test_an_incident_is_found_by_its_words(monitor: Person) -> None:
    front = making.actor(names={"ar": "جبهة النهر"})
    incident = making.incident(
        monitor, violations=(ViolationData(type_id=making.term("abduction").pk, actor_id=front.pk),)
    )

    for words in (incident.code, "market", "جبهة", "river fro", "Colombia"):
        found = search.matching(words, kind="incident", scopes=[incident.agency_id])
        assert found is not None
        assert list(Incident.objects.filter(pk__in=found)) == [incident], words


def test_with_a_report_every_victim_row_is_its_mention(monitor: Person) -> None:
    report = making.report(monitor)

    incident = making.incident(monitor, report=report)

    mention = Mention.objects.get()
    assert (mention.report, mention.incident, mention.boys, mention.girls) == (report, incident, 2, 1)
    assert mention.victim == incident.victims.get()


def test_a_foreign_report_is_not_found_and_nothing_is_saved(monitor: Person, stranger: Person) -> None:
    with pytest.raises(NotFound):
        making.incident(monitor, report=making.report(stranger))
    assert not Incident.objects.exists()


def test_a_violation_may_concern_some_of_the_children(monitor: Person) -> None:
    act = ViolationData(type_id=making.term("abduction").pk, victims=(1,))
    data = replace(
        making.incident_data(),
        victims=(VictimData(boys=2), VictimData(pseudonym="A-17", sex="girl")),
        violations=(act,),
    )

    incident = services.record_incident(acting=monitor, agency_id=making.own_agency(monitor), data=data)

    assert [victim.pseudonym for victim in incident.violations.get().victims.all()] == ["A-17"]


def test_the_date_is_kept_as_it_was_understood(monitor: Person) -> None:
    assert making.incident(monitor, date="2024-05~").date_text == fuzzy.parse("2024-05~").text
