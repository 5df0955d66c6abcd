"""Each rule of the verdict with a table that breaks it and nothing worse, and the refusals that give no number."""

from pathlib import Path

import numpy as np
import pytest
from published_tables import HIV, KOSOVO, SPINA_BIFIDA, UNITED_KINGDOM, WESTERN, Published

from amparo_estimation import CaptureTable, Result, estimate, verdict
from amparo_estimation.reasons import CATALOGUE, reason

THREE = ("A", "B", "C")


def three(**counts: int) -> CaptureTable:
    """A table on three lists; ``p101=3`` means three people on the first and third."""
    return CaptureTable.from_counts({pattern[1:]: n for pattern, n in counts.items()}, THREE)


def codes(result: Result) -> list[str]:
    return [item.code for item in result.reasons]


# Green ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("published", [HIV, SPINA_BIFIDA], ids=["HIV", "spina bifida"])
def test_lists_that_overlap_and_methods_that_agree_are_green(published: Published) -> None:
    result = estimate(published.table())
    assert result.verdict == "green"
    assert codes(result) == ["no_objection"]


# Red, no number -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (CaptureTable(THREE, ()), "nobody"),
        (CaptureTable.from_counts({"10": 50, "01": 50, "11": 30}, ["A", "B"]), "too_few_lists"),
        (three(p100=50, p010=50, p110=30), "too_few_lists"),
        (CaptureTable.from_counts({"1" * 6: 40, "100000": 9}, list("ABCDEF")), "too_many_lists"),
        (three(p110=40, p001=30, p111=20), "lists_identical"),
        (three(p100=40, p110=30, p010=5, p001=20), "lists_not_connected"),
        (three(p100=40, p010=30, p001=20), "lists_not_connected"),
        (three(p100=40, p010=30, p001=20, p110=5, p011=4), "too_few_overlaps"),
    ],
)
def test_a_table_that_cannot_carry_an_estimate_gets_no_number(table: CaptureTable, code: str) -> None:
    result = estimate(table)
    assert result.verdict == "red"
    assert codes(result)[0] == code
    assert result.methods == ()
    assert result.quantiles == ()
    assert result.drawing is None
    assert result.sentence.kind == "refused"
    assert (result.sentence.low, result.sentence.high) == (None, None)


def test_only_the_first_obstacle_is_named() -> None:
    refusals = verdict.refusals(CaptureTable.from_counts({"10": 3, "01": 2}, ["A", "B"]))
    assert [item.code for item in refusals] == ["too_few_lists"]


def test_ten_people_on_two_lists_are_enough_for_a_number() -> None:
    assert estimate(three(p100=40, p010=30, p001=20, p110=6, p011=4)).methods != ()


def test_a_list_that_holds_nobody_is_left_out_and_the_rest_is_estimated() -> None:
    counts = {f"{pattern[:2]}0{pattern[2:]}": n for pattern, n in SPINA_BIFIDA.counts.items()}
    result = estimate(CaptureTable.from_counts(counts, ["A", "B", "empty", "C"]))
    assert result.table.lists == THREE
    assert codes(result) == ["no_objection", "list_empty"]
    assert result.verdict == "green"
    assert result.methods == estimate(SPINA_BIFIDA.table()).methods


def test_every_people_note_of_the_table_stays_with_the_result() -> None:
    result = estimate(CaptureTable.from_counts({**SPINA_BIFIDA.counts, "000": 9}, THREE))
    assert codes(result) == ["no_objection", "all_zero_rows"]


# Red, with the range taken away ---------------------------------------------------------------------------------------


def test_probability_far_beyond_those_counted_makes_it_open_ended() -> None:
    result = estimate(three(p001=11, p011=16, p100=28, p101=39, p110=1, p111=3))
    assert (result.verdict, codes(result)) == ("red", ["open_ended"])
    assert result.sentence.kind == "no_upper_end"
    assert result.sentence.low is not None
    assert result.sentence.high is None


def test_a_lower_bound_wholly_above_the_range_contradicts_it() -> None:
    result = estimate(three(p001=5, p010=75, p011=43, p100=11, p101=21, p110=14, p111=10))
    assert (result.verdict, codes(result)) == ("red", ["lower_bound_contradicts"])
    assert result.sentence.kind == "refused"
    assert result.methods != ()


# Amber ----------------------------------------------------------------------------------------------------------------


def test_a_lower_bound_above_the_range_is_a_disagreement() -> None:
    result = estimate(three(p001=131, p010=14, p011=60, p100=8, p110=7))
    assert (result.verdict, codes(result)) == ("amber", ["lower_bound_above"])


