"""More children than a place has people: said on the page of the incident and before an import, and refused nowhere."""

import pytest
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.monitor.content import VictimData
from amparo.places.models import Area
from tests.monitor import making
from tests.monitor.imports import making as imports
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db
WARNED = "More children than people"


@pytest.fixture
def village(db: None) -> Area:
    place = making.area("CO-ANT")
    place.population, place.population_year, place.population_source = 300, 2021, "people.csv"
    place.save()
    return place


def page_of(monitor: Person, sign_in: SignIn, place: Area, boys: int) -> str:
    incident = making.incident(monitor, admin1_id=place.pk, victims=(VictimData(boys=boys),))
    return sign_in(monitor).get(reverse("monitor:incident-detail", args=[incident.pk])).content.decode()


def test_a_count_above_the_population_is_warned_of(village: Area, monitor: Person, sign_in: SignIn) -> None:
    page = page_of(monitor, sign_in, village, 301)
    assert WARNED in page
    assert "301 children are counted, and Antioquia has 300 people (people.csv, 2021)." in page


def test_a_count_that_can_be_and_a_place_of_unknown_population_are_not(
    village: Area, monitor: Person, sign_in: SignIn
) -> None:
    assert WARNED not in page_of(monitor, sign_in, village, 300)
    assert WARNED not in page_of(monitor, sign_in, making.area("CO-AMA"), 5_000)


def test_before_an_import_the_row_is_warned_of_and_may_come_in(village: Area, monitor: Person, sign_in: SignIn) -> None:
    rows = [imports.row(Boys="400"), imports.row(), imports.row(Boys="400", Place="")]
    batch = imports.checked(monitor, imports.mapping(monitor), imports.table(rows))
    page = sign_in(monitor).get(reverse("monitor:import-detail", args=[batch.pk])).content.decode()
    assert page.count("401 children are counted") == 1
    assert batch.state == "checked"
