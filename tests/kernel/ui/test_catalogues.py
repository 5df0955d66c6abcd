"""Catalogues: every marked string of the system is there, and complete in Arabic."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parents[3]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_script", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


messages = load()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_catalogue_is_complete(language: str) -> None:
    assert messages.faults(language) == [], "Run scripts/messages.py update, and translate what is missing."


def test_every_language_on_offer_has_a_catalogue() -> None:
    from django.conf import settings

    assert {code for code, _name in settings.LANGUAGES} == set(messages.LANGUAGES)
    assert all(messages.catalogue_path(language).exists() for language in messages.LANGUAGES)


def with_one(source: str | tuple[str, str], translation: str | tuple[str, ...], *, fuzzy: bool = False) -> Catalog:
    catalogue = Catalog(locale="ar", domain="django")
    catalogue.add(source, translation, flags=["fuzzy"] if fuzzy else [])
    return catalogue


@pytest.mark.parametrize(
    ("source", "translation", "fuzzy", "said"),
    [
        ("Open", "", False, "not translated"),
        ("Open", "فتح", True, "fuzzy"),
        ("%(number)s on record", "مسجلون", False, "placeholders differ"),
        ("%(number)s on record", "%(count)s مسجلون", False, "placeholders differ"),
        ("<b>Leave</b> now", "المغادرة الآن", False, "markup differs"),
        (
            ("one day", "%(number)s days"),
            ("اليوم", "يوم", "يومان", "أيام", "يوماً", "يوم"),
            False,
            "placeholders differ",
        ),
    ],
)
def test_check_finds(
    monkeypatch: pytest.MonkeyPatch,
    source: str | tuple[str, str],
    translation: str | tuple[str, ...],
    fuzzy: bool,
    said: str,
) -> None:
    catalogue = with_one(source, translation, fuzzy=fuzzy)
    monkeypatch.setattr(messages, "read", lambda language: catalogue)
    monkeypatch.setattr(messages, "collect", lambda: catalogue)
    assert any(said in fault for fault in messages.faults("ar"))


def test_check_passes_a_sound_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = with_one(
        ("one day", "%(number)s days"),
        ("اليوم", "يوم", "يومان", "%(number)s أيام", "%(number)s يوماً", "%(number)s يوم"),
    )
    monkeypatch.setattr(messages, "read", lambda language: sound)
    monkeypatch.setattr(messages, "collect", lambda: sound)
    assert messages.faults("ar") == []


def test_check_finds_what_is_missing_and_what_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "read", lambda language: with_one("Old", "قديم"))
    monkeypatch.setattr(messages, "collect", lambda: with_one("New", ""))
    found = messages.faults("ar")
    assert any("not in the catalogue: 'New'" in fault for fault in found)
    assert any("no longer in the sources: 'Old'" in fault for fault in found)
