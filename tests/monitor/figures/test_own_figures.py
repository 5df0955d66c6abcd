"""Own figures: three units, counted in the database, never mixed."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.kernel.errors import NotFound
from amparo.monitor.figures.counting import Children, FigureFilter
from amparo.monitor.figures.own import own_figures
from tests.monitor.figures.records import Group, actor, incident, term

pytestmark = pytest.mark.both


@pytest.fixture
def count(monitor, agency):
    def counted(person=monitor, **chosen):
        return own_figures(person, FigureFilter(agency.pk, **{"verified_only": False, **chosen}))

    return counted


def by_key(lines):
    return {line.key: line for line in lines}


def test_a_child_in_two_incidents_of_a_year_is_one_child(count, agency, monitor):
    incident(agency, monitor, children={"A": "girl", "B": "boy"})
    incident(agency, monitor, children={"A": "girl"})

    total = count().total

    assert (total.incidents, total.violations) == (2, 2)
    assert total.children == Children(girls=1, boys=1, total=2)


def test_a_child_of_two_years_is_in_both_lines_and_once_in_the_total(count, agency, monitor):
    incident(agency, monitor, year=2023, children={"A": "girl"})
    incident(agency, monitor, year=2024, children={"A": "girl"})

    figures = count()

    assert [line.children.total for line in figures.by_committed_year] == [1, 1]
    assert figures.total.children.total == 1


def test_counted_groups_add_to_children_known_by_pseudonym(count, agency, monitor):
    incident(agency, monitor, children={"A": "girl"}, groups=(Group(boys=3, girls=2, unknown=4), Group(boys=1)))

    assert count().total.children == Children(girls=3, boys=4, unknown=4, total=11)


def test_violations_do_not_multiply_children_nor_incidents(count, agency, monitor):
    acts = (("recruitment-and-use", "river-front"), ("abduction", "river-front"), ("beatings", None))
    incident(agency, monitor, children={"A": "girl"}, groups=(Group(boys=5),), acts=acts)

    total = count().total

    assert (total.incidents, total.violations, total.children.total) == (1, 3, 6)


def test_an_incident_whose_date_spans_years_stands_under_year_not_known(count, agency, monitor):
    incident(agency, monitor, year=None, children={"A": "girl"})
    incident(agency, monitor, year=2024, children={"B": "boy"})

    lines = count().by_committed_year

    assert [(line.key, line.incidents) for line in lines] == [(2024, 1), (None, 1)]


def test_a_group_harmed_twice_by_one_actor_is_summed_once_for_that_actor(count, agency, monitor):
    acts = (("recruitment-and-use", "river-front"), ("abduction", "river-front"), ("beatings", "harbour-network"))
    incident(agency, monitor, children={"A": "girl"}, groups=(Group(boys=5),), acts=acts)

    lines = by_key(count().by_actor)

    assert lines[actor("river-front").pk].children == Children(girls=1, boys=5, total=6)
    assert lines[actor("river-front").pk].violations == 2
    assert lines[actor("harbour-network").pk].children.total == 6


def test_what_is_attributed_to_nobody_is_a_line_of_its_own_and_the_last(count, agency, monitor):
    acts = (("recruitment-and-use", None), ("abduction", None))
    incident(agency, monitor, groups=(Group(girls=2),), acts=acts)
    incident(agency, monitor, children={"A": "boy"})

    last = count().by_actor[-1]

    assert (last.key, last.incidents, last.violations) == (None, 1, 2)
    assert last.children == Children(girls=2, total=2)


def test_by_sex_an_incident_that_touched_girls_and_boys_is_in_both_lines(count, agency, monitor):
    incident(agency, monitor, children={"A": "girl"}, groups=(Group(boys=2),))
    incident(agency, monitor, groups=(Group(unknown=3),))
    incident(agency, monitor)

    figures = count()
    lines = by_key(figures.by_sex)

    assert {key: line.incidents for key, line in lines.items()} == {"girl": 1, "boy": 1, "unknown": 1, None: 1}
    assert {key: line.violations for key, line in lines.items()} == {"girl": 1, "boy": 1, "unknown": 1, None: 1}
    assert {key: line.children.total for key, line in lines.items()} == {"girl": 1, "boy": 2, "unknown": 3, None: 0}
    assert figures.total.incidents == 3


def test_children_of_several_acts_are_counted_across_incidents_and_groups_within_theirs(count, agency, monitor):
    twice = (("recruitment-and-use", "river-front"), ("abduction", "harbour-network"))
    incident(agency, monitor, year=2023, children={"A": "girl"}, groups=(Group(boys=3),))
    incident(agency, monitor, year=2024, children={"A": "unknown", "B": "boy"}, groups=(Group(boys=3),))
    incident(agency, monitor, year=2024, groups=(Group(girls=2),), acts=twice)

    several = count().several

    assert (several.incidents, several.violations) == (3, 4)
    assert several.children == Children(girls=3, unknown=1, total=3)
    assert count(year_from=2024).several.children == Children(girls=2, total=2)
    assert count(actor_id=actor("harbour-network").pk).several.children == Children()


def test_verified_only_leaves_out_what_is_not_verified(count, agency, monitor):
    incident(agency, monitor, verified=2024)
    incident(agency, monitor, verified=2025)
    incident(agency, monitor, status="reported")
    incident(agency, monitor, status="not_verified")
    incident(agency, monitor, status="did_not_occur")

    assert count(verified_only=True).total.incidents == 2
    assert count(verified_only=False).total.incidents == 5


def test_committed_and_verified_year_are_kept_apart(count, agency, monitor):
    incident(agency, monitor, year=2024, verified=2024)
    incident(agency, monitor, year=2022, verified=2024)
    incident(agency, monitor, year=None, verified=2024)
    incident(agency, monitor, year=2023, status="reported")

    figures = count()
    (line,) = figures.by_verified_year

    assert [one.key for one in figures.by_committed_year] == [2022, 2023, 2024, None]
    assert (line.year, line.in_year, line.late, line.year_not_known, line.total) == (2024, 1, 1, 1, 3)


def test_filters_by_year_actor_and_violation_narrow_all_three_units(count, agency, monitor):
    incident(agency, monitor, year=2022, children={"A": "girl"}, acts=(("abduction", "river-front"),))
    incident(agency, monitor, year=2023, children={"B": "girl"}, acts=(("abduction", "harbour-network"),))
    both = (("abduction", "river-front"), ("beatings", "harbour-network"))
    incident(agency, monitor, year=2024, children={"C": "boy"}, groups=(Group(boys=2),), acts=both)

    def units(**chosen):
        total = count(**chosen).total
        return total.incidents, total.violations, total.children.total

    assert units(year_from=2023) == (2, 3, 4)
    assert units(year_to=2022) == (1, 1, 1)
    assert units(actor_id=actor("river-front").pk) == (2, 2, 4)
    assert units(type_id=term("beatings").pk) == (1, 1, 3)
    assert units(actor_id=actor("river-front").pk, type_id=term("beatings").pk) == (0, 0, 0)
    assert units(actor_id=actor("harbour-network").pk, year_from=2024) == (1, 1, 3)
    harbour = count(type_id=term("beatings").pk).by_actor
    assert [line.children.total for line in harbour if line.key] == [3]


def test_another_agencys_records_are_never_counted(count, agency, other_agency, monitor, stranger):
    incident(other_agency, stranger, children={"A": "girl"}, verified=2024)
    incident(agency, monitor, children={"A": "girl"})

    assert count().total.incidents == 1


@pytest.mark.parametrize("role", ["coordinator", "secretariat", "administrator", "caseworker", "stranger", "nobody"])
def test_nobody_else_gets_own_figures(count, request, role):
    with pytest.raises(NotFound):
        count(request.getfixturevalue(role))


@pytest.mark.parametrize("role", ["monitor", "verifier", "analyst", "colleague"])
def test_monitors_verifiers_and_analysts_get_them(count, request, role):
    assert count(request.getfixturevalue(role)).total.incidents == 0


def test_an_agency_that_does_not_exist_answers_like_a_foreign_one(monitor):
    with pytest.raises(NotFound):
        own_figures(monitor, FigureFilter(uuid.uuid4()))


def test_the_number_of_queries_does_not_grow_with_the_records(count, agency, monitor):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            count()
        return len(captured)

    incident(agency, monitor, children={"A": "girl"})
    queries()  # the person's roles are read once and kept
    before = queries()
    for year in range(2010, 2020):
        incident(agency, monitor, year=year, children={"A": "girl", "B": "boy"}, acts=(("abduction", f"a-{year}"),))

    assert queries() == before
