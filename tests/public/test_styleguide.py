"""The style page: in a demonstration it shows every component with its call; elsewhere there is no such page."""

import inspect
from html import unescape

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from amparo.kernel.templatetags import ui
from amparo.kernel.ui import charts


def test_only_a_demonstration_has_it(client: Client, db: None) -> None:
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_component_is_shown_with_its_call(client: Client, db: None, settings: Settings, language: str) -> None:
    settings.DEMONSTRATION = True
    page = unescape(client.get("/styleguide/", headers={"Accept-Language": language}).content.decode())
    missing = [name for name in ui.register.tags if "{% " + name not in page]
    assert missing == []
    drawn = [name for name in charts.__all__ if inspect.isfunction(getattr(charts, name))]
    assert [name for name in drawn if f"charts.{name}(…)" not in page] == []


def test_a_demonstration_says_so_on_the_page(client: Client, db: None, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    assert "Marenda is invented" in client.get("/").content.decode()
    settings.DEMONSTRATION = False
    assert "Marenda is invented" not in client.get("/").content.decode()
