"""Leaving at once: to a neutral site that learns nothing, from every page, with or without a script."""

from django.test import Client
from pytest_django.fixtures import Settings


def test_leads_to_a_neutral_site_that_learns_nothing(client: Client, db: None) -> None:
    answer = client.get("/leave/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://www.wikipedia.org/"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content == b""


def test_an_installation_names_its_own_neutral_site(client: Client, db: None, settings: Settings) -> None:
    settings.LEAVE_URL = "https://weather.example/"
    assert client.get("/leave/").headers["Location"] == "https://weather.example/"


def test_the_page_itself_names_no_other_site(client: Client, db: None) -> None:
    assert "wikipedia" not in client.get("/").content.decode()
