"""Rules of imports and mappings: monitors alone, in their own agency."""

import io
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.files import services as files
from amparo.kernel.ids import uuid7
from amparo.monitor.imports import running, services
from amparo.monitor.models import Mapping as SavedMapping
from amparo.monitor.models import Source
from amparo.monitor.mrm import handing
from amparo.monitor.mrm import running as records_running
from tests.access.rule import Rule
from tests.monitor import making
from tests.standing import World

MONITOR = frozenset({Role.MONITOR})
RECORDS = (
    b'[{"incident_date": "2024-05", "incident_location": "COL", "recruitment": [{"violation_tally": {"boys": 2}}]}]'
)
TABLE = b"Date,Boys\n2024-05,2\n"
DEFINITION = {
    "columns": {"date": "Date", "boys": "Boys"},
    "constants": {"country": "COL", "violation": "abduction", "actor": "unattributed"},
}


def source(world: World, agency: Agency) -> Source:
    """A source of the agency."""
    return making.source(world.one(Role.MONITOR, agency), f"s-{uuid7()}", f"Source of {agency.code}")


def mapping(world: World, agency: Agency) -> dict[str, object]:
    """A saved mapping."""
    saved = services.create_mapping(
        acting=world.one(Role.MONITOR, agency),
        agency_id=agency.pk,
        name=f"List of {agency.code} {uuid7()}",
        source_id=source(world, agency).pk,
        definition=DEFINITION,
    )
    return {"mapping_id": saved.pk}


def file(world: World, agency: Agency) -> dict[str, object]:
    """A received file."""
    kept = files.receive(
        acting=world.one(Role.MONITOR, agency),
        agency_id=agency.pk,
        name=f"reports-{agency.code}.csv",
        stream=io.BytesIO(TABLE),
    )
    return {"file_id": kept.pk}


def sample(world: World, agency: Agency) -> dict[str, object]:
    """A file and the source that it is of."""
    return {**file(world, agency), "source_id": source(world, agency).pk}


def batch(world: World, agency: Agency) -> dict[str, object]:
    """An import whose file is checked and was not confirmed."""
    begun = services.start_import(
        acting=world.one(Role.MONITOR, agency),
        mapping_id=mapping(world, agency)["mapping_id"],  # type: ignore[arg-type]  # an id
        file_id=file(world, agency)["file_id"],  # type: ignore[arg-type]  # an id
        in_background=False,
    )
    running.check_batch(begun.pk)
    return {"batch_id": begun.pk}


def import_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of an import sends."""
    upload = SimpleUploadedFile("reports.csv", TABLE)
    return {"mapping": mapping(world, agency)["mapping_id"], "file": upload, "submission": uuid7()}


def sample_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the first step of a mapping sends."""
    upload = SimpleUploadedFile("reports.csv", TABLE)
    return {"source": source(world, agency).pk, "file": upload, "submission": uuid7(), "header_row": 1}


def mapping_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a mapping sends."""
    stored = SavedMapping.objects.filter(pk=str(arguments.get("mapping_id", uuid7()))).first()
    return {
        "name": f"Lantern {uuid7()}",
        "date_format": "edtf",
        "header_row": 1,
        "submission": uuid7(),
        "version": stored.version if stored else 1,
        "columns_date": "Date",
        "columns_boys": "Boys",
        "constants_country": "COL",
        "constants_violation": "abduction",
        "constants_actor": "unattributed",
    }


def records(world: World, agency: Agency) -> dict[str, object]:
    """A file of the field list that is checked and waits for a decision."""
    monitor = world.one(Role.MONITOR, agency)
    kept = handing.hand_in_records(
        acting=monitor,
        agency_id=agency.pk,
        source_id=source(world, agency).pk,
        name=f"records-{agency.code}.json",
        stream=io.BytesIO(RECORDS),
    )
    records_running.check_file(kept.pk)
    return {"file_id": kept.pk}


def records_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a file of the field list sends."""
    upload = SimpleUploadedFile("records.json", RECORDS)
    return {"source": source(world, agency).pk, "file": upload, "submission": uuid7()}


SENT = frozenset({200, 302})
BOTH = ("GET", "POST")

RULES: dict[str, Rule] = {
    "monitor:records-list": Rule(roles=MONITOR, appears=records, queries=("", "page=2")),
    "monitor:records-new": Rule(roles=MONITOR, methods=BOTH, payload=records_payload, answers=SENT),
    "monitor:records-detail": Rule(roles=MONITOR, make=records),
    "monitor:records-decide": Rule(roles=MONITOR, make=records, methods=("POST",), answers=SENT),
    "monitor:import-list": Rule(roles=MONITOR, appears=batch, queries=("", "page=2")),
    "monitor:import-new": Rule(roles=MONITOR, methods=BOTH, payload=import_payload, answers=SENT),
    "monitor:import-detail": Rule(roles=MONITOR, make=batch),
    "monitor:import-confirm": Rule(roles=MONITOR, make=batch, methods=("POST",), answers=SENT),
    "monitor:mapping-list": Rule(roles=MONITOR, appears=mapping),
    "monitor:mapping-new": Rule(roles=MONITOR, methods=BOTH, payload=sample_payload, answers=SENT),
    "monitor:mapping-new-columns": Rule(
        roles=MONITOR, make=sample, methods=BOTH, payload=mapping_payload, answers=SENT
    ),
    "monitor:mapping-change": Rule(roles=MONITOR, make=mapping, methods=BOTH, payload=mapping_payload, answers=SENT),
    "monitor:mapping-export": Rule(roles=MONITOR, make=mapping),
}
