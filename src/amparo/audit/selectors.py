"""Reading the record. The callers' policies decide who may: ids and agencies come from them."""

import datetime
import uuid
from dataclasses import dataclass

from amparo.audit.models import JSON, ROWS_PER_BLOCK, AuditEvent, HistoryBlock, HistoryEntry


@dataclass(frozen=True)
class Version:
    """What a record held after one save, and who saved it (None while the import that wrote it still runs)."""

    version: int
    at: datetime.datetime
    event_id: uuid.UUID
    acting: uuid.UUID | None
    action: str
    data: dict[str, JSON]


def history_of(object_type: str, object_id: uuid.UUID) -> list[Version]:
    """Return every kept version of a record, newest first; empty where there is none. Three queries."""
    entries = list(HistoryEntry.objects.filter(object_id=object_id, object_type=object_type).order_by("-version"))
    blocks = HistoryBlock.objects.in_bulk({entry.id // ROWS_PER_BLOCK for entry in entries})
    events = AuditEvent.objects.in_bulk({block.event_id for block in blocks.values()})
    versions = []
    for entry in entries:
        block = blocks[entry.id // ROWS_PER_BLOCK]
        event = events.get(block.event_id)
        versions.append(
            Version(
                version=entry.version,
                at=block.at,
                event_id=block.event_id,
                acting=event.acting if event else None,
                action=event.action if event else "",
                data=entry.data,
            )
        )
    return versions
