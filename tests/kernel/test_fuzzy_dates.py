"""Fuzzy dates: what is understood, what is refused and with which words, and how a date is said."""

from datetime import date
from itertools import product

import edtf
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel import fuzzy
from amparo.kernel.errors import Invalid
from amparo.kernel.fuzzy import FuzzyDateError, parse, say


def bounds(text: str) -> tuple[str, str]:
    value = parse(text)
    return value.earliest.isoformat(), value.latest.isoformat()


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-05", "2024-05-01", "2024-05-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-05-17", "2024-05-17", "2024-05-17"),
        ("2024~", "2024-01-01", "2024-12-31"),
        ("2024-05-17%", "2024-05-17", "2024-05-17"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2024-XX", "2024-01-01", "2024-12-31"),
        ("2024-XX-XX", "2024-01-01", "2024-12-31"),
        ("2024-02-XX", "2024-02-01", "2024-02-29"),
        ("2024-33", "2024-01-01", "2024-03-31"),
        ("2024-36", "2024-10-01", "2024-12-31"),
        ("2024-21", "2024-03-01", "2024-05-31"),
        ("2024-24", "2024-12-01", "2025-02-28"),
        ("2023-24", "2023-12-01", "2024-02-29"),
        ("2024-01/2024-03", "2024-01-01", "2024-03-31"),
        ("2024-05-17~/2025", "2024-05-17", "2025-12-31"),
        ("../2024", "0001-01-01", "2024-12-31"),
        ("2024/..", "2024-01-01", "9999-12-31"),
    ],
)
def test_a_date_has_its_earliest_and_latest_day(text: str, earliest: str, latest: str) -> None:
    assert bounds(text) == (earliest, latest)


def generated() -> list[str]:
    """Every form of the subset on a spread of years. The reference ends winter on 31 December: it is left out."""
    years = ["1999", "2000", "2023", "2024"]
    points = [*years, "199X", "20XX"]
    points += [f"{y}-{m}" for y, m in product(years, ["01", "02", "09", "12", "XX", "21", "22", "23", "33", "36"])]
    points += [f"{y}-{m}-{d}" for y, m, d in product(years, ["01", "02", "12"], ["01", "28", "XX"])]
    points += ["2024-02-29", "2000-02-29", "2024-XX-XX"]
    doubted = [p + sign for p in points if "X" not in p and p[5:7] < "13" for sign in "~?%"]
    intervals = [f"{a}/{b}" for a, b in product(years, [*years, "2024-05", "2024-05-17"]) if a <= b[:4]]
    return points + doubted + intervals


def test_bounds_equal_those_of_the_reference_implementation() -> None:
    differing = []
    for text in generated():
        oracle = edtf.parse_edtf(text)
        theirs = tuple(date(*day[:3]).isoformat() for day in (oracle.lower_strict(), oracle.upper_strict()))
        if bounds(text) != theirs:
            differing.append((text, bounds(text), theirs))
    assert len(generated()) > 150
    assert differing == []


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("٢٠٢٤-٠٥-١٧", "2024-05-17"),
        ("۲۰۲۴-۰۵", "2024-05"),
        ("२०२४", "2024"),
        ("2024؟", "2024?"),
        (" 2024-05 / 2024-06 ", "2024-05/2024-06"),
        ("202x", "202X"),
        ("2024–05–17", "2024-05-17"),
        ("\u200f2024-05-17\u200e", "2024-05-17"),
        ("…/2024", "../2024"),
    ],
)
def test_digits_and_signs_of_other_keyboards_are_understood(typed: str, plain: str) -> None:
    assert parse(typed).text == plain


