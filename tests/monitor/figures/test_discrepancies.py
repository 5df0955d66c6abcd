"""Own counts stand beside published figures of the same country, years and unit."""

import pytest
from django.urls import reverse

from amparo.kernel.errors import NotFound
from amparo.monitor.figures.discrepancies import discrepancies
from amparo.monitor.models import PublishedFigure
from tests.monitor.figures.records import Group, country, empty_register, incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    """One invented figure of the country of the records, over a whole year."""
    empty_register()

    def publish(total, year=2024, **facts):
        stated = {
            "code": f"f-{total}-{year}",
            "situation": country().code,
            "period_start": f"{year}-01-01",
            "period_end": f"{year}-12-31",
            "unit": "child",
            "qualifier": "exact",
            "total": total,
            "source": "An invented report",
            "standing": "published",
        }
        return PublishedFigure.objects.create(**{**stated, **facts})

    return publish


def test_the_largest_difference_comes_first_and_parties_repeat_nothing(published, agency, monitor):
    incident(agency, monitor, groups=(Group(boys=30),), verified=2024)
    incident(agency, monitor, year=2023, groups=(Group(girls=5),), verified=2023)
    incident(agency, monitor, groups=(Group(boys=9),), status="reported")
    published(32)
    published(32, code="party", party="River Front", party_total=20)
    published(4, year=2023)
    published(90, year=2022)

    found = [(one.figure.period_start.year, one.own, one.difference) for one in discrepancies(monitor, agency.pk)]

    assert found == [(2022, 0, -90), (2024, 30, -2), (2023, 5, 1)]


def test_only_whole_years_of_countries_in_children_are_compared(published, agency, monitor):
    published(5, period_end="2024-06-30")
    published(6, situation="WLD")
    published(7, unit="violation")

    assert discrepancies(monitor, agency.pk) == []


def test_what_is_not_exact_or_not_confirmed_has_no_difference_and_says_why(published, agency, monitor, sign_in):
    incident(agency, monitor, groups=(Group(boys=30),), verified=2024)
    published(4000, qualifier="more_than")
    published(4001, standing="unconfirmed", source="Another invented report")
    published(31, source="A third invented report")

    rows = sign_in(monitor).get(reverse("monitor:figures-discrepancies")).context["content"].table.rows

    assert [(row[4], row[5].text, row[5].note) for row in rows] == [
        ("-1", "others saw more", ""),
        ("–", "cannot be compared", "the source gives no exact number"),
        ("–", "cannot be compared", "the figure is unconfirmed"),
    ]
    differences = {one.figure.total: one.difference for one in discrepancies(monitor, agency.pk)}
    assert differences == {4000: None, 4001: None, 31: -1}


def test_only_those_who_read_the_figures(published, coordinator, stranger, agency):
    for person in (coordinator, stranger):
        with pytest.raises(NotFound):
            discrepancies(person, agency.pk)


def test_on_the_page_the_own_number_opens_its_list(published, agency, monitor, sign_in):
    incident(agency, monitor, groups=(Group(boys=30),), verified=2024)
    incident(agency, monitor, year=2023, groups=(Group(boys=4),), verified=2023)
    for total, year in ((30, 2024), (3, 2023), (1, 2022)):
        published(total, year)
    client = sign_in(monitor)

    content = client.get(reverse("monitor:figures-discrepancies")).context["content"]

    rows = {row[1].text: row for row in content.table.rows}
    assert content.says == "2 figures differ."
    assert {year: (row[4], row[5].text) for year, row in rows.items()} == {
        "2024": ("0", "the same number"),
        "2023": ("+1", "more verified here than was published"),
        "2022": ("-1", "nothing verified here"),
    }
    assert len(client.get(rows["2024"][3].href).context["content"].rows) == 1
