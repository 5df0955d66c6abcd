"""Rules of received files."""

import io
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.files import services
from amparo.files.outlines.services import hand_in_outlines
from amparo.kernel.ids import uuid7
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


def outlines(world: World, agency: Agency) -> dict[str, object]:
    """Hand a file of outlines in. Outlines belong to no agency."""
    upload = hand_in_outlines(
        acting=world.one(Role.ADMINISTRATOR, agency), name=f"{agency.code}.geojson", stream=io.BytesIO(b"{}")
    )
    return {"upload_id": upload.pk}


def outlines_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of outlines sends."""
    return {"file": SimpleUploadedFile("a.geojson", b"{}"), "as_of": "2024-05-17", "submission": uuid7()}


KEEPERS = frozenset({Role.ADMINISTRATOR})
RULES: dict[str, Rule] = {
    "files:file-download": Rule(roles=READERS, make=received),
    "files:outlines-list": Rule(roles=KEEPERS, queries=("", "page=2")),
    "files:outlines-new": Rule(
        roles=KEEPERS, methods=("GET", "POST"), payload=outlines_payload, answers=frozenset({200, 302})
    ),
    "files:outlines-detail": Rule(roles=KEEPERS, make=outlines, shared=True),
}
