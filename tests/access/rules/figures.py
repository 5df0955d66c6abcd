"""Who gets an answer from the pages of figures."""

import datetime

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from tests.access.rule import Rule
from tests.monitor import making
from tests.standing import World

READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})


def verified(world: World, agency: Agency) -> dict[str, object]:
    """An incident that counts in the figures of its agency."""
    made = making.under_verification(making.incident(world.one(Role.MONITOR, agency)), world.one(Role.VERIFIER, agency))
    type(made).objects.filter(pk=made.pk).update(
        status="verified", verified_on=datetime.date(2025, 1, 1), verified_year=2025
    )
    return {}


RULES = {
    "monitor:figures-own": Rule(
        roles=READERS | {Role.COORDINATOR},
        appears=verified,
        queries=("", "statuses=all", "statuses=all&year_from=2000&year_to=2100"),
    ),
    "monitor:figures-discrepancies": Rule(roles=READERS, queries=("", "agency_id=x")),
    "monitor:figures-published": Rule(public=True, why="It holds nothing but what others have printed."),
    "monitor:figures-checks": Rule(public=True, why="It holds nothing but what others have printed."),
}
