"""Capture histories: which sources mentioned one child, counted in the database."""

import pytest

from amparo.kernel.errors import Invalid, NotFound
from amparo.monitor.selectors.captures import CaptureQuery, Grouping, capture_counts, unlinked_children
from tests.monitor.figures.records import Group, actor, incident, mention, source

pytestmark = pytest.mark.both


@pytest.fixture
def three(agency):
    return [source(agency, code) for code in ("one", "two", "three")]


@pytest.fixture
def histories(analyst, agency, three):
    def counted(**chosen):
        query = CaptureQuery(agency.pk, tuple(s.pk for s in three), **chosen)
        return {(count.group, count.mask): count.n for count in capture_counts(analyst, query)}

    return counted


def test_a_child_is_counted_once_under_exactly_its_sources(histories, agency, monitor, three):
    one, two, _three = three
    mention(incident(agency, monitor, children={"A": "girl", "B": "boy"}), one, two)
    mention(incident(agency, monitor, children={"A": "girl"}), one)
    mention(incident(agency, monitor, children={"C": "boy"}), two)

    assert histories() == {((), 0b011): 2, ((), 0b010): 1}


def test_sources_that_were_not_chosen_play_no_part(analyst, agency, monitor, three):
    mention(incident(agency, monitor, children={"A": "girl"}), *three)
    mention(incident(agency, monitor, children={"B": "girl"}), three[2])

    counts = capture_counts(analyst, CaptureQuery(agency.pk, (three[1].pk, three[0].pk)))

    assert [(count.mask, count.n) for count in counts] == [(0b11, 1)]


def test_by_year_a_child_of_two_years_is_in_both(histories, agency, monitor, three):
    mention(incident(agency, monitor, year=2023, children={"A": "girl"}), three[0])
    mention(incident(agency, monitor, year=2024, children={"A": "girl"}), three[1])
    mention(incident(agency, monitor, year=None, children={"B": "girl"}), three[1])

    assert histories(by=(Grouping.YEAR,)) == {(("2023",), 1): 1, (("2024",), 2): 1, (("",), 2): 1}
    assert histories() == {((), 3): 1, ((), 2): 1}


def test_by_sex_the_known_sex_stands_and_a_contradiction_is_unknown(histories, agency, monitor, three):
    mention(incident(agency, monitor, children={"A": "girl", "B": "boy", "C": "unknown"}), three[0])
    mention(incident(agency, monitor, children={"A": "unknown", "B": "girl"}), three[1])

    assert histories(by=(Grouping.SEX,)) == {(("girl",), 3): 1, (("unknown",), 3): 1, (("unknown",), 1): 1}


def test_by_actor_a_child_of_two_actors_is_in_both_groups(histories, agency, monitor, three):
    acts = (("recruitment-and-use", "river-front"), ("abduction", "harbour-network"))
    mention(incident(agency, monitor, children={"A": "girl"}, acts=acts), three[0])
    mention(incident(agency, monitor, children={"B": "girl"}, acts=(("recruitment-and-use", None),)), three[0])

    groups = histories(by=(Grouping.ACTOR,))

    front, network = str(actor("river-front").pk), str(actor("harbour-network").pk)
    assert groups == {((front,), 1): 1, ((network,), 1): 1, (("",), 1): 1}


def test_by_actor_only_the_actors_of_the_chosen_violations_are_groups(histories, agency, monitor, three):
    acts = (("recruitment-and-use", "river-front"), ("abduction", "harbour-network"))
    mention(incident(agency, monitor, children={"A": "girl"}, acts=acts), three[0], three[1])

    groups = histories(by=(Grouping.ACTOR,), type_codes=("abduction",))

    assert groups == {((str(actor("harbour-network").pk),), 3): 1}


def test_a_corrected_child_is_one_child_in_the_mentions_made_before(histories, analyst, agency, monitor, three):
    query = CaptureQuery(agency.pk, tuple(s.pk for s in three))
    mention(incident(agency, monitor, children={"A": "girl"}), three[0])
    misread = incident(agency, monitor, children={"a.": "boy"})
    mention(misread, three[1])
    group = incident(agency, monitor, groups=(Group(girls=1),))
    mention(group, three[2])

    misread.victims.update(pseudonym="A", sex="girl")
    group.victims.update(pseudonym="A", sex="girl", girls=0)

    assert histories(by=(Grouping.SEX,)) == {(("girl",), 0b111): 1}
    assert unlinked_children(analyst, query) == 0


def test_groupings_keep_the_order_that_was_asked_for(histories, agency, monitor, three):
    mention(incident(agency, monitor, year=2023, children={"A": "girl"}), three[0])

    assert histories(by=(Grouping.SEX, Grouping.YEAR)) == {(("girl", "2023"), 1): 1}


def test_period_and_violation_narrow_what_counts(histories, agency, monitor, three):
    mention(incident(agency, monitor, year=2022, children={"A": "girl"}), three[0])
    mention(incident(agency, monitor, year=2023, children={"B": "girl"}, acts=(("abduction", None),)), three[0])
    mention(incident(agency, monitor, year=None, children={"C": "girl"}), three[0])

    assert histories(year_from=2023) == {((), 1): 1}
    assert histories(year_to=2022) == {((), 1): 1}
    assert histories(type_codes=("recruitment-and-use",)) == {((), 1): 2}
    assert histories(type_codes=("abduction",), year_to=2022) == {}


def test_what_did_not_occur_never_counts(histories, agency, monitor, three):
    mention(incident(agency, monitor, children={"A": "girl"}, status="did_not_occur"), three[0])
    mention(incident(agency, monitor, children={"B": "girl"}, status="not_verified"), three[0])

    assert histories() == {((), 1): 1}


def test_children_of_counted_groups_are_in_no_history_and_their_number_is_said(
    histories, analyst, agency, monitor, three
):
    mention(incident(agency, monitor, children={"A": "girl"}, groups=(Group(boys=2, girls=3),)), three[0])
    mention(incident(agency, monitor, groups=(Group(unknown=4),), acts=(("abduction", None),)), three[1])
    incident(agency, monitor, groups=(Group(boys=50),))
    query = CaptureQuery(agency.pk, tuple(s.pk for s in three))

    assert histories() == {((), 1): 1}
    assert unlinked_children(analyst, query) == 9
    only = CaptureQuery(agency.pk, query.source_ids, type_codes=("abduction",))
    assert unlinked_children(analyst, only) == 4


@pytest.mark.parametrize("role", ["monitor", "verifier", "coordinator", "administrator", "stranger", "nobody"])
def test_nobody_but_an_analyst_of_the_agency_gets_histories(role, agency, three, request):
    query = CaptureQuery(agency.pk, tuple(s.pk for s in three))

    with pytest.raises(NotFound):
        capture_counts(request.getfixturevalue(role), query)
    with pytest.raises(NotFound):
        unlinked_children(request.getfixturevalue(role), query)


def test_a_source_of_another_agency_is_not_found(analyst, agency, other_agency, three):
    foreign = source(other_agency, "foreign")

    with pytest.raises(NotFound):
        capture_counts(analyst, CaptureQuery(agency.pk, (three[0].pk, foreign.pk)))


def test_no_source_is_refused(analyst, agency):
    with pytest.raises(Invalid):
        capture_counts(analyst, CaptureQuery(agency.pk, ()))
