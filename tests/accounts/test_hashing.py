"""Passwords are hashed with bounded memory, and only a few at a time."""

import threading

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client
from pytest_django import Settings

from amparo.accounts import hashers
from amparo.accounts.models import Person
from amparo.config import settings as real
from amparo.kernel.errors import Unavailable
from tests.accounts.conftest import PASSWORD

ARGON2 = ["amparo.accounts.hashers.BoundedArgon2"]


@pytest.fixture
def argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ARGON2


def test_the_installation_hashes_with_argon2_and_nothing_else() -> None:
    assert real.PASSWORD_HASHERS == ARGON2


def test_the_parameters_stand_in_the_hash(argon2: None) -> None:
    hashed = make_password(PASSWORD)
    assert hashed.startswith("argon2$argon2id$v=19$m=19456,t=3,p=1$")
    assert check_password(PASSWORD, hashed)
    assert not check_password(PASSWORD + "!", hashed)


def test_a_hash_beyond_the_cap_is_refused_with_advice(argon2: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashers, "WAIT_SECONDS", 0.01)
    full = threading.BoundedSemaphore(1)
    monkeypatch.setattr(hashers, "_places", lambda: full)
    with full, pytest.raises(Unavailable, match="only a few passwords at a time"):
        make_password(PASSWORD)
    assert make_password(PASSWORD), "the place is free again"


def test_a_place_is_given_back_when_hashing_fails(argon2: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashers, "WAIT_SECONDS", 0.01)
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(hashers, "_places", lambda: places)
    with pytest.raises(AttributeError):
        hashers.BoundedArgon2().encode(None, "saltsalt")  # type: ignore[arg-type]  # the failure is the point
    assert make_password(PASSWORD)


def test_a_full_house_answers_503_at_the_sign_in(
    owner: Person, argon2: None, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr(hashers, "WAIT_SECONDS", 0.01)
    full = threading.BoundedSemaphore(1)
    monkeypatch.setattr(hashers, "_places", lambda: full)
    with full:
        answer = client.post("/accounts/login/", {"login": "unknown@example.org", "password": PASSWORD})
    assert answer.status_code == 503
    assert "Your password was not checked yet" in answer.content.decode()


def test_the_cap_is_the_setting() -> None:
    hashers._places.cache_clear()
    assert hashers._places()._value == real.CONCURRENT_HASHES  # type: ignore[attr-defined]  # what the cap counts down from
