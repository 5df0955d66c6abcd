"""Rules of the API: those of the pages over the same selectors. Anonymous programs get 401 in place of a redirect."""

from collections.abc import Mapping

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.kernel.ids import uuid7
from tests.access.rule import Rule
from tests.monitor import making
from tests.standing import World

READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})


def incident(world: World, agency: Agency) -> dict[str, object]:
    return {"incident_id": making.incident(world.one(Role.MONITOR, agency)).pk}


def figures(world: World, agency: Agency) -> dict[str, object]:
    making.incident(world.one(Role.MONITOR, agency))
    return {"agency_id": agency.pk}


def actor(world: World, agency: Agency) -> dict[str, object]:
    return {"actor_id": making.actor().pk}


def place(world: World, agency: Agency) -> dict[str, object]:
    return {"code": "COL"}


def report(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What a program sends, with a source of that agency."""
    code = f"s-{uuid7()}"
    making.source(world.one(Role.MONITOR, agency), code=code, name=f"Source of {agency.code}")
    return {"source": code, "received_on": "2024-06-03", "text": "As the source said it."}


RULES = {
    "api:openapi-json": Rule(public=True),
    "api:api-root": Rule(public=True, why="The documentation stands there."),
    "api:documentation": Rule(public=True),
    "GET /api/access": Rule(signed_in=True, anonymous=401),
    "GET /api/incidents": Rule(
        roles=READERS,
        appears=incident,
        queries=("", "q=market", "status=reported", "year=2024", "country=COL", "violation=recruitment-and-use"),
        anonymous=401,
    ),
    "GET /api/violations": Rule(
        roles=READERS, appears=incident, queries=("", "status=reported", "year=2024", "country=COL"), anonymous=401
    ),
    "GET /api/incidents/{uuid:incident_id}": Rule(roles=READERS, make=incident, anonymous=401),
    "GET /api/figures/{uuid:agency_id}": Rule(roles=READERS, make=figures, anonymous=401),
    "GET /api/published-figures": Rule(public=True),
    "GET /api/actors": Rule(roles=READERS | {Role.COORDINATOR}, anonymous=401),
    "GET /api/actors/{uuid:actor_id}": Rule(
        roles=READERS | {Role.COORDINATOR},
        make=actor,
        shared=True,
        anonymous=401,
        why="Actors are common to all agencies.",
    ),
    "GET /api/places": Rule(public=True),
    "GET /api/places/{code}": Rule(public=True, make=place),
    "GET /api/places/{code}/parts": Rule(public=True, make=place),
    "POST /api/reports": Rule(
        roles=frozenset({Role.MONITOR}),
        methods=("POST",),
        payload=report,
        as_json=True,
        headers={"Idempotency-Key": "2f6f7c1e-3a55-4d0e-9d0c-0b6d6a1f2b11"},
        answers={201},
        anonymous=401,
    ),
}
