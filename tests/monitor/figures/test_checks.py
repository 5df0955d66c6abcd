"""Sum checks over published figures: they find what does not add up, from the numbers alone."""

import datetime
from dataclasses import dataclass, replace

import pytest

from amparo.monitor.figures.checks import Kind, Outcome, check_figures
from amparo.monitor.figures.register import read_register
from amparo.monitor.models import PublishedFigure


@dataclass(frozen=True)
class Printed:
    """A figure as a text prints it, with the least that a test wants to say."""

    total: int
    party: str = ""
    party_total: int | None = None
    situation: str = "XMA"
    start: str = "2024-01-01"
    end: str = "2024-12-31"
    unit: str = "child"
    qualifier: str = "exact"
    boys: int | None = None
    girls: int | None = None
    unknown_sex: int | None = None
    given_apart: bool = False
    unattributed: int | None = None
    source: str = "an invented report"

    def figure(self):
        return PublishedFigure(
            code=f"{self.situation}-{self.start}-{self.end}-{self.unit}-{self.party}-{self.source}",
            situation=self.situation,
            period_start=datetime.date.fromisoformat(self.start),
            period_end=datetime.date.fromisoformat(self.end),
            unit=self.unit,
            qualifier=self.qualifier,
            boys=self.boys,
            girls=self.girls,
            unknown_sex=self.unknown_sex,
            total=self.total,
            party=self.party,
            party_total=self.party_total,
            given_apart=self.given_apart,
            unattributed=self.unattributed,
            source=self.source,
            standing="published",
        )


def outcomes(*printed, kind=None):
    checks = check_figures([one.figure() for one in printed])
    return [check.outcome for check in checks if kind in (None, check.kind)]


@pytest.fixture(scope="module")
def register():
    return check_figures(read_register())


def found(register, situation, kind):
    return [check for check in register if check.situation == situation and check.kind == kind and check.is_finding]


def test_syria_2020_to_2022_is_45_short(register):
    (check,) = found(register, "SYR", Kind.PARTIES)

    assert check.outcome == Outcome.SHORT
    assert (check.sum_of_parts, check.total, check.difference) == (2945, 2990, 45)
    assert (check.period_start.year, check.period_end.year) == (2020, 2022)


def test_colombia_2022_leaves_10_unattributed(register):
    (check,) = found(register, "COL", Kind.PARTIES)

    assert (check.outcome, check.difference) == (Outcome.UNATTRIBUTED, 10)


def test_somalia_2013_adds_up_only_with_amisom(register):
    (check,) = found(register, "SOM", Kind.PARTIES)

    assert check.outcome == Outcome.ONLY_WITH_GIVEN_APART
    assert [part.name for part in check.parts if part.given_apart] == ["AMISOM"]
    assert check.sum_of_parts + check.sum_given_apart == check.total == 1293


def test_committed_and_late_make_up_all_violations_of_2020_and_2024(register):
    late = {check.period_start.year: check for check in register if check.kind == Kind.LATE}

    assert {year: [part.number for part in check.parts] for year, check in late.items()} == {
        2020: [23946, 2479],
        2024: [36221, 5149],
    }
    assert {check.outcome for check in late.values()} == {Outcome.ADDS_UP}


def test_the_tally_of_2012_to_2017_lies_over_single_years(register):
    (check,) = found(register, "WLD", Kind.PERIODS)

    assert check.total == 29128
    assert [part.name for part in check.parts] == ["2012", "2013", "2017"]


def test_the_register_holds_no_other_finding(register):
    assert sum(check.is_finding for check in register) == 4
    assert [check.is_finding for check in register] == sorted((c.is_finding for c in register), reverse=True)


def test_parties_that_make_up_the_total_are_no_finding():
    assert outcomes(Printed(10), Printed(10, "A", 4), Printed(10, "B", 6)) == [Outcome.ADDS_UP]


def test_parties_over_the_total_are_found():
    assert outcomes(Printed(10, "A", 4), Printed(10, "B", 7)) == [Outcome.OVER]


def test_a_stated_rest_that_does_not_fit_the_gap_does_not_explain_it():
    assert outcomes(Printed(10, unattributed=3), Printed(10, "A", 8)) == [Outcome.SHORT]


def test_a_party_given_apart_that_does_not_close_the_gap_does_not_explain_it():
    assert outcomes(Printed(10, "A", 6), Printed(10, "B", 3, given_apart=True)) == [Outcome.SHORT]


def test_nothing_is_flagged_below_a_total_that_is_not_exact():
    assert outcomes(Printed(10, qualifier="more_than"), Printed(10, "A", 4, qualifier="more_than")) == []


def test_boys_girls_and_unknown_must_make_up_the_total():
    whole = Printed(10, boys=6, girls=3, unknown_sex=1)

    assert outcomes(whole) == [Outcome.ADDS_UP]
    assert outcomes(replace(whole, girls=2)) == [Outcome.SHORT]
    assert outcomes(replace(whole, girls=4)) == [Outcome.OVER]


def test_a_sex_that_is_not_given_leaves_the_sum_open():
    assert outcomes(Printed(10, boys=6, unknown_sex=1)) == [Outcome.INCOMPLETE]
    assert outcomes(Printed(7, boys=6, unknown_sex=1)) == [Outcome.ADDS_UP]
    assert outcomes(Printed(10, girls=6)) == []


def test_the_same_sexes_repeated_for_each_party_are_checked_once():
    parties = [Printed(10, name, n, boys=6, girls=3) for name, n in (("A", 4), ("B", 6))]

    assert outcomes(*parties, kind=Kind.SEXES) == [Outcome.SHORT]


def test_late_violations_that_do_not_fit_are_found():
    year = [
        Printed(100, unit="violation"),
        Printed(80, unit="violation_committed_in_year"),
        Printed(21, unit="violation_verified_late"),
    ]

    assert outcomes(*year) == [Outcome.OVER]
    assert outcomes(*year[:2]) == []


def test_two_texts_with_two_totals_for_one_year_are_found():
    assert outcomes(Printed(10), Printed(11, source="another invented report")) == [Outcome.DIFFER]


def test_periods_overlap_only_within_one_situation_and_unit():
    long = Printed(30, start="2020-01-01", end="2023-12-31")
    inside = Printed(9, start="2021-01-01", end="2021-12-31")

    assert outcomes(long, inside) == [Outcome.OVERLAP]
    assert outcomes(long, replace(inside, situation="XMB")) == []
    assert outcomes(long, replace(inside, unit="violation")) == []
    assert outcomes(long, replace(inside, start="2024-01-01", end="2024-12-31")) == []


def test_units_are_never_compared_with_one_another():
    assert outcomes(Printed(10), Printed(12, unit="incident")) == []
