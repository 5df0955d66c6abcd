"""Who gets an answer from the pages of contexts of insecurity."""

import datetime
from collections.abc import Mapping

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.actors.contexts.models import Context
from amparo.kernel.ids import uuid7
from amparo.places.models import Area
from tests.access.rule import Rule
from tests.standing import World

WRITERS = frozenset({Role.MONITOR})
READERS = WRITERS | {Role.VERIFIER, Role.ANALYST, Role.COORDINATOR}


def context(world: World, agency: Agency) -> dict[str, object]:
    """A context. They belong to all agencies; each is of another year, for one place has one at a time."""
    country, year = Area.objects.get(code="COL"), 1900 + Context.objects.count()
    made = Context.objects.create(
        place=country,
        country=country,
        conflict=True,
        extent="widespread",
        starts_text=f"{year}-01",
        starts_on=datetime.date(year, 1, 1),
        ends_text=f"{year}-02",
        ends_on=datetime.date(year, 2, 28),
        organisation="Harbour Agency (invented)",
        assessed_by=world.one(Role.MONITOR, agency),
        assessed_on=datetime.date(2024, 1, 1),
        ground="Invented.",
    )
    return {"context_id": made.pk}


def payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the forms of a context send."""
    return {
        "place": Area.objects.get(code="COL").pk,
        "kinds": ["terrorism"],
        "extent": "restricted",
        "starts": "2015",
        "ends": "2015",
        "organisation": "Harbour Agency (invented)",
        "assessed_on": "2024-01-02",
        "ground": "Invented.",
        "submission": uuid7(),
        "version": 1,
    }


SENT = frozenset({200, 302, 422})  # 422: a place has one context of a kind at a time

RULES = {
    "contexts:context-list": Rule(roles=READERS, queries=("", "kind=conflict", "on=1900-01-15")),
    "contexts:context-map": Rule(roles=READERS, queries=("", "on=1900-01-15")),
    "contexts:context-detail": Rule(roles=READERS, make=context, shared=True),
    "contexts:context-new": Rule(roles=WRITERS, methods=("GET", "POST"), payload=payload, answers=SENT),
    "contexts:context-assess": Rule(
        roles=WRITERS, make=context, shared=True, methods=("GET", "POST"), payload=payload, answers=SENT
    ),
    "contexts:context-end": Rule(
        roles=WRITERS, make=context, shared=True, methods=("GET", "POST"), payload=payload, answers=SENT
    ),
}
