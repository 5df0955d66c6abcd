"""One world for the whole matrix: laid down and signed in once per module, and never changed by a test.

Each try runs in a savepoint that is taken back. Signing in ten people for each of some hundred routes would take
longer than the questions themselves.
"""

import copy
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from tests import standing
from tests.access.text import body
from tests.standing import World

Keys = dict[Role | None, str]
Nowhere = Callable[[Role | None, str, bool], str]


@pytest.fixture(scope="module")
def laid_down(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, Keys]]:
    """Make the world, and a session for each person: one per role of the own agency, and one without any role."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = standing.make_world()
        everybody: list[tuple[Role | None, Person]] = [*world.people.items(), (None, world.nobody)]
        keys: Keys = {role: str(standing.sign_in(person).session.session_key) for role, person in everybody}
        yield world, keys
        transaction.set_rollback(True)


@pytest.fixture
def world(laid_down: tuple[World, Keys]) -> World:
    """Return the world, with people who have not looked up their roles yet."""
    made, _keys = laid_down
    return World(
        agency=made.agency,
        other_agency=made.other_agency,
        people={role: _fresh(person) for role, person in made.people.items()},
        foreign={role: _fresh(person) for role, person in made.foreign.items()},
        colleague=_fresh(made.colleague),
        stranger=_fresh(made.stranger),
        nobody=_fresh(made.nobody),
    )


def _fresh(person: Person) -> Person:
    again = copy.copy(person)
    again.__dict__.pop("current_roles", None)
    return again


@pytest.fixture
def clients(laid_down: tuple[World, Keys]) -> dict[Role | None, Client]:
    """Return a browser per role, each signed in."""
    return {role: _browser(key) for role, key in laid_down[1].items()}


@pytest.fixture(scope="module")
def nowhere(laid_down: tuple[World, Keys]) -> Nowhere:
    """What a role reads at an address that never existed, of a page or the API: the same each time, so asked once."""

    @cache
    def read(role: Role | None, method: str, is_api: bool) -> str:
        browser = _browser(laid_down[1][role])
        return body(browser.generic(method, "/api/never" if is_api else "/never-existed/"))

    return read


def _browser(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client
