"""Own figures are counted from facts that are kept: always what a slow count of the records says."""

import datetime
import random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from amparo.accounts.models import Agency, Person
from amparo.actors.models import Actor
from amparo.monitor import services
from amparo.monitor.content import VictimData, ViolationData
from amparo.monitor.figures.counting import FigureFilter
from amparo.monitor.figures.cuts import all_figures
from amparo.monitor.figures.facts import keeping, sheets
from amparo.monitor.models import AgeBand, Association, Incident, Sex, Status, Victim, Violation
from amparo.monitor.pages.filters import SEVERAL, list_behind
from amparo.monitor.pages.incident_list import chosen_filter
from amparo.monitor.selectors.narrowing import filtered
from amparo.places.models import Area, Level
from amparo.terms.models import Term
from tests.monitor import making
from tests.monitor.figures import oracle
from tests.monitor.figures.records import actor, country, term
from tests.monitor.imports import making as files
from tests.monitor.test_associations import describe, told

pytestmark = [pytest.mark.both, pytest.mark.django_db]

ACTS = ("recruitment-and-use", "abduction", "beatings")
ACTORS = ("river-front", "river-front-2", "harbour-network")


class World:
    """An invented world in which everything happens by chance, and anew alike for each seed."""

    def __init__(self, agency: Agency, person: Person, seed: int) -> None:
        self.agency, self.person, self.chance = agency, person, random.Random(seed)  # noqa: S311 - repeatable
        self.actors = [*map(actor, ACTORS), None]
        home = country()
        self.parts = [
            Area.objects.create(
                code=f"XMA-{n}", name=f"Part {n} (invented)", level=Level.ADMIN_1, parent=home, source="invented"
            )
            for n in range(2)
        ]
        self.roles = list(Term.objects.filter(vocabulary="role")[:3])

    def incident(self) -> Incident:
        """An incident with up to three acts and three rows of children, which some acts name and some do not."""
        pick = self.chance.choice
        first = datetime.date(pick([2022, 2023]), pick([1, 5, 12]), 3)
        last = first + datetime.timedelta(days=pick([0, 0, 40, 200]))
        verified = pick([None, None, *(last + datetime.timedelta(days=n) for n in (1, 100, 400))])
        one = Incident.objects.create(
            agency=self.agency,
            code=f"W-{self.agency.code}-{Incident.objects.count()}",
            date_text=str(first),
            date_earliest=first,
            date_latest=last,
            committed_year=first.year if first.year == last.year else None,
            country=country(),
            admin1=pick([*self.parts, None]),
            status=Status.VERIFIED if verified else pick([Status.REPORTED, Status.DID_NOT_OCCUR]),
            verified_on=verified,
            verified_year=verified.year if verified else None,
            recorded_by=self.person,
        )
        self.fill(one)
        return one

    def fill(self, one: Incident) -> None:
        pick = self.chance.choice
        children = [self.child(one) for _n in range(pick([0, 1, 1, 2, 3]))]
        for _n in range(pick([0, 1, 1, 2, 3])):
            act = Violation.objects.create(incident=one, type=term(pick(ACTS)), actor=pick(self.actors))
            act.victims.set([child for child in children if self.chance.random() < 0.7])
            if self.chance.random() < 0.4:
                Association.objects.create(violation=act).terms.set(self.chance.sample(self.roles, pick([1, 2])))

    def child(self, one: Incident) -> Victim:
        pick = self.chance.choice
        who: dict[str, Any] = {"pseudonym": f"C-{pick(range(6))}", "sex": pick(Sex.values)}
        if self.chance.random() < 0.4:
            who = {"boys": pick([0, 3]), "girls": pick([0, 2]), "unknown": pick([1, 0])}
            who["unknown"] += not any(who.values())
        return Victim.objects.create(agency=self.agency, incident=one, age_band=pick(AgeBand.values), **who)

    def change(self, one: Incident) -> None:
        """Change an incident as the services do: whatever is changed in it, its version rises."""
        one.violations.all().delete()
        one.victims.all().delete()
        self.fill(one)
        Incident.objects.filter(pk=one.pk).update(version=F("version") + 1, admin1=self.chance.choice(self.parts))

    def filters(self) -> list[FigureFilter]:
        every: dict[str, Any] = {"verified_only": False}
        narrow: list[dict[str, Any]] = [
            {},
            {"year_to": 2022},
            {"year_from": 2023},
            {"actor_id": actor("river-front").pk},
            {"type_id": term("abduction").pk, "actor_id": actor("harbour-network").pk},
            {"year_from": 2022, "year_to": 2023, "type_id": term("recruitment-and-use").pk},
        ]
        return [FigureFilter(self.agency.pk), *(FigureFilter(self.agency.pk, **every, **more) for more in narrow)]

    def agrees(self, person: Person) -> None:
        for chosen in self.filters():
            assert oracle.shown(*all_figures(person, chosen)) == oracle.everything(chosen), chosen


