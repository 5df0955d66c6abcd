"""Recording what happened: events, and the history of rows.

`acting` and `agency` are plain ids, because this room lies below accounts. Who may do a thing is decided by the
caller before it calls; here it is only written down.
"""

import hashlib
import itertools
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError

from amparo.audit import canonical, keys, tables, values
from amparo.audit.means import with_means
from amparo.audit.models import ROWS_PER_BLOCK, AuditEvent, HistoryBlock, HistoryEntry, Pending, Seal
from amparo.kernel import clock
from amparo.kernel.ids import uuid7

_ACTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_LONGEST_NAME = 60
# Fewer than ROWS_PER_BLOCK, so that a call with a million rows is written in bounded memory.
_BLOCK_ROWS = 10_000

VERIFIED = "audit.verified"
"""Somebody had the whole record verified; the detail tells whether it holds."""

EVENT_TABLE = AuditEvent._meta.db_table
EVENT_COLUMNS = (
    "id", "at", "acting", "agency", "action", "object_type", "object_id", "detail_text", "changes_text", "mac",
)  # fmt: skip
PENDING_TABLE = Pending._meta.db_table
PENDING_COLUMNS = ("kind", "subject", "at", "mac")
_BLOCK_TABLE = HistoryBlock._meta.db_table
_HISTORY_TABLE = HistoryEntry._meta.db_table
_HISTORY_COLUMNS = ("id", "object_type", "object_id", "version", "data_text", "mac")


class HistoryRow(NamedTuple):
    """One version of one record, as it was written by the event `event_id`. `data` must be JSON-able."""

    object_type: str
    object_id: uuid.UUID
    version: int
    event_id: uuid.UUID
    data: Mapping[str, object]


def record(
    *,
    acting: uuid.UUID | None,
    agency: uuid.UUID | None,
    action: str,
    object_type: str,
    object_id: uuid.UUID | None = None,
    detail: Mapping[str, object] | None = None,
    changes: Mapping[str, tuple[object, object]] | None = None,
    event_id: uuid.UUID | None = None,
) -> AuditEvent:
    """Record one event in the transaction of the change it speaks of, and return it.

    `action` is a dotted verb ("incident.created"); `detail` and `changes` (field to before and after) follow the
    rules of `audit.values`. An import gives its batch's id as `event_id`, because the history rows of its chunks
    name the event before it is written at the end.

    Raises TransactionManagementError outside `transaction.atomic`, and AuditValueError for what does not belong here.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    _require_transaction(connection)
    _check_name("action", action, _ACTION)
    _check_name("object_type", object_type, _TYPE)
    event = AuditEvent(
        id=event_id or uuid7(),
        at=clock.now(),
        acting=acting,
        agency=agency,
        action=action,
        object_type=object_type,
        object_id=object_id,
        detail_text=values.coded_text("detail", with_means(detail)),
        changes_text=values.coded_text("changes", {name: list(pair) for name, pair in (changes or {}).items()}),
    )
    event_row, pending_row = rows_of(connection, event)
    with connection.cursor() as cursor:
        tables.insert_one(cursor, EVENT_TABLE, EVENT_COLUMNS, event_row)
        tables.insert_one(cursor, PENDING_TABLE, PENDING_COLUMNS, pending_row)
    return event


def record_read(
    *,
    acting: uuid.UUID | None,
    agency: uuid.UUID | None,
    action: str,
    object_type: str,
    object_id: uuid.UUID | None = None,
    detail: Mapping[str, object] | None = None,
) -> AuditEvent:
    """Record that somebody read something, in a transaction of its own where there is none, and return the event.

    Call it before the answer is given: what cannot be recorded is not shown.
    """
    with transaction.atomic():
        return record(
            acting=acting, agency=agency, action=action, object_type=object_type, object_id=object_id, detail=detail
        )


def write_history(rows: Iterable[HistoryRow]) -> int:
    """Keep one version of each record, in the transaction that saves these, and return how many were kept.

    Rows that follow one another with the same event make a block; blocks are sealed into the chain like events, so
    that a changed, added or missing row shows, also while the import that wrote it still runs.

    Raises TransactionManagementError outside `transaction.atomic`, AuditValueError for data that is no JSON, and
    IntegrityError for a version that has been kept already.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    _require_transaction(connection)
    count = 0
    for event_id, of_event in itertools.groupby(rows, key=lambda row: row.event_id):
        while part := list(itertools.islice(of_event, _BLOCK_ROWS)):
            _write_block(connection, event_id, part)
            count += len(part)
    return count


def _write_block(connection: BaseDatabaseWrapper, event_id: uuid.UUID, rows: list[HistoryRow]) -> None:
    kept = list(_sealed_rows(event_id, rows))
    at_text = canonical.moment(clock.now())
    block_id = uuid7()
    digest = hashlib.sha256(b"".join(row[-1] for row in kept)).digest()
    mac = canonical.mac(keys.block_mac(), block_id.hex, at_text, event_id.hex, str(len(kept)), digest.hex())
    at = tables.moment_for(connection, at_text)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_BLOCK_TABLE} (id, at, event_id, rows, digest, mac) "  # noqa: S608  (a constant)
            "VALUES (%s, %s, %s, %s, %s, %s) RETURNING number",
            [block_id.hex, at, event_id.hex, len(kept), digest, mac],
        )
        first = cursor.fetchone()[0] * ROWS_PER_BLOCK
        tables.insert_one(cursor, PENDING_TABLE, PENDING_COLUMNS, (Seal.BLOCK, block_id.hex, at, mac))
    tables.insert_many(
        connection,
        _HISTORY_TABLE,
        _HISTORY_COLUMNS,
        [(first + position, *row) for position, row in enumerate(kept)],
    )


def _sealed_rows(event_id: uuid.UUID, rows: list[HistoryRow]) -> Iterator[tuple[str, str, int, str, bytes]]:
    key, event = keys.history_mac(), event_id.hex
    for position, row in enumerate(rows):
        object_id, text = row.object_id.hex, values.json_text(row.data)
        mac = canonical.mac(key, event, str(position), row.object_type, object_id, str(row.version), text)
        yield row.object_type, object_id, row.version, text, mac


def rows_of(
    connection: BaseDatabaseWrapper, event: AuditEvent
) -> tuple[Sequence[tables.Value], Sequence[tables.Value]]:
    """Give a new event its MAC; return its row and its place in the queue, as the two tables take them."""
    at_text = canonical.moment(event.at)
    acting, agency = canonical.hex_or_nothing(event.acting), canonical.hex_or_nothing(event.agency)
    subject, words = canonical.hex_or_nothing(event.object_id), (event.detail_text, event.changes_text)
    names = (event.action, event.object_type)
    mac = canonical.mac(keys.event_mac(), event.id.hex, at_text, acting, agency, *names, subject, *words)
    event.mac = mac
    at = tables.moment_for(connection, at_text)
    row = (
        event.id.hex,
        at,
        event.acting.hex if event.acting else None,
        event.agency.hex if event.agency else None,
        *names,
        event.object_id.hex if event.object_id else None,
        *words,
        mac,
    )
    return row, (Seal.EVENT, event.id.hex, at, mac)


def _require_transaction(connection: BaseDatabaseWrapper) -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "An audit event commits with the change it speaks of: call this inside transaction.atomic()."
        )


def _check_name(what: str, name: str, pattern: re.Pattern[str]) -> None:
    if len(name) > _LONGEST_NAME or not pattern.fullmatch(name):
        raise values.AuditValueError(
            f"{what} is {name!r}; write lower-case words joined by dots, 60 characters at most."
        )
