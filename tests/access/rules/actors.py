"""Who gets an answer from the pages of actors."""

from collections.abc import Mapping

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.kernel.ids import uuid7
from tests.access.rule import Rule
from tests.monitor import making
from tests.standing import World

WRITERS = frozenset({Role.MONITOR})
READERS = WRITERS | {Role.VERIFIER, Role.ANALYST, Role.COORDINATOR}


def actor(world: World, agency: Agency) -> dict[str, object]:
    """An actor. Actors belong to all agencies."""
    return {"actor_id": making.actor(f"a-{uuid7()}", "River Front").pk}


def payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of an actor sends."""
    return {
        "code": f"a-{uuid7()}",
        "name": "River Council",
        "submission": uuid7(),
        "version": 1,
        "types-TOTAL_FORMS": 0,
        "types-INITIAL_FORMS": 0,
    }


SENT = frozenset({200, 302})

RULES = {
    "actors:actor-list": Rule(roles=READERS, queries=("", "q=river")),
    "actors:actor-detail": Rule(roles=READERS, make=actor, shared=True),
    "actors:actor-new": Rule(roles=WRITERS, methods=("GET", "POST"), payload=payload, answers=SENT),
    "actors:actor-change": Rule(
        roles=WRITERS, make=actor, shared=True, methods=("GET", "POST"), payload=payload, answers=SENT
    ),
}
