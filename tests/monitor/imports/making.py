"""Files and mappings that the tests of imports stand on. Places, actors and events are invented."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from amparo.accounts.models import Person
from amparo.files import services as files
from amparo.files.models import ReceivedFile
from amparo.monitor.imports import running, services
from amparo.monitor.models import ImportBatch, Source
from amparo.monitor.models import Mapping as SavedMapping
from tests.monitor import making

HEADER = ("Date", "Country", "Place", "Act", "Group", "Boys", "Girls", "Code", "Note")
ROW = ("2024-05", "COL", "CO-ANT", "REC", "RF", "2", "1", "", "seen at the river")

DEFINITION: dict[str, Any] = {
    "columns": {
        "date": "Date", "country": "Country", "admin1": "Place", "violation": "Act", "actor": "Group",
        "boys": "Boys", "girls": "Girls", "incident": "Code", "summary": "Note",
    },
    "codes": {
        "violation": {"REC": "recruitment-and-use", "ABD": "abduction"},
        "actor": {"RF": "river-front", "?": "unattributed"},
    },
}  # fmt: skip


def table(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    """Return a CSV file of these rows."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([header, *rows])
    return buffer.getvalue().encode()


def row(**changes: str) -> tuple[str, ...]:
    """Return the usual row with some cells changed, by heading."""
    return tuple(changes.get(name, value) for name, value in zip(HEADER, ROW, strict=True))


def mapping(
    monitor: Person, definition: Mapping[str, Any] | None = None, *, source: Source | None = None, name: str = "River"
) -> SavedMapping:
    """Save a mapping, with the actor that it names."""
    making.actor()
    return services.create_mapping(
        acting=monitor,
        agency_id=making.own_agency(monitor),
        name=name,
        source_id=(source or making.source(monitor)).pk,
        definition=dict(definition or DEFINITION),
    )


def received(monitor: Person, content: bytes, name: str = "reports.csv") -> ReceivedFile:
    """Hand a file in."""
    return files.receive(acting=monitor, agency_id=making.own_agency(monitor), name=name, stream=io.BytesIO(content))


def checked(monitor: Person, saved: SavedMapping, content: bytes) -> ImportBatch:
    """Begin an import and check its file."""
    file = received(monitor, content)
    batch = services.start_import(acting=monitor, mapping_id=saved.pk, file_id=file.pk, in_background=False)
    running.check_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def imported(monitor: Person, saved: SavedMapping, content: bytes) -> ImportBatch:
    """Check and import a file."""
    batch = checked(monitor, saved, content)
    services.confirm_import(acting=monitor, batch_id=batch.pk, in_background=False)
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    return batch
