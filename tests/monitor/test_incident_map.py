"""The map of incidents counts what the person reads, by the filters of the list, and every number leads there."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.places.models import Area, Level, Outline
from tests.files.outlines.making import areas
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db
MAP = "/incidents/map/"


def shown(person: Person, sign_in: SignIn, **asked: str) -> str:
    answer = sign_in(person).get(reverse("monitor:incident-map"), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_world_is_shaded_by_what_the_person_reads_and_its_numbers_lead_to_the_list(
    monitor: Person, stranger: Person, sign_in: SignIn
) -> None:
    for country in ("COL", "COL", "PHL"):
        making.incident(monitor, country=country)
    making.incident(stranger, country="SOM")

    page = shown(monitor, sign_in)

    assert "Colombia holds 2 of 3 incidents" in page
    assert "<title>Colombia: 2</title>" in page
    assert "Somalia: " not in page
    assert "do not mean that anybody endorses" in page
    client = sign_in(monitor)
    for href, count in re.findall(r'href="(/incidents/\?[^"]*)">(\d+)</a>', page):
        listed = client.get(href).content.decode()
        assert listed.count('<th scope="row"') == int(count)


@pytest.mark.both
def test_one_country_is_shown_by_its_parts_and_what_names_no_part_is_counted_too(
    monitor: Person, sign_in: SignIn
) -> None:
    part = areas()["CO90"]
    making.incident(monitor, admin1_id=part.pk)
    making.incident(monitor)
    making.incident(monitor, date="2023-05")

    page = shown(monitor, sign_in)
    assert "Lantern holds 1 of 3 incidents" in page
    assert "part not recorded" in page
    assert f"{MAP}?show=world" in page
    assert "Colombia" in shown(monitor, sign_in, show="world")
    whole = sign_in(monitor).get(reverse("monitor:incident-list"), {"country": making.area("COL").pk, "part": "none"})
    assert len(whole.context["content"].rows) == 2
    assert [chip.text for chip in whole.context["content"].chips] == ["Colombia", "part not recorded"]
    assert "holds 1 of 2" in shown(monitor, sign_in, year="2024")
    assert "No incident fits these filters" in shown(monitor, sign_in, year="1999")
    assert "No part of the country is recorded" in shown(monitor, sign_in, year="2023")


def test_the_map_takes_the_same_number_of_queries_for_any_number_of_countries(monitor: Person, sign_in: SignIn) -> None:
    client = sign_in(monitor)

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("monitor:incident-map"))
        return len(caught)

    making.incident(monitor)
    making.incident(monitor, country="PHL")
    count()
    few = count()
    for country in ("SOM", "KEN", "UGA", "SSD"):
        making.incident(monitor, country=country)
    assert count() == few


def finely(monitor: Person) -> dict[str, Area]:
    """Four incidents: two in a second-level area, one in a first-level area, one in the country."""
    made = areas()
    for area in made.values():
        Outline.objects.create(
            area=area, rings="[[-375000,20000,5000,0,0,5000,-5000,0,0,-5000]]", points=5, west=-75, south=4, east=-74,
            north=5, source="invented", as_of="2024-01-01",
        )  # fmt: skip
    first, finer = made["CO90"], made["CO90001"]
    for _n in range(2):
        making.incident(monitor, admin1_id=first.pk, admin2_id=finer.pk)
    making.incident(monitor, admin1_id=first.pk)
    making.incident(monitor)
    return made


def counts_lead_there(page: str, person: Person, sign_in: SignIn) -> None:
    """Every number beneath a map opens exactly that many incidents."""
    client, links = sign_in(person), re.findall(r'href="(/incidents/\?[^"]*)">(\d+)</a>', page)
    assert links
    for href, count in links:
        assert len(client.get(href).context["content"].rows) == int(count), href


@pytest.mark.both
def test_points_stand_at_the_finest_area_known_and_the_table_has_the_same_numbers(
    monitor: Person, stranger: Person, sign_in: SignIn
) -> None:
    made = finely(monitor)
    making.incident(stranger, admin1_id=made["CO91"].pk)

    page = shown(monitor, sign_in, **{"as": "points"})

    circles = dict(re.findall(r'<circle class="([^"]+)"[^>]*><title>([^<]+)</title>', page))
    found = re.findall(r'<circle class="m-\w+" cx="\d+" cy="\d+" r="[\d.]+"><title>([^<]+)</title>', page)
    assert (found[0], sorted(found[1:])) == ("River School: 2", ["Colombia: 1", "Lantern: 1"])
    assert circles["m-wider"] == "Colombia: 1"
    assert "only the country is known" in page
    assert "Second level" in page
    counts_lead_there(page, monitor, sign_in)
    assert "Lantern: 1" in shown(monitor, sign_in, **{"as": "points", "part": str(made["CO90"].pk)})
    assert "No incident fits" in shown(monitor, sign_in, **{"as": "points", "year": "1999"})


def test_the_world_can_be_shown_in_points_too(monitor: Person, sign_in: SignIn) -> None:
    for country in ("COL", "COL", "PHL"):
        making.incident(monitor, country=country)

    page = shown(monitor, sign_in, **{"as": "points"})

    assert '<circle class="m-dot"' in page
    assert "<title>Colombia: 2</title></circle>" in page
    assert 'aria-current="page">Points</a>' in page
    counts_lead_there(page, monitor, sign_in)


@pytest.mark.both
def test_the_second_level_is_shaded_and_what_is_known_less_finely_is_said(monitor: Person, sign_in: SignIn) -> None:
    finely(monitor)

    page = shown(monitor, sign_in, level="2")

    assert "<title>River School: 2</title></path>" in page
    assert "River School holds 2 of 4 incidents" in page
    assert "1 incident is known only at the first level." in page
    assert "Of 1 incident only the country is known." in page
    assert "second-level part not recorded" in page
    counts_lead_there(page, monitor, sign_in)
    coarse = shown(monitor, sign_in, level="2", subpart="none", year="2024")
    assert "No second-level part is recorded for these incidents" in coarse
    chips = sign_in(monitor).get("/incidents/", {"country": making.area("COL").pk, "subpart": "none"})
    assert [chip.text for chip in chips.context["content"].chips] == ["Colombia", "no second-level part recorded"]


def test_without_its_outlines_the_second_level_is_not_offered(monitor: Person, sign_in: SignIn) -> None:
    areas()
    making.incident(monitor)

    assert "Second-level areas" not in shown(monitor, sign_in, level="2")
    assert "part not recorded" in shown(monitor, sign_in, level="2")


def test_points_take_the_same_number_of_queries_for_any_number_of_areas(monitor: Person, sign_in: SignIn) -> None:
    client, made = sign_in(monitor), finely(monitor)

    def count(**asked: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("monitor:incident-map"), asked)
        return len(caught)

    count()
    few = count(**{"as": "points"}), count(level="2")
    for code in ("CO90002", "CO90003", "CO90004"):
        finer = Area.objects.create(
            code=code, pcode=code, name=code, level=Level.ADMIN_2, parent=made["CO90"], source="invented"
        )
        making.incident(monitor, admin1_id=made["CO90"].pk, admin2_id=finer.pk)
    assert (count(**{"as": "points"}), count(level="2")) == few
