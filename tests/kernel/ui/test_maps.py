"""Maps: classes in words, nothing known told from zero, disputes hatched, and no name that breaks the drawing."""

from xml.etree import ElementTree

import pytest

from amparo.kernel.ui.charts import Kind, Legend, bubbles, choropleth, kinds, outlines
from amparo.kernel.ui.charts.maps import classes
from amparo.kernel.ui.parts import Cell, Chart, Table
from amparo.kernel.ui.sheets import EqualEarth, Flat, Outline, Sheet, box_of, lay_out, unpacked


def square(west: float, side: float = 1.0, south: float = 0.0) -> tuple[list[float], list[float]]:
    return [west, west + side, west + side, west, west], [south, south, south + side, south + side, south]


NAMES = {"A": "North & <Belhar>", "B": "Sira Valley", "C": "Lakes", "D": "Between"}


def sheet() -> Sheet:
    shapes = [Outline(key, [square(place)], disputed=key == "D") for place, key in enumerate("ABCD")]
    return lay_out(shapes, Flat((0, 0, 4, 1)), width=480, contested=[([3, 3], [0, 1])])


def legend(**more: object) -> Legend:
    return Legend("A finding", "Incidents, somewhere", "a source", NAMES, **more)  # type: ignore[arg-type]  # of a test


def drawn(chart: Chart) -> ElementTree.Element:
    root = ElementTree.fromstring(chart.svg)  # noqa: S314  (our own drawing)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", f"{chart.ident}-t")
    assert root.find("desc") is not None
    assert "style=" not in chart.svg
    return root


def groups(chart: Chart) -> dict[str, list[str]]:
    return {
        group.get("class", ""): [title.text or "" for title in group.iter("title")] for group in drawn(chart).iter("g")
    }


@pytest.mark.parametrize(
    ("values", "firsts"),
    [
        ([], []),
        ([0], []),
        ([1], [1]),
        ([0, 1, 4], [1, 2]),
        ([1, 20], [1, 2, 5, 10, 20]),
        ([1, 87], [1, 5, 10, 50]),
        ([130, 13], [10, 20, 50, 100]),
        ([1, 20_000], [1, 10, 100, 1_000, 10_000]),
        ([1, 3_000_000], [1, 1_000, 10_000, 100_000, 1_000_000]),
    ],
)
def test_classes_are_round_and_at_most_five(values: list[int], firsts: list[int]) -> None:
    assert classes(values) == firsts


def test_a_choropleth_tells_zero_from_nothing_known_and_from_dispute() -> None:
    chart = choropleth(sheet(), {"A": 87, "B": 0}, legend=legend(hrefs={"A": "/a/"}), unit="Incidents")

    assert groups(chart) == {
        "m5": ["North & <Belhar>: 87"],
        "m0": ["Sira Valley: 0"],
        "m-none": ["Lakes"],
        "m-disputed": ["Between"],
    }
    said = [str(entry.text) for entry in chart.key]
    assert said == ["0", "50 and more", "nothing known", "in dispute, given to no country here"]
    assert [str(note).split()[0] for note in chart.notes] == ["Boundaries", "Broken"]
    first = chart.table.rows[0]
    assert isinstance(first[1], Cell)
    assert (first[0], first[1].href) == ("North & <Belhar>", "/a/")
    assert chart.table_open


def test_classes_stand_in_words_from_the_least_value_to_the_most() -> None:
    chart = choropleth(sheet(), {"A": 130, "B": 13, "C": 1}, legend=legend(), unit="Incidents")
    assert [str(entry.text) for entry in chart.key][:4] == ["1–4", "5–9", "10–49", "50–99"]
    assert groups(chart).keys() == {"m1", "m3", "m5", "m-disputed"}
    two = choropleth(sheet(), {"A": 1, "B": 2}, legend=legend(), unit="Incidents")
    assert [str(entry.text) for entry in two.key][:2] == ["1", "2 and more"]


def test_disputed_areas_with_a_value_are_shaded_and_keep_their_broken_line() -> None:
    chart = choropleth(sheet(), {"D": 3}, legend=legend(), unit="Incidents")
    assert groups(chart)["m5"] == ["Between: 3"]
    assert drawn(chart).find("path[@class='m-contested']") is not None


def test_circles_are_as_large_as_their_values_and_the_largest_lies_lowest() -> None:
    chart = bubbles(sheet(), {"A": 1, "B": 100, "C": 0}, legend=legend(), unit="Incidents")
    radii = [float(circle.get("r", "")) for circle in drawn(chart).iter("circle")]
    assert radii == [26.0, 2.6]
    assert str(chart.key[0].text) == "the largest circle: 100"
    assert len(chart.table.rows) == 3


def test_kinds_and_plain_outlines_are_drawn_with_the_table_of_the_caller() -> None:
    table = Table("T", (), ())
    dark = Kind("m5", "Widespread")
    assert groups(kinds(sheet(), {"A": dark}, legend=legend(), table=table))["m5"] == ["North & <Belhar>: Widespread"]
    assert groups(outlines(sheet(), legend=legend(), table=table))["m-land"] == [
        "North & <Belhar>",
        "Sira Valley",
        "Lakes",
    ]


def test_a_sheet_without_areas_draws_nothing() -> None:
    empty = lay_out([Outline("A", [])], EqualEarth(), width=480)
    assert not choropleth(empty, {"A": 1}, legend=legend(), unit="Incidents").svg


def test_neighbours_share_the_units_of_their_border_and_small_areas_do_not_vanish() -> None:
    shapes = [Outline("A", [square(0)]), Outline("B", [square(1)]), Outline("C", [square(1.5, 0.0001)])]
    laid = lay_out(shapes, Flat((0, 0, 2, 1)), width=480)
    paths = {figure.key: figure.path for figure in laid.figures}
    assert paths["A"] == "M4 240l236 0 0-236-236 0z"
    assert paths["B"].startswith("M240 240l")
    assert paths["C"].endswith("h1v1h-1z")


def test_a_tall_country_becomes_narrow() -> None:
    laid = lay_out([Outline("A", [([0, 1, 1, 0, 0], [0, 0, 20, 20, 0])])], Flat((0, 0, 1, 20)), width=480)
    assert laid.height <= 600
    assert laid.width < 60


def test_the_world_keeps_proportions_and_the_equator_in_the_middle() -> None:
    xs, ys = EqualEarth().place([0, 180, 0, 0], [0, 0, 90, -90])
    assert (round(xs[0], 6), round(ys[0], 6)) == (0, 0)
    assert round(xs[1], 3) == 2.707
    assert round(ys[2], 3) == -1.317
    assert ys[3] == -ys[2]


def test_steps_become_degrees_again() -> None:
    assert unpacked([[10, 20, 5, 0, 0, -5]], 10) == [([1.0, 1.5, 1.5], [2.0, 2.0, 1.5])]
    assert box_of([square(3)]) == (3, 0, 4, 1)
