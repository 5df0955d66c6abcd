"""How figures and their checks are said."""

import datetime

import pytest
from django.utils import translation

from amparo.monitor.figures import wording
from amparo.monitor.figures.checks import Outcome, check_figures
from tests.monitor.figures.test_checks import Printed


@pytest.mark.parametrize(
    ("code", "name"),
    [("WLD", "All situations"), ("SOM", "Somalia"), ("XMA", "XMA")],
    ids=["world", "country", "invented"],
)
def test_situations_have_names_and_unknown_codes_stay_codes(code, name):
    assert wording.situation_name(code) == name


def test_countries_are_named_in_the_readers_language():
    with translation.override("ar"):
        assert wording.situation_name("SOM") == "الصومال"


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2012-01-01", "2017-12-31", "2012–2017"),
        ("2018-07-01", "2020-06-30", "July 2018 – June 2020"),
    ],
)
def test_periods_are_as_short_as_they_can_be(start, end, name):
    assert wording.period_name(datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)) == name


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_name(outcome):
    assert wording.outcome_name(outcome)


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ([Printed(10, "A", 4), Printed(10, "B", 7)], "The parties add up to 11, 1 more than the total, 10."),
        (
            [Printed(10, boys=6, unknown_sex=1)],
            "cannot be summed: a number is not given (those given add up to 7 of 10)",
        ),
        ([Printed(10), Printed(11, source="another")], "Several texts give different totals: 10, 11."),
        (
            [Printed(30, start="2020-01-01", end="2023-12-31"), Printed(9, start="2020-07-01", end="2021-06-30")],
            "lies over the figures for 2020-07-01/2021-06-30",
        ),
        ([Printed(7, boys=3, girls=4)], "Boys, girls and sex unknown add up to the total, 7."),
    ],
)
def test_findings_are_whole_sentences_with_their_numbers(printed, words):
    (check,) = check_figures([one.figure() for one in printed])

    assert words in wording.check_finding(check)


def test_parts_are_named_as_a_reader_knows_them():
    assert wording.part_name("girls") == "girls"
    assert wording.part_name("violation_verified_late") == "Violations verified late"
    assert wording.part_name("AMISOM") == "AMISOM"