def test_independence_that_does_not_touch_the_range_is_a_disagreement() -> None:
    result = estimate(KOSOVO.table())
    assert (result.verdict, codes(result)) == ("amber", ["methods_disagree"])


def test_two_humps_are_named_with_their_places_and_shares() -> None:
    result = estimate(UNITED_KINGDOM.table())
    assert (result.verdict, codes(result)) == ("amber", ["two_humps"])
    humps = result.reasons[0].params
    assert humps["low_peak"] == pytest.approx(11_794, rel=0.02)
    assert humps["high_peak"] == pytest.approx(24_846, rel=0.02)
    assert humps["low_mass"] == pytest.approx(0.31, abs=0.01)
    assert humps["high_mass"] == pytest.approx(0.69, abs=0.01)
    assert "near 11,7" in result.reasons[0].text


def test_one_graph_that_carries_everything_is_named() -> None:
    # Ten times the counts: the same picture with a hundredth of the doubt about the model.
    strong = CaptureTable.from_counts({pattern: 10 * n for pattern, n in KOSOVO.counts.items()}, KOSOVO.lists)
    result = estimate(strong)
    assert result.verdict == "amber"
    assert set(codes(result)) == {"one_graph", "methods_disagree"}
    graph = next(item for item in result.reasons if item.code == "one_graph")
    assert graph.params["graph"] == "[EXH ABA OSCE][EXH OSCE HRW]"
    assert "at least 99.99% of the weight" in graph.text


def test_few_people_on_two_lists_are_a_warning() -> None:
    result = estimate(WESTERN.table())
    assert (result.verdict, codes(result)) == ("amber", ["few_overlaps"])
    assert result.reasons[0].params["n_overlapping"] == 23


def test_a_long_tail_and_a_wide_range_are_named() -> None:
    result = estimate(three(p001=30, p010=181, p011=18, p100=12, p101=19, p110=1, p111=9))
    assert result.verdict == "amber"
    assert codes(result) == ["long_tail", "wide_interval"]
    assert (result.methods[0].tail_mass or 0) > verdict.TAIL_MASS_AT_MOST


def test_a_wide_range_alone_is_a_warning() -> None:
    result = estimate(three(p001=91, p010=4, p011=46, p100=35, p110=1))
    assert (result.verdict, codes(result)) == ("amber", ["wide_interval"])


def test_a_list_inside_another_is_named_whichever_comes_first() -> None:
    table = three(p001=162, p010=3, p011=44, p110=9, p111=1)
    result = estimate(table)
    assert (result.verdict, codes(result)) == ("amber", ["list_inside_another"])
    assert (result.reasons[0].params["inner"], result.reasons[0].params["outer"]) == ("A", "B")
    turned = next(item for item in estimate(table.select(["C", "B", "A"])).reasons)
    assert (turned.params["inner"], turned.params["outer"]) == ("A", "B")


def test_a_grid_cut_where_probability_still_lies_is_a_warning() -> None:
    table = UNITED_KINGDOM.table()
    assert "grid_cut" in codes(estimate(table, grid_max=20_000))
    assert "grid_cut" not in codes(estimate(table, grid_max=80_000))
    assert "grid_cut" not in codes(estimate(table))


# The rules as such ----------------------------------------------------------------------------------------------------


def test_every_code_of_the_catalogue_is_raised_by_some_rule_here() -> None:
    text = Path(__file__).read_text()
    for code in CATALOGUE.keys() - {"people_outside"}:
        assert f'"{code}"' in text


def test_a_red_reason_outweighs_an_amber_one_and_a_note_weighs_nothing() -> None:
    note, amber = reason("list_empty", name="A"), reason("list_inside_another", inner="A", outer="B")
    red = reason("nobody")
    assert verdict.colour([note]) == "green"
    assert verdict.colour([note, amber]) == "amber"
    assert verdict.colour([amber, red, note]) == "red"


def test_reasons_come_red_first() -> None:
    levels = [
        item.level for item in estimate(three(p001=8, p010=91, p011=23, p100=31, p101=57, p110=27, p111=6)).reasons
    ]
    assert levels == ["red", "amber", "amber"]


def test_lists_are_written_out_in_a_reason_that_carries_them_as_a_tuple() -> None:
    assert reason("list_empty", name=("A", "B")).text == "List A, B holds nobody here and was left out."


def test_random_tables_never_fail() -> None:
    rng = np.random.default_rng(11)
    for _ in range(60):
        counts = {f"{mask:03b}": int(n) for mask, n in zip(range(1, 8), rng.integers(0, 40, 7), strict=True)}
        result = estimate(CaptureTable.from_counts(counts, THREE))
        assert result.reasons
