"""Someone with the database in hand: drops the triggers and runs SQL of their own. And an honest record to spoil."""

import uuid

from django.db import connection, transaction

from amparo.audit import append_only
from amparo.audit.services import HistoryRow, record, write_history
from amparo.kernel.ids import uuid7


def run(sql: str, *parameters: object) -> None:
    """Run one statement of the intruder's, who has dropped the triggers first."""
    append_only.uninstall("default")
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))  # type: ignore[arg-type]  # ids, numbers and texts


def text_of(value: uuid.UUID) -> str:
    """Return an id as it is compared in SQL: hex does on both databases."""
    return value.hex


def record_events(count: int) -> list[uuid.UUID]:
    """Record honest events, one per transaction, and return their ids in order."""
    ids = []
    for number in range(count):
        with transaction.atomic():
            event = record(
                acting=uuid7(),
                agency=uuid7(),
                action="incident.changed",
                object_type="incident",
                object_id=uuid7(),
                detail={"number": number},
                changes={"status": ("reported", "verified")},
            )
        ids.append(event.id)
    return ids


def record_import(rows: int, chunk: int) -> uuid.UUID:
    """Write the history of an import in chunks and then its one event, and return the event's id."""
    event_id = uuid7()
    for first in range(0, rows, chunk):
        with transaction.atomic():
            write_history(
                HistoryRow("report", uuid7(), 1, event_id, {"row": number}) for number in range(first, first + chunk)
            )
    with transaction.atomic():
        record(
            acting=None,
            agency=None,
            action="import.finished",
            object_type="import",
            detail={"rows": rows},
            event_id=event_id,
        )
    return event_id
