"""The chart of verified children per year: each bar with its qualifier and its standing."""

from amparo.kernel.ui.charts import Year
from amparo.monitor.figures import yearly
from amparo.monitor.figures.register import read_register
from amparo.monitor.figures.yearly import children_by_year
from tests.monitor.figures.test_checks import Printed


def points(figures, monkeypatch):
    drawn: list[Year] = []

    def years(given, **_words):
        drawn.extend(given)

    monkeypatch.setattr(yearly, "years", years)
    children_by_year(figures)
    return {point.year: point for point in drawn}


def world(total, year, **more):
    more.setdefault("start", f"{year}-01-01")
    more.setdefault("end", f"{year}-12-31")
    standing = more.pop("standing", "published")
    figure = Printed(total, situation="WLD", **more).figure()
    figure.standing = standing
    return figure


def test_every_single_year_of_the_register_is_drawn_and_gaps_keep_their_place(monkeypatch):
    drawn = points(read_register(), monkeypatch)

    assert list(drawn) == list(range(2012, 2025))
    assert {year for year, point in drawn.items() if point.value is None} == {2014, 2015, 2016}
    assert drawn[2020].value == 8521


def test_a_total_over_several_years_is_never_one_years_bar(monkeypatch):
    drawn = points(read_register(), monkeypatch)

    assert 29128 not in {point.value for point in drawn.values()}


def test_qualifiers_and_standings_are_kept(monkeypatch):
    drawn = points(read_register(), monkeypatch)

    assert (drawn[2013].qualifier, drawn[2018].qualifier, drawn[2020].qualifier) == ("more_than", "more_than", "exact")
    assert drawn[2012].standing == drawn[2017].standing == "ngo_tally"
    assert drawn[2019].standing == drawn[2022].standing == "unconfirmed"


def test_the_notes_name_the_tally_and_the_unconfirmed_years():
    chart = children_by_year(read_register())
    notes = " ".join(map(str, chart.notes))

    assert "2012–2017 together: 29,128 (Non-governmental tally" in notes
    assert "2012, 2017: a non-governmental tally" in notes
    assert "2019, 2022: unconfirmed" in notes
    assert "8,655" in str(chart.finding)
    assert "8,521" not in str(chart.finding)


def test_an_unconfirmed_number_is_never_the_finding():
    chart = children_by_year([world(900, 2021), world(99_999, 2022, standing="unconfirmed")])

    assert str(chart.finding) == "More children than in any other year: 900 in 2021"


def test_of_two_texts_for_one_year_the_one_to_be_relied_on_is_drawn(monkeypatch):
    two = [world(10, 2021, standing="unconfirmed"), world(11, 2021, standing="secondary")]

    assert points(two, monkeypatch)[2021].value == 11


def test_other_units_situations_and_parties_stay_out(monkeypatch):
    stray = [world(5, 2020, unit="violation"), Printed(7).figure(), Printed(8, "A", 3, situation="WLD").figure()]

    assert list(points([*stray, world(900, 2021)], monkeypatch)) == [2021]


def test_nothing_to_draw_is_said():
    assert str(children_by_year([]).finding) == "No figure stands in the register yet"
