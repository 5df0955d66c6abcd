"""Charts: every shape of data gives sound drawings, and the table says all that the drawing says."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from amparo.kernel.ui.charts import (
    Count,
    Interval,
    Pattern,
    Qualifier,
    Standing,
    Year,
    counts,
    intervals,
    overlap,
    years,
)
from amparo.kernel.ui.charts.drawing import even_scale, log_scale
from amparo.kernel.ui.parts import Cell, Chart

WORDS = {"finding": "A finding", "subtitle": "Children, somewhere", "source": "a source"}


def of_years(*points: Year) -> Chart:
    return years(points, finding="A finding", subtitle="Children, somewhere", source="a source")


def of_intervals(*rows: Interval, observed: int = 612, publish: tuple[float, float] | None = None) -> Chart:
    return intervals(
        rows, observed=observed, publish=publish, finding="A finding", subtitle="Children, somewhere", source="a source"
    )


def of_overlap(lists: list[str], *patterns: tuple[str, int]) -> Chart:
    rows = [Pattern(tuple(mark == "1" for mark in held), count) for held, count in patterns]
    return overlap(lists, rows, finding="A finding", subtitle="Children, somewhere", source="a source")


def of_counts(*items: Count) -> Chart:
    return counts(items, unit="Children", finding="A finding", subtitle="Children, somewhere", source="a source")


def marks(chart: Chart) -> list[ElementTree.Element]:
    """Parse the drawing; every coordinate must be a number on the paper (a little over the edge for halos)."""
    root = ElementTree.fromstring(chart.svg)  # noqa: S314  (our own drawing)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{chart.ident}-t"
    assert root.find("desc") is not None
    width, height = (float(part) for part in root.get("viewBox", "").split()[2:])
    for mark in root.iter():
        for name in ("x", "y", "cx", "cy", "width", "height", "r"):
            if mark.tag != "pattern" and (value := mark.get(name)) is not None:
                limit = width if name in {"x", "cx", "width"} else height
                assert -1 <= float(value) <= limit + 1, (mark.tag, name, value)
    assert not re.search(r"nan|inf|None|e[+-]\d", chart.svg)
    assert "style=" not in chart.svg
    return list(root.iter())


def words(chart: Chart) -> list[list[str]]:
    return [[str(cell.text if isinstance(cell, Cell) else cell) for cell in row] for row in chart.table.rows]


def labels(chart: Chart) -> list[str]:
    return [mark.text or "" for mark in marks(chart) if mark.tag == "text"]


# --- Years ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "points",
    [
        [Year(2024, 0)],
        [Year(2024, 1)],
        [Year(2024, 41_370)],
        [Year(2024, 3_000_000_000)],
        [Year(2020, None), Year(2021, 5)],
        [Year(2012 + i, i * 311 % 977) for i in range(13)],
        [Year(1990 + i, i) for i in range(40)],
        [Year(2023, 0, estimate=(0, 3)), Year(2024, 7, late=900, estimate=(1e3, 2e7))],
        [Year(2024, None, estimate=(10, 20))],
        [Year(2024, 5, refused=True), Year(2025, None, refused=True)],
    ],
)
def test_years_of_every_shape_are_drawn_on_the_paper(points: list[Year]) -> None:
    chart = of_years(*points)
    assert marks(chart)
    assert [row[0] for row in words(chart)] == [str(point.year) for point in points]


@pytest.mark.parametrize("points", [[], [Year(2024, None)]])
def test_years_without_figures_are_not_drawn_and_the_table_says_so(points: list[Year]) -> None:
    chart = of_years(*points)
    assert chart.svg == ""
    assert len(chart.table.rows) == len(points)


def test_qualifiers_are_signs_in_the_drawing_and_words_in_the_table() -> None:
    chart = of_years(
        Year(2012, 4200, Qualifier.MORE_THAN),
        Year(2013, 4000, Qualifier.AT_LEAST),
        Year(2014, 5000, Qualifier.ABOUT),
        Year(2015, 1),
    )
    assert {"> 4,200", "≥ 4,000", "≈ 5,000", "1"} <= set(labels(chart))
    assert [row[1] for row in words(chart)] == ["more than 4,200", "at least 4,000", "about 5,000", "1"]


def test_a_tally_is_hollow_and_named_in_key_and_table() -> None:
    chart = of_years(Year(2016, 5, standing=Standing.NGO_TALLY), Year(2018, 5, standing=Standing.PUBLISHED))
    classes = [mark.get("class") for mark in marks(chart) if mark.tag == "rect"]
    assert classes == ["hollow", "f1"]
    assert [row[2] for row in words(chart)] == ["non-governmental tally", "published"]
    assert {entry.mark for entry in chart.key} == {"hollow", "f1"}


def test_estimates_are_hatched_and_never_solid() -> None:
    chart = of_years(Year(2024, 612, estimate=(1120, 1900)), Year(2025, 600, refused=True))
    assert 'fill="url(#years-hatch)"' in chart.svg
    assert [row[-1] for row in words(chart)] == ["1,120–1,900", "refused"]


def test_the_highest_bar_stays_below_the_top_and_zero_stands_on_the_floor() -> None:
    heights = [
        float(m.get("height", "0")) for m in marks(of_years(Year(1, 0), Year(2, 50), Year(3, 100))) if m.tag == "rect"
    ]
    assert heights[0] == 0
    assert heights[2] == pytest.approx(2 * heights[1], abs=0.2)


def test_many_years_scroll_instead_of_crowding() -> None:
    assert of_years(*(Year(2000 + i, 5) for i in range(13))).wide
    assert not of_years(*(Year(2000 + i, 5) for i in range(5))).wide


# --- Intervals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "observed"),
    [
        ([Interval("A", 1124, 1440, 1259, (1164, 1351))], 612),
        ([Interval("A", 5, 5, 5)], 5),
        ([Interval("A", 0, 0, 0)], 0),
        ([Interval("A", 700, None, 900), Interval("B", 650, 800)], 600),
        ([Interval("A", 2, 30_000_000, 1000)], 1),
        ([Interval("A", 13_000, 14_000, 13_500), Interval("B", None, None, refused=True)], 12_000),
        ([Interval("A" * 90, 10, 20)], 9),
    ],
)
def test_intervals_of_every_shape_are_drawn_on_the_paper(rows: list[Interval], observed: int) -> None:
    chart = of_intervals(*rows, observed=observed)
    assert marks(chart)
    assert len(chart.table.rows) == len(rows)


@pytest.mark.parametrize("rows", [[], [Interval("A", None, None, refused=True)]])
def test_intervals_that_are_all_refused_are_not_drawn(rows: list[Interval]) -> None:
    chart = of_intervals(*rows)
    assert chart.svg == ""
    assert all(row[-1] == "refused" for row in words(chart))


def test_an_open_end_is_an_arrow_in_the_drawing_and_words_in_the_table() -> None:
    chart = of_intervals(Interval("A", 1120, None, 1500))
    assert "l8 6-8 6" in chart.svg
    assert words(chart)[0][-1] == "from 1,120, open-ended"


def test_a_wide_range_gets_a_logarithmic_axis_and_says_so() -> None:
    assert any("logarithmic" in label for label in labels(of_intervals(Interval("A", 700, 900_000, 5_000))))
    assert not any("logarithmic" in label for label in labels(of_intervals(Interval("A", 700, 1_900, 900))))


def test_what_is_on_record_and_what_would_be_published_are_named() -> None:
    shown = labels(of_intervals(Interval("A", 1120, 1900), publish=(1120, 1900)))
    assert "612 on record" in shown
    assert "range to publish: 1,120–1,900" in shown


# --- Overlap --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lists", "patterns"),
    [
        (["A", "B", "C"], [("100", 214), ("010", 158), ("110", 57), ("111", 6)]),
        (["A", "B"], [("11", 1)]),
        (["Union of Schools of the Northern Provinces", "B"], [("10", 9), ("01", 8)]),
        (list("ABCDE"), [(f"{i:05b}", 3_000_000 // i) for i in range(1, 32)]),
    ],
)
def test_overlaps_of_every_shape_are_drawn_on_the_paper(lists: list[str], patterns: list[tuple[str, int]]) -> None:
    chart = of_overlap(lists, *patterns)
    assert marks(chart)
    assert len(chart.table.rows) == len(patterns)


def test_combinations_stand_by_size_and_empty_ones_are_left_out() -> None:
    chart = of_overlap(["A", "B"], ("10", 5), ("01", 9), ("11", 0), ("00", 3))
    assert words(chart) == [["B", "1", "9"], ["A", "1", "5"]]
    assert list(chart.table.total)[2] == "14"


def test_beyond_twenty_the_rest_is_named_and_stands_in_the_table() -> None:
    chart = of_overlap(list("ABCDE"), *((f"{i:05b}", i) for i in range(1, 32)))
    assert "11 smaller combinations stand in the table alone." in [str(note) for note in chart.notes]
    assert len(chart.table.rows) == 31


def test_no_children_no_drawing() -> None:
    assert of_overlap(["A", "B"]).svg == ""


def test_a_pattern_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one truth value per list"):
        of_overlap(["A", "B"], ("111", 4))


# --- Counts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [[1], [0, 5], [9_999_999_999, 1], list(range(1, 60))])
def test_counts_of_every_shape_are_drawn_on_the_paper(values: list[int]) -> None:
    chart = of_counts(*(Count(f"Place {i}", value) for i, value in enumerate(values)))
    assert marks(chart)
    assert len(chart.table.rows) == len(values)


@pytest.mark.parametrize("values", [[], [0, 0]])
def test_nothing_counted_is_not_drawn(values: list[int]) -> None:
    assert of_counts(*(Count("A", value) for value in values)).svg == ""


# --- All ------------------------------------------------------------------------------------------------------


def test_names_in_a_drawing_are_escaped() -> None:
    bad = "<script>x</script>"
    drawings = [of_counts(Count(bad, 1)), of_overlap([bad, "B"], ("10", 1)), of_intervals(Interval(bad, 1, 2))]
    assert not [chart for chart in drawings if "<script>" in chart.svg]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_component_shows_finding_drawing_table_and_source(language: str) -> None:
    with translation.override(language):
        chart = of_years(Year(2024, 612))
        shown = Template("{% load ui %}{% chart drawn %}").render(Context({"drawn": chart}))
    assert 'id="years-t">A finding</p>' in shown
    assert "<details" in shown
    assert "<table" in shown
    assert "a source" in shown


def test_a_chart_without_drawing_says_so() -> None:
    shown = Template("{% load ui %}{% chart drawn %}").render(Context({"drawn": of_years()}))
    assert "nothing to draw" in shown


@pytest.mark.parametrize(
    ("low", "high"), [(0, 0), (0, 1), (0, 3), (0, 12), (0, 41_370), (500, 1900), (7, 7), (0, 9e12)]
)
def test_an_even_axis_holds_its_values_and_has_few_round_ticks(low: float, high: float) -> None:
    scale = even_scale(low, high, 0, 100)
    assert scale.low <= low <= high <= scale.high
    assert 2 <= len(scale.ticks) <= 8
    assert all(float(tick).is_integer() for tick in scale.ticks)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (1, 20), (9, 10_000), (613, 90_000_000), (1, 1e12), (3, 3)])
def test_a_logarithmic_axis_holds_its_values_and_has_few_ticks(low: float, high: float) -> None:
    scale = log_scale(low, high, 0, 100)
    assert scale.low <= max(low, 1) <= max(high, 1) <= scale.high
    assert 2 <= len(scale.ticks) <= 7
    assert list(scale.ticks) == sorted(scale.ticks)
    assert 0 <= scale.at(low) <= scale.at(high) <= 100
