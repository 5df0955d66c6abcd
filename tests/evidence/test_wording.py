"""Sentences about estimates: every code of the library has its words, and the range comes first."""

import re

import pytest
from django.utils import translation

from amparo.evidence import wording
from amparo.evidence.models import Subject
from amparo.evidence.results import stratum_record
from amparo_estimation import CaptureTable, estimate
from amparo_estimation.reasons import CATALOGUE

NAMES = {"a": "Field monitors", "b": "Casa Tessal", "c": "Lakes Clinic"}
SETTINGS = {"subject": Subject.RECRUITED, "year_from": 2024, "year_to": 2024, "sources": [], "by": []}
COUNTS = {"100": 60, "010": 50, "001": 40, "110": 15, "101": 12, "011": 10, "111": 3}


def stratum(counts=None, key=(), **options):
    table = CaptureTable.from_counts(counts or COUNTS, ["a", "b", "c"], key=key)
    return stratum_record(estimate(table, **options))


def fields(template):
    """The names of the values in a sentence of the library (braces) or of ours (percent signs)."""
    return set(re.findall(r"\{(\w+)", template)) | set(re.findall(r"%\((\w+)\)s", template))


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_reason_of_the_library_has_its_wording_with_no_other_values(code):
    short, long = wording.REASONS[code]

    assert str(short)
    assert fields(str(long)) <= fields(CATALOGUE[code][1])


def test_no_wording_is_left_of_a_reason_that_the_library_dropped():
    assert wording.REASONS.keys() == CATALOGUE.keys()


def test_every_method_of_the_library_has_a_name_and_an_assumption():
    for method in stratum()["methods"]:
        assert wording.method_name(method["name"])
        assert wording.method_assumption(method["name"])


def test_the_range_comes_first_and_the_limit_is_said():
    said = wording.say(stratum(), SETTINGS)

    assert re.match(r"Between [\d,]+ and [\d,]+ children were recruited or used in 2024\.", said.headline)
    assert said.quote.startswith(said.headline)
    assert "190 of them are on record." in said.quote
    assert "could have appeared on at least one list" in said.quote
    assert "cannot see children whom no list could record" in said.quote
    assert "95 % interval" in said.quote


def test_a_refused_estimate_gives_no_number_but_the_count():
    said = wording.say(stratum({"100": 60, "010": 50, "001": 40}), SETTINGS)

    assert said.headline == "No range can be given for how many children were recruited or used in 2024."
    assert "150 of them are on record." in said.quote
    assert "interval" not in said.quote
    assert "3 lists were compared, and they do not carry an estimate" in said.quote


def test_an_open_end_is_never_said_as_a_range():
    record = stratum()
    record["sentence"] = {"kind": "no_upper_end", "low": 400, "high": None}

    said = wording.say(record, SETTINGS)

    assert said.headline == "More than 400 children were recruited or used in 2024, and no upper end can be given."


@pytest.mark.parametrize(
    ("subject", "key", "words"),
    [
        (Subject.RECRUITED, {}, "children were recruited or used"),
        (Subject.RECRUITED, {"sex": "girl"}, "girls were recruited or used"),
        (Subject.RECRUITED, {"sex": "boy"}, "boys were recruited or used"),
        (Subject.RECRUITED, {"sex": "unknown"}, "children were recruited or used"),
        (Subject.ANY, {}, "children suffered a violation"),
        (Subject.ANY, {"sex": "girl"}, "girls suffered a violation"),
        (Subject.ANY, {"sex": "boy"}, "boys suffered a violation"),
    ],
)
def test_who_is_counted_is_said_as_it_was_asked(subject, key, words):
    assert wording.subject_clause(subject, key) == words


@pytest.mark.parametrize(
    ("first", "last", "key", "words"),
    [
        (None, None, {}, "in all recorded years"),
        (2020, None, {}, "from 2020 on"),
        (None, 2024, {}, "up to 2024"),
        (2024, 2024, {}, "in 2024"),
        (2020, 2024, {}, "from 2020 to 2024"),
        (2020, 2024, {"year": "2022"}, "in 2022"),
        (2020, 2024, {"year": ""}, "in years not known"),
    ],
)
def test_the_period_is_said_in_words(first, last, key, words):
    assert wording.period_phrase({"year_from": first, "year_to": last}, key) == words


def test_reasons_name_the_lists_and_their_numbers():
    reason = {"code": "list_inside_another", "level": "amber", "params": {"inner": "a", "outer": "b"}}

    said = wording.reason_said(reason, NAMES)

    assert (said.role, said.state) == ("Caution", "today")
    assert said.long.startswith("Field monitors lies wholly inside Casa Tessal")


@pytest.mark.parametrize(
    ("reason", "role"),
    [
        ({"code": "no_objection", "level": "note", "params": {}}, "For"),
        ({"code": "list_empty", "level": "note", "params": {"name": "c"}}, "Note"),
        ({"code": "nobody", "level": "red", "params": {}}, "Limit"),
    ],
)
def test_a_reason_speaks_for_with_caution_or_as_a_limit(reason, role):
    assert wording.reason_said(reason, NAMES).role == role


def test_every_reason_that_tables_give_can_be_said():
    tables = [
        {"100": 60, "010": 50, "001": 40},
        {"110": 4, "100": 20, "010": 9, "001": 3, "011": 2},
        {"110": 30, "100": 20, "001": 30, "011": 8, "111": 9},
        {"110": 12},
    ]
    for counts in tables:
        for reason in stratum(counts)["reasons"]:
            assert "%(" not in wording.reason_said(reason, NAMES).long


def test_graphs_show_names_instead_of_codes():
    assert wording.with_names("[a b][b c]", NAMES) == "[Field monitors, Casa Tessal][Casa Tessal, Lakes Clinic]"
    assert wording.with_names("a, d | b", NAMES) == "Field monitors, d | Casa Tessal"


@pytest.mark.parametrize(("value", "words"), [(0.5, "50 %"), (0.031, "3.1 %"), (0.9999, "99.99 %"), (0.0004, "0.04 %")])
def test_a_share_keeps_the_digits_that_tell_it_from_none_and_all(value, words):
    assert wording.share(value) == words


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ({}, "All together"),
        ({"year": "2024", "sex": "girl"}, "2024, girls"),
        ({"year": "", "sex": "unknown"}, "year not known, sex not known"),
        ({"actor": "x"}, "River Front"),
        ({"actor": ""}, "attributed to nobody yet"),
    ],
)
def test_groups_are_named_in_words(key, name):
    assert wording.group_name(key, {"x": "River Front"}) == name


def test_verdicts_are_said_in_words():
    assert wording.verdict_name("green", "range") != wording.verdict_name("amber", "range")
    assert "open-ended" in wording.verdict_name("red", "no_upper_end")
    assert "refused" in wording.verdict_name("red", "refused")


def test_a_sentence_can_be_made_in_another_language():
    with translation.override("ar"):
        assert wording.say(stratum(), SETTINGS).quote