@pytest.fixture
def invented(agency: Agency, monitor: Person) -> World:
    return World(agency, monitor, seed=1)


def test_figures_are_those_of_a_slow_count_whatever_is_kept(
    invented: World, monitor: Person, other_agency: Agency, stranger: Person
) -> None:
    incidents = [invented.incident() for _n in range(25)]
    elsewhere = World.__new__(World)
    elsewhere.__dict__.update(invented.__dict__, agency=other_agency, person=stranger)
    elsewhere.incident()
    invented.agrees(monitor)

    assert keeping.keep() == 26
    assert keeping.lacking() == 0
    invented.agrees(monitor)

    for one in incidents[:4]:
        invented.change(one)
    invented.incident()
    assert keeping.lacking() == 5
    invented.agrees(monitor)

    assert keeping.keep_up() == 5
    assert keeping.keep() == 0
    invented.agrees(monitor)


def test_a_merge_of_actors_and_its_undoing_need_no_new_facts(invented: World, monitor: Person) -> None:
    for _n in range(20):
        invented.incident()
    keeping.keep()
    second = Actor.objects.filter(code="river-front-2")

    second.update(counts_as=actor("river-front"))
    invented.agrees(monitor)
    second.update(counts_as=None)
    invented.agrees(monitor)


def test_facts_of_incidents_that_are_no_more_or_of_another_form_are_not_read(
    invented: World, monitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    incidents = [invented.incident() for _n in range(12)]
    keeping.keep()

    incidents[0].delete()
    invented.agrees(monitor)
    assert keeping.keep() == 11  # all of them anew
    invented.agrees(monitor)

    monkeypatch.setattr(sheets, "FORMAT", 2)
    invented.agrees(monitor)
    assert keeping.keep() == 0
    keeping.forget()
    assert keeping.keep() == 11
    invented.agrees(monitor)


def test_every_change_that_people_make_is_counted_at_once(monitor: Person, verifier: Person, agency: Agency) -> None:
    every = FigureFilter(agency.pk, verified_only=False)

    def counted(units: tuple[int, int, int, int]) -> None:
        keeping.keep()
        figures, cuts = all_figures(monitor, every)
        assert oracle.shown(figures, cuts) == oracle.everything(every)
        verified = sum(line.total for line in figures.by_verified_year)
        assert (figures.total.violations, figures.total.children.total, len(cuts.by_role), verified) == units

    incident = making.incident(monitor, victims=(VictimData("A-1", "girl"), VictimData(boys=2)))
    counted((1, 3, 0, 0))
    incident = describe(monitor, incident, told(left="unknown", left_count=None, left_on=None))
    counted((1, 3, 1, 0))
    data = making.incident_data(victims=(VictimData(boys=5),), violations=(ViolationData(making.term("abduction").pk),))
    incident = services.change_incident(
        acting=monitor, incident_id=incident.pk, expected_version=incident.version, data=data
    )
    counted((1, 5, 0, 0))
    incident = making.decided(incident, verifier, "verified")
    counted((1, 5, 0, 1))
    services.reopen_verification(
        acting=verifier, incident_id=incident.pk, expected_version=incident.version, reason="A new report came in."
    )
    counted((1, 5, 0, 0))


def test_rows_that_are_imported_are_counted_at_once(monitor: Person, agency: Agency) -> None:
    every = FigureFilter(agency.pk, verified_only=False)
    mapping = files.mapping(monitor)
    for rows, children in (([{"Code": "K1"}, {"Code": "K2"}], 6), ([{"Code": "K1", "Boys": "7"}], 14)):
        files.imported(monitor, mapping, files.table([files.row(**row) for row in rows]))

        figures, cuts = all_figures(monitor, every)
        assert oracle.shown(figures, cuts) == oracle.everything(every)
        assert figures.total.children.total == children
        assert keeping.keep() > 0


def test_the_list_behind_children_of_several_acts_has_the_incidents_that_are_counted(
    invented: World, monitor: Person
) -> None:
    for _n in range(25):
        invented.incident()

    for chosen in invented.filters():
        address = list_behind(chosen, several=SEVERAL)
        behind = filtered(monitor, chosen_filter(dict(parse_qsl(urlsplit(address).query))))
        assert behind.count() == all_figures(monitor, chosen)[0].several.incidents, chosen


def test_a_page_of_figures_writes_nothing_and_asks_little(invented: World, monitor: Person) -> None:
    for _n in range(10):
        invented.incident()
    keeping.keep()
    chosen = FigureFilter(invented.agency.pk, verified_only=False)
    all_figures(monitor, chosen)

    with CaptureQueriesContext(connection) as captured:
        all_figures(monitor, chosen)

    assert len(captured) == 5  # facts, facts by role, merged actors, names of places and of roles
    assert all(query["sql"].lstrip().startswith("SELECT") for query in captured)