@pytest.mark.parametrize("text", ["2023-02-29", "2024-04-31", "2024-13", "2024-00", "2024-05-00", "1900-02-29"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(FuzzyDateError):
        parse(text)


def test_the_refusal_of_29_february_names_the_days_of_that_month_and_what_to_write() -> None:
    with pytest.raises(FuzzyDateError) as refused:
        parse("2023-02-29")
    assert refused.value.detail == "2023-02-29 does not exist: that month has 28 days."
    assert "2023-02." in refused.value.advice


@pytest.mark.parametrize(
    "text",
    ["", "  ", "soon", "24", "2024-5-17-3", "2024-05-17T10:00", "2024//2025", "../..", "/2024", "2024/", "202X-05",
     "2024-XX-17", "XXXX", "2024-37", "2024-33-01", "0000", "0202", "1799", "2200", "9999-24", "9999-36",
     "2024-05-17 ~ x", "2024-1X", "²⁰²⁴",
     "2024\n-05", "9" * 5000],
)  # fmt: skip
def test_what_is_no_date_of_the_subset_is_refused_with_advice(text: str) -> None:
    with pytest.raises(FuzzyDateError) as refused:
        parse(text)
    assert refused.value.detail
    assert refused.value.advice
    assert len(refused.value.detail) < 200


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[0-9X/.~?%-]{1,24}", fullmatch=True)))
def test_whatever_is_typed_is_either_understood_or_refused_in_words(text: str) -> None:
    try:
        value = parse(text)
    except FuzzyDateError:
        return
    assert value.earliest <= value.latest
    assert parse(value.text) == value
    assert say(value)


def test_day_and_month_in_doubtful_order_are_not_guessed_but_both_readings_named() -> None:
    with pytest.raises(FuzzyDateError) as refused:
        parse("03/04/2024")
    assert "2024-04-03" in refused.value.advice
    assert "2024-03-04" in refused.value.advice


@pytest.mark.parametrize(
    ("typed", "advised"),
    [
        ("17/05/2024", "2024-05-17"),
        ("17.5.2024", "2024-05-17"),
        ("05/17/2024", "2024-05-17"),
        ("2024/05/17", "2024-05-17"),
        ("2024-5-7", "2024-05-07"),
        ("2024/05", "2024-05"),
        ("١٧/٠٥/٢٠٢٤", "2024-05-17"),
        ("05/05/2024", "2024-05-05"),
    ],
)
def test_a_date_in_another_order_is_refused_and_the_right_writing_named(typed: str, advised: str) -> None:
    with pytest.raises(FuzzyDateError) as refused:
        parse(typed)
    assert refused.value.advice == f"Write {advised} (year-month-day)."


@pytest.mark.parametrize("typed", ["45/45/2024", "1/2/3", "31.02.24"])
def test_where_no_reading_is_possible_the_general_advice_is_given(typed: str) -> None:
    with pytest.raises(FuzzyDateError) as refused:
        parse(typed)
    assert refused.value.advice.startswith("Write year-month-day, for example")


@pytest.mark.parametrize("text", ["2024/2023", "2024-05/2024-03", "2024-05-17/2024-05-16", "2024-05/2024-04-30"])
def test_an_interval_must_not_end_before_it_begins(text: str) -> None:
    with pytest.raises(FuzzyDateError, match="ends before it begins"):
        parse(text)


def test_an_interval_may_end_within_the_year_it_begins_in() -> None:
    assert bounds("2024/2024-05") == ("2024-01-01", "2024-05-31")
    assert bounds("2024-05/2024") == ("2024-05-01", "2024-12-31")


def test_a_refused_date_is_an_invalid_entry_and_a_value_error() -> None:
    with pytest.raises(ValueError, match="not a date"):
        parse("soon")
    with pytest.raises(Invalid):
        parse("soon")


def test_dates_are_ordered_by_their_earliest_then_their_latest_day() -> None:
    texts = ["2024/..", "../2024", "2024-05", "2024", "2024-01", "2023-12-31"]
    assert [value.text for value in sorted(map(parse, texts))] == [
        "../2024", "2023-12-31", "2024-01", "2024", "2024/..", "2024-05",
    ]  # fmt: skip


def test_the_year_is_given_only_where_both_bounds_lie_in_one() -> None:
    assert parse("2024-05~").year == 2024
    assert parse("2024-12/2025-01").year is None
    assert parse("2024-24").year is None
    assert parse("2024/..").year is None


def test_a_date_wholly_in_the_future_is_refused_and_today_named() -> None:
    with pytest.raises(Invalid) as refused:
        fuzzy.refuse_future(parse("2024-06"), date(2024, 5, 17))
    assert refused.value.detail == "2024-06 lies in the future."
    assert "2024-05-17" in refused.value.advice


@pytest.mark.parametrize("text", ["2024", "2024-05", "2024-05-17", "../2030", "2024/.."])
def test_a_date_that_may_have_been_is_not_refused_as_future(text: str) -> None:
    fuzzy.refuse_future(parse(text), date(2024, 5, 17))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024", "2024"),
        ("2024-05", "May 2024"),
        ("2024-05-17", "17 May 2024"),
        ("2024-05~", "about May 2024"),
        ("2024?", "2024 (uncertain)"),
        ("2024-05-17%", "about 17 May 2024 (uncertain)"),
        ("202X", "2020 to 2029, year not known"),
        ("20XX", "2000 to 2099, year not known"),
        ("2024-XX", "2024, month not known"),
        ("2024-XX-XX", "2024, month and day not known"),
        ("2024-05-XX", "May 2024, day not known"),
        ("2024-34", "second quarter of 2024"),
        ("2024-24", "winter 2024 to 2025 (northern)"),
        ("2024-01/2024-03~", "from January 2024 to about March 2024"),
        ("../2024", "until 2024"),
        ("2024-05/..", "from May 2024 on"),
    ],
)
def test_a_date_is_said_in_words(text: str, words: str) -> None:
    with translation.override("en"):
        assert say(parse(text)) == words


@pytest.mark.parametrize("text", ["2024-05", "2024-05-17", "2024-05~", "2024-05-XX", "2024-05/2024-06", "../2024-05"])
def test_in_arabic_a_month_is_said_in_arabic(text: str) -> None:
    with translation.override("ar"):
        said = say(parse(text))
    assert "مايو" in said
    assert "May" not in said


def test_every_quarter_and_season_has_its_own_words() -> None:
    said = {say(parse(f"2024-{part}")) for part in (21, 22, 23, 24, 33, 34, 35, 36)}
    assert len(said) == 8


def test_the_text_of_a_date_is_its_plain_form() -> None:
    assert str(parse(" 202x ")) == "202X"
