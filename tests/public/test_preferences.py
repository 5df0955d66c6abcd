"""Colours and language: kept in the reader's browser, without an account and without a script."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_chosen_colours_come_with_the_next_page(client: Client) -> None:
    answer = client.post("/preferences/theme/", {"theme": "dark", "next": "/styleguide/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/styleguide/")
    page = client.get("/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'value="dark" aria-pressed="true"' in page


def test_colours_of_the_device_forget_the_choice(client: Client) -> None:
    client.post("/preferences/theme/", {"theme": "dark"})
    client.post("/preferences/theme/", {"theme": "auto"})
    page = client.get("/").content.decode()
    assert "data-theme" not in page
    assert 'value="auto" aria-pressed="true"' in page


def test_the_script_gets_no_page(client: Client) -> None:
    answer = client.post("/preferences/theme/", {"theme": "light"}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.cookies["theme"].value == "light"


def test_the_cookie_of_colours_is_out_of_reach_of_scripts(client: Client) -> None:
    cookie = client.post("/preferences/theme/", {"theme": "dark"}).cookies["theme"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("theme", ["", "purple", '"><script>'])
def test_other_colours_are_refused(client: Client, theme: str) -> None:
    assert client.post("/preferences/theme/", {"theme": theme}).status_code == 400


@pytest.mark.parametrize("value", ["purple", '"><script>'])
def test_a_forged_cookie_changes_nothing(client: Client, value: str) -> None:
    client.cookies["theme"] = value
    page = client.get("/").content.decode()
    assert "data-theme" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
@pytest.mark.parametrize("choice", [("theme", {"theme": "dark"}), ("language", {"language": "ar"})])
def test_the_way_back_never_leads_elsewhere(client: Client, target: str, choice: tuple[str, dict[str, str]]) -> None:
    answer = client.post(f"/preferences/{choice[0]}/", {**choice[1], "next": target})
    assert answer.headers["Location"] == "/"


def test_the_chosen_language_comes_with_the_next_page(client: Client) -> None:
    answer = client.post("/preferences/language/", {"language": "ar", "next": "/"})
    assert answer.status_code == 302
    assert '<html lang="ar" dir="rtl"' in client.get("/").content.decode()


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    client.post("/preferences/language/", {"language": "xx", "next": "/"})
    assert '<html lang="en" dir="ltr"' in client.get("/").content.decode()


def test_choices_need_the_token_of_the_form() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/preferences/theme/", {"theme": "dark"}).status_code == 403
    assert strict.post("/preferences/language/", {"language": "ar"}).status_code == 403


@pytest.mark.parametrize("address", ["/preferences/theme/", "/preferences/language/"])
def test_choices_are_not_made_by_following_a_link(client: Client, address: str) -> None:
    assert client.get(address).status_code == 405
