"""What a token of the API may be used for, and which role in its agency each use needs.

A scope never gives anything: it says which of the rights that the person has today the token may use at all. The
rooms' own policies decide again, for each record.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.roles import Role

MONITORING = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})


class Scope(models.TextChoices):
    """One use of the API. Places and published figures are public and need none."""

    INCIDENTS_READ = "incidents:read", _("Read incidents and violations")
    FIGURES_READ = "figures:read", _("Read own figures")
    ACTORS_READ = "actors:read", _("Read actors")
    REPORTS_CREATE = "reports:create", _("Send reports")


# A test compares this with the policies of the rooms: a scope is offered to nobody whom they would refuse.
NEEDED: Mapping[Scope, frozenset[Role]] = {
    Scope.INCIDENTS_READ: MONITORING,
    Scope.FIGURES_READ: MONITORING,
    Scope.ACTORS_READ: MONITORING | {Role.COORDINATOR},
    Scope.REPORTS_CREATE: frozenset({Role.MONITOR}),
}


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """What narrows a person who acts through a token: which token, in which one agency, for which scopes, how long."""

    token_id: uuid.UUID
    agency_id: uuid.UUID
    scopes: frozenset[str]
    expires_at: datetime.datetime


def scopes_of(roles: Collection[Role]) -> list[Scope]:
    """Return the scopes that somebody with these roles in an agency may put into a token."""
    return [scope for scope, needed in NEEDED.items() if needed.intersection(roles)]


def labels(scopes: Iterable[str]) -> list[str]:
    """Return the names of scopes in the reader's language, in their own order."""
    wanted = set(scopes)
    return [str(scope.label) for scope in Scope if scope.value in wanted]
