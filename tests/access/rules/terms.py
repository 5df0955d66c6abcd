"""Who gets an answer from the pages of the code lists."""

from collections.abc import Mapping

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.kernel.ids import uuid7
from amparo.terms.models import Term, Vocabulary
from tests.access.rule import Rule
from tests.standing import World

KEEPERS = frozenset({Role.ADMINISTRATOR})
READERS = KEEPERS | {Role.MONITOR, Role.VERIFIER, Role.ANALYST, Role.COORDINATOR}


def term(world: World, agency: Agency) -> dict[str, object]:
    """An item that somebody added. The lists belong to all agencies."""
    made = Term.objects.create(vocabulary=Vocabulary.SERVICE, code=f"t-{uuid7()}", label="Boat school", source="Ours")
    return {"term_id": made.pk}


def payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of an item sends."""
    return {"code": f"t-{uuid7()}", "label": "Boat lessons", "source": "Ours", "version": 1}


SENT = frozenset({200, 302})

RULES = {
    "terms:term-list": Rule(roles=READERS, queries=("", "list=service")),
    "terms:term-new": Rule(roles=KEEPERS, methods=("GET", "POST"), payload=payload, answers=SENT),
    "terms:term-detail": Rule(roles=READERS, make=term, shared=True),
    "terms:term-retire": Rule(roles=KEEPERS, make=term, shared=True, methods=("POST",), payload=payload, answers=SENT),
    "terms:term-delete": Rule(roles=KEEPERS, make=term, shared=True, methods=("POST",), payload=payload, answers=SENT),
}
