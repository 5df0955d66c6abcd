"""The map of incidents counts what the person reads, by the filters of the list, and every number leads there."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
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
