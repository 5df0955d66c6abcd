"""Outlines of countries and of their parts on the pages, and what is in dispute drawn as nobody's unless decided."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django.fixtures import Settings

from amparo.places import borders, maps
from amparo.places.borders import DISPUTED, Borders, decided
from amparo.places.models import Area, Outline
from amparo.places.world import country_rings, world, world_sheet
from tests.files.outlines.making import areas

pytestmark = pytest.mark.django_db


def figures(how: Borders) -> dict[str, bool]:
    return {figure.key: figure.disputed for figure in world_sheet(how).figures}


def test_every_country_has_an_outline_but_a_few_islands() -> None:
    codes = set(Area.objects.filter(level=0).values_list("code", flat=True))
    drawn = {one.code or name for name, one in DISPUTED.items()} | world().areas.keys()
    assert codes - drawn == {"BVT", "GIB", "TKL", "TUV", "UMI"}
    assert {"COL", "GUF", "SJM"} <= drawn


def test_what_is_in_dispute_is_nobodys_unless_the_installation_decides() -> None:
    neutral = figures(Borders())
    assert {key for key, disputed in neutral.items() if disputed} == {
        one.code or name for name, one in DISPUTED.items()
    }
    assert len(country_rings("UKR", Borders())) == len(world().rings("UKR"))

    how = decided(["crimea=UKR", "western-sahara=own", "kosovo=neutral"])
    chosen = figures(how)
    assert "crimea" not in chosen
    assert (chosen["ESH"], chosen["kosovo"]) == (False, True)
    assert len(country_rings("UKR", how)) > len(country_rings("UKR", Borders()))
    assert how.sentences() == [
        "This installation draws Crimea as part of Ukraine.",
        "This installation draws Western Sahara as an area of its own.",
    ]


@pytest.mark.parametrize("item", ["crimea", "atlantis=own", "crimea=Ukraine", "crimea=ukr", "=own"])
def test_a_setting_that_cannot_be_is_refused_at_the_start(item: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="AMPARO_BORDERS"):
        decided([item])


def test_the_decision_is_said_beneath_the_map(settings: Settings) -> None:
    settings.BORDERS = ["siachen=IND"]
    assert borders.borders().within == (("siachen", "IND"),)
    assert maps.world_map([]).notes == ["This installation draws Siachen Glacier as part of India."]


def test_the_world_fits_its_sheet_also_across_the_180th_meridian() -> None:
    sheet = world_sheet(Borders())
    for figure in sheet.figures:
        assert 0 <= figure.x <= sheet.width, figure.key
        assert 0 <= figure.y <= sheet.height, figure.key
    assert sheet.wide
    assert sheet.contested


def test_the_page_of_a_country_shows_its_outline_and_its_parts_where_they_have_one(client: Client) -> None:
    country = client.get("/places/COL/").content.decode()
    assert country.count("<title>Colombia</title>") == 1
    assert "Natural Earth" in country
    made = areas()
    rings = json.dumps([[-375000, 20000, 5000, 0, 0, 5000, -5000, 0, 0, -5000]])
    Outline.objects.create(
        area=made["CO90"],
        rings=rings,
        points=5,
        west=-75,
        south=4,
        east=-74,
        north=5,
        source="s.json",
        as_of="2024-05-17",
    )
    page = client.get("/places/COL/").content.decode()
    assert "Colombia and one of its parts" in page
    assert "<title>Lantern</title>" in page
    assert "s.json, as of 2024-05-17" in page
    assert "<title>Lantern</title>" in client.get("/places/CO90/").content.decode()
    assert '<svg class="map' not in client.get("/places/CO91/").content.decode()
    assert '<svg class="map' not in client.get("/places/GIB/").content.decode()


def test_a_disputed_country_and_one_across_the_meridian_are_drawn(client: Client) -> None:
    assert 'class="m-disputed"' in client.get("/places/ESH/").content.decode()
    russia = maps.parts_map(Area.objects.get(code="RUS"))
    assert russia is not None
    assert russia.sheet.width > 1.2 * russia.sheet.height
