"""Rules of the API: those of the pages over the same selectors. Anonymous programs get 401 in place of a redirect."""

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from tests.access.rule import Rule
from tests.monitor import making
from tests.standing import World

READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})


def incident(world: World, agency: Agency) -> dict[str, object]:
    return {"incident_id": making.incident(world.one(Role.MONITOR, agency)).pk}


def figures(world: World, agency: Agency) -> dict[str, object]:
    making.incident(world.one(Role.MONITOR, agency))
    return {"agency_id": agency.pk}


RULES = {
    "api:openapi-json": Rule(public=True),
    "api:api-root": Rule(public=True, answers={404}, why="the root of the API names nothing"),
    "GET /api/incidents": Rule(
        roles=READERS, appears=incident, queries=("", "q=market", "status=reported", "year=2024"), anonymous=401
    ),
    "GET /api/incidents/{uuid:incident_id}": Rule(roles=READERS, make=incident, anonymous=401),
    "GET /api/figures/{uuid:agency_id}": Rule(roles=READERS, make=figures, anonymous=401),
    "GET /api/published-figures": Rule(public=True),
}
