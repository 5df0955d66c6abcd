"""Programs with tokens: `program(person, *scopes)` returns one that asks the API, and no session beside it."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from amparo.accounts import services
from amparo.accounts.models import ApiToken, Person
from amparo.accounts.roles import Role
from amparo.accounts.scopes import Scope
from amparo.kernel import clock

Program = Callable[..., Client]


@pytest.fixture(autouse=True)
def forget_throttles(db: None) -> Iterator[None]:
    """Wrong tokens of one test do not count for the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def token(db: None) -> Callable[..., tuple[ApiToken, str]]:
    """Return a function that makes a token of a person in the one agency where roles are held, for a week."""

    def make(person: Person, *scopes: Scope, **facts: Any) -> tuple[ApiToken, str]:
        Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {}})
        (agency_id,) = person.agency_ids(*Role)
        stated = {"name": "Tables", "expires_on": clock.today() + datetime.timedelta(days=7), **facts}
        wanted = [scope.value for scope in scopes or Scope]
        return services.make_token(acting=person, agency_id=agency_id, scopes=wanted, **stated)

    return make


@pytest.fixture
def program(token: Callable[..., tuple[ApiToken, str]]) -> Program:
    """Return a function that makes a token of a person and a client that sends it."""

    def start(person: Person, *scopes: Scope, **facts: Any) -> Client:
        _made, text = token(person, *scopes, **facts)
        return Client(headers={"Authorization": f"Bearer {text}"})

    return start
