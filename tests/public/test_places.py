"""Pages of places: open to everybody, with codes, parts, and what was before."""

import pytest
from django.test import Client

from amparo.places.importing import import_areas
from tests.access.text import body

pytestmark = pytest.mark.django_db

HEADER = ("Location", "Admin Level", "P-Code", "Name", "Parent P-Code", "Valid from date", "Replaces P-Code")


def imported(*rows: tuple[str, ...]) -> None:
    given = [(number, (*row, *[""] * (7 - len(row)))) for number, row in enumerate(rows, start=2)]
    import_areas(HEADER, given, source="pcodes.csv")


@pytest.fixture
def colombia() -> None:
    imported(
        ("COL", "1", "CO05", "Antioquia", "COL", "2020-04-16"),
        ("COL", "2", "CO05002", "Abejorral", "CO05", "2020-04-16"),
    )
    imported(("COL", "2", "CO05002", "New Abejorral", "CO05", "2022-01-01"))
    imported(("COL", "2", "CO05003", "South Abejorral", "CO05", "2023-01-01", "CO05002"))


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return body(answer)


def test_the_list_says_by_what_each_country_is_divided(colombia: None) -> None:
    found = text("/places/?q=colombia")
    assert "P-codes" in found
    assert "Peru" not in found
    assert "ISO 3166-2" in text("/places/?q=PER")


def test_words_that_name_no_country_say_so() -> None:
    assert "No country is called so" in text("/places/?q=atlantis")


def test_a_part_is_found_by_either_code(colombia: None) -> None:
    for address in ("/places/CO05/", "/places/CO-ANT/"):
        assert "South Abejorral" in text(address)
    assert "CO-ANT" in text("/places/COL/")


def test_a_place_shows_what_was_before_and_what_came_after(colombia: None) -> None:
    found = text("/places/CO05002/")
    assert "It ended on" in found
    assert "Abejorral, in Antioquia" in found
    assert "Its place was taken by South Abejorral." in found
    assert "It took the place of New Abejorral." in text("/places/CO05003/")


def test_an_unknown_code_is_not_found() -> None:
    assert Client().get("/places/QQQ/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_parts(
    colombia: None, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(9):  # type: ignore[operator]  # a fixture of pytest-django
        text("/places/COL/")
