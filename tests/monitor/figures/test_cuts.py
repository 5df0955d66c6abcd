"""Figures by place, age, role and quarter; the list behind every number; rounded figures for those who see sums."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from amparo.accounts.models import Agency, Person
from amparo.kernel.errors import NotFound
from amparo.monitor.content import VictimData, ViolationData
from amparo.monitor.figures.counting import Children, FigureFilter
from amparo.monitor.figures.cuts import Cuts, all_figures, figure_cuts
from amparo.monitor.figures.own import own_figures
from amparo.monitor.figures.rounding import FEW, rounded, rounded_figures
from amparo.monitor.models import Incident
from tests.monitor import making
from tests.monitor.making import SignIn
from tests.monitor.test_associations import describe, ids, told

pytestmark = pytest.mark.both


def cuts(person: Person, agency: Agency, **chosen: Any) -> Cuts:
    return figure_cuts(person, FigureFilter(agency.pk, **{"verified_only": False, **chosen}))


def children(*rows: tuple[str, str, int]) -> tuple[VictimData, ...]:
    return tuple(VictimData(age_band=age, **{sex: count}) for sex, age, count in rows)


@pytest.fixture
def recorded(monitor: Person, verifier: Person) -> list[Incident]:
    """Four invented incidents that differ in place, age, role, quarter and state."""
    antioquia, cauca = making.area("CO-ANT").pk, making.area("CO-CAU").pk
    front, girls = making.actor().pk, children(("girls", "12-14", 12))
    first = making.incident(
        monitor,
        date="2024-01-10",
        admin1_id=antioquia,
        victims=(*girls, *children(("boys", "15-17", 2))),
        violations=(ViolationData(making.term("recruitment-and-use").pk, front),),
    )
    first = describe(
        monitor, first, told(terms=ids("role/cook", "role/fighter"), left="unknown", left_count=None, left_on=None)
    )
    second = making.incident(monitor, date="2024-05", admin1_id=cauca, victims=(VictimData("A-1", "girl", "12-14"),))
    third = making.incident(monitor, date="2023-11/2024-02", victims=(), violations=(ViolationData(abduction()),))
    fourth = making.incident(monitor, date="2024-05-02", victims=())
    making.decided(first, verifier, "verified", decided_on=datetime.date(2024, 3, 1))
    making.decided(second, verifier, "verified", decided_on=datetime.date(2024, 8, 1))
    making.decided(third, verifier, "verified", decided_on=datetime.date(2024, 1, 20))
    return [first, second, third, fourth]


def abduction() -> Any:
    return making.term("abduction").pk


def test_by_place_also_where_only_the_country_is_recorded(
    recorded: list[Incident], monitor: Person, agency: Agency
) -> None:
    found = {str(one.part or one.country): one.line for one in cuts(monitor, agency).by_place}

    assert {name: (line.incidents, line.violations, line.children.total) for name, line in found.items()} == {
        "Antioquia": (1, 1, 14),
        "Cauca": (1, 1, 1),
        "Colombia": (2, 2, 0),
    }


def test_by_age_and_by_role(recorded: list[Incident], monitor: Person, agency: Agency) -> None:
    found = cuts(monitor, agency)

    assert {line.key: (line.incidents, line.violations, line.children.total) for line in found.by_age} == {
        "12-14": (2, 2, 13),
        "15-17": (1, 1, 2),
    }
    assert {one.role.code: (one.line.violations, one.line.children) for one in found.by_role} == {
        "fighter": (1, Children(girls=12, boys=2, total=14)),
        "cook": (1, Children(girls=12, boys=2, total=14)),
    }


def test_by_quarter_late_is_what_was_verified_in_a_later_one(
    recorded: list[Incident], monitor: Person, agency: Agency
) -> None:
    lines = {
        line.quarter: (line.committed, line.in_time, line.late, line.not_known)
        for line in cuts(monitor, agency).by_quarter
    }

    assert lines == {
        (2024, 1): (1, 1, 0, 1),
        (2024, 2): (2, 0, 0, 0),
        (2024, 3): (0, 0, 1, 0),
        None: (1, 0, 0, 0),
    }


def test_a_filter_narrows_every_table(recorded: list[Incident], monitor: Person, agency: Agency) -> None:
    found = cuts(monitor, agency, verified_only=True, actor_id=making.actor().pk)

    assert [str(one.part) for one in found.by_place] == ["Antioquia"]
    assert sum(line.committed for line in found.by_quarter) == 1
    assert len(found.by_role) == 2


def numbers_with_lists(content: Any) -> Iterator[tuple[str, str, str]]:
    """Every number of the tables that leads to a list, where its first column counts incidents."""
    tables = (
        content.years,
        content.actors,
        content.places,
        content.sexes,
        content.several,
        content.ages,
        content.roles,
    )
    for table in tables:
        for row in table.rows:
            if not isinstance(row[1], str):
                yield f"{table.caption} {row[0]}", row[1].text, row[1].href


@pytest.mark.parametrize("statuses", ["verified", "all"])
def test_every_number_opens_the_list_behind_it(
    statuses: str, recorded: list[Incident], monitor: Person, sign_in: SignIn
) -> None:
    client = sign_in(monitor)
    content = client.get(reverse("monitor:figures-own"), {"statuses": statuses}).context["content"]
    opened = list(numbers_with_lists(content))

    assert len(opened) > 8
    for name, count, href in opened:
        behind = client.get(href).context["content"]
        assert (name, str(len(behind.rows))) == (name, count)
        assert behind.chips


def test_the_numbers_of_quarters_and_verified_years_open_lists_too(
    recorded: list[Incident], monitor: Person, sign_in: SignIn
) -> None:
    client = sign_in(monitor)
    content = client.get(reverse("monitor:figures-own"), {"statuses": "all"}).context["content"]

    for table in (content.quarters, content.verified_years):
        for row in table.rows:
            for cell in row[1:]:
                if not isinstance(cell, str):
                    assert len(client.get(cell.href).context["content"].rows) == int(cell.text), (row[0], cell)
    (second,) = [row for row in content.quarters.rows if row[0] == "2024, quarter 2"]
    (year,) = content.verified_years.rows
    assert len(client.get(second[1].href).context["content"].rows) == 2
    assert len(client.get(year[4].href).context["content"].rows) == 3


def test_an_address_that_means_nothing_narrows_nothing(
    recorded: list[Incident], monitor: Person, sign_in: SignIn
) -> None:
    asked = {
        "sex": "x",
        "age": "x",
        "role": "x",
        "committed_from": "2024-13-01",
        "verified_to": "soon",
        "year_from": "9",
    }

    content = sign_in(monitor).get(reverse("monitor:incident-list"), asked).context["content"]

    assert (len(content.rows), content.chips) == (4, ())


def test_whoever_works_with_sums_sees_rounded_numbers_and_no_list(
    recorded: list[Incident], coordinator: Person, agency: Agency, sign_in: SignIn
) -> None:
    content = sign_in(coordinator).get(reverse("monitor:figures-own"), {"statuses": "all"}).context["content"]

    assert content.rounded
    assert content.chart is None
    assert [one.count for one in content.tally] == ["fewer than 10", "fewer than 10", "20"]
    assert list(numbers_with_lists(content)) == []
    assert content.several.total[1:3] == ["fewer than 10", "fewer than 10"]
    assert content.several.rows[0][1:] == ["0"] * 6
    assert content.places.rows[0][1:] == ["fewer than 10", "fewer than 10", "10", "fewer than 10", "0", "10"]


def test_each_number_is_rounded_by_itself() -> None:
    assert [rounded(n) for n in (0, 1, 9, 10, 14, 15, 1234)] == [0, FEW, FEW, 10, 10, 20, 1230]


def test_the_order_of_rounded_lines_does_not_tell_which_is_larger(
    monitor: Person, coordinator: Person, agency: Agency
) -> None:
    kind = making.term("recruitment-and-use").pk
    for code, roles in (("alder", "role/cook role/fighter"), ("birch", "role/fighter"), ("birch", "role/fighter")):
        act = ViolationData(kind, making.actor(code, code.title()).pk)
        one = making.incident(monitor, violations=(act,))
        describe(monitor, one, told(terms=ids(*roles.split()), left="unknown", left_count=None, left_on=None))
    making.incident(monitor, violations=(ViolationData(kind),))
    alder, birch, chosen = making.actor("alder").pk, making.actor("birch").pk, FigureFilter(agency.pk, False)

    assert [line.key for line in own_figures(monitor, chosen).by_actor] == [birch, alder, None]
    assert [one.role.code for one in figure_cuts(monitor, chosen).by_role] == ["fighter", "cook"]
    figures, cut = rounded_figures(coordinator, chosen)
    assert [line.key for line in figures.by_actor] == [alder, birch, None]
    assert [one.role.code for one in cut.by_role] == ["cook", "fighter"]


def test_only_those_who_may_read_them(
    recorded: list[Incident], coordinator: Person, stranger: Person, secretariat: Person, agency: Agency
) -> None:
    chosen = FigureFilter(agency.pk)

    for read in (figure_cuts, own_figures, all_figures):
        with pytest.raises(NotFound):
            read(coordinator, chosen)
    for person in (stranger, secretariat):
        with pytest.raises(NotFound):
            rounded_figures(person, chosen)
