"""The rule of the audit page."""

from collections.abc import Mapping

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.audit.services import record_read
from amparo.kernel.ids import uuid7
from tests.access.rule import Rule
from tests.standing import World


def event(world: World, agency: Agency) -> Mapping[str, object]:
    """Record that somebody read something."""
    person = world.one(Role.MONITOR, agency)
    record_read(acting=person.pk, agency=agency.pk, action="incident.read", object_type="incident", object_id=uuid7())
    return {}


RULES: dict[str, Rule] = {
    "accounts:event-list": Rule(
        roles={Role.ADMINISTRATOR}, appears=event, queries=("", "action=incident.read", "since=2020-01-01")
    )
}
