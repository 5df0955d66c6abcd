"""Rules of received files."""

import io

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.files import services
from tests.access.rule import Rule
from tests.standing import World

READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})


def received(world: World, agency: Agency) -> dict[str, object]:
    """Hand in a small table."""
    file = services.receive(
        acting=world.one(Role.MONITOR, agency),
        agency_id=agency.pk,
        name="reports.csv",
        stream=io.BytesIO(b"date,country\n2024-05,XM\n"),
    )
    return {"file_id": file.pk}


RULES: dict[str, Rule] = {"files:file-download": Rule(roles=READERS, make=received)}
