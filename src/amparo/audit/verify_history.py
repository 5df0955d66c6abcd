"""History against its blocks: is every row of every block there, unchanged and in its place, and none besides?

Blocks and rows are walked side by side, both by number. Whether a block itself is sealed is the chain's matter.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from amparo.audit import canonical, keys, tables
from amparo.audit.faults import BadRow, Fault, Kind
from amparo.audit.models import ROWS_PER_BLOCK, HistoryBlock, HistoryEntry

PAGE = 5_000


@dataclass(frozen=True)
class _Block:
    number: int
    id: str
    event_id: str
    rows: int
    digest: bytes


def check_history(connection: BaseDatabaseWrapper) -> Iterator[int]:
    """Check all history; yield how many rows were right so far. Raises BadRow at the first that is not."""
    rows = _rows(connection)
    row = next(rows, None)
    done = 0
    for block in _blocks(connection):
        first, seen, digest = block.number * ROWS_PER_BLOCK, 0, hashlib.sha256()
        if row is not None and row[0] < first:
            raise BadRow(_stray(row))
        while row is not None and row[0] < first + ROWS_PER_BLOCK:
            _check_row(block, row, first + seen)
            digest.update(row[-1])
            seen, done = seen + 1, done + 1
            if done % PAGE == 0:
                yield done
            row = next(rows, None)
        if seen != block.rows:
            raise BadRow(_missing(block, first + seen))
        if digest.digest() != block.digest:
            raise BadRow(_changed_block(block))
    if row is not None:
        raise BadRow(_stray(row))
    yield done


def _rows(connection: BaseDatabaseWrapper) -> Iterator[tables.Row]:
    object_id = tables.hex_column(connection, "object_id")
    sql = (
        f"SELECT id, object_type, {object_id}, version, data_text, mac FROM {HistoryEntry._meta.db_table} "  # noqa: S608  (constants)
        "WHERE id > %s ORDER BY id LIMIT %s"
    )
    for page in tables.pages(connection, sql, -(2**63), PAGE):
        yield from page


def _blocks(connection: BaseDatabaseWrapper) -> Iterator[_Block]:
    block_id, event_id = tables.hex_column(connection, "id"), tables.hex_column(connection, "event_id")
    sql = (
        f"SELECT number, {block_id}, {tables.moment_column(connection, 'at')}, {event_id}, rows, digest, mac "  # noqa: S608  (constants)
        f"FROM {HistoryBlock._meta.db_table} WHERE number > %s ORDER BY number LIMIT %s"
    )
    key = keys.block_mac()
    for page in tables.pages(connection, sql, -(2**63), PAGE):
        for number, block, at, event, rows, digest, mac in page:
            digest, columns = bytes(digest), (block, at, event, str(rows), bytes(digest).hex())
            found = _Block(number, block, event, rows, digest)
            if not canonical.same_mac(key, columns, bytes(mac)):
                raise BadRow(_changed_block(found))
            yield found


def _check_row(block: _Block, row: tables.Row, expected: int) -> None:
    number, object_type, object_id, version, text, mac = row
    if number > expected:
        raise BadRow(_missing(block, expected))
    columns = (block.event_id, str(number % ROWS_PER_BLOCK), object_type, object_id, str(version), text)
    try:
        intact = canonical.same_mac(keys.history_mac(), columns, bytes(mac))
    except TypeError:  # a column of another type than the sealer wrote
        intact = False
    if not intact:
        message = _("Row %(row)d of the history (version %(version)s of %(type)s %(object)s) was changed or inserted.")
        values = {"row": number, "version": version, "type": object_type, "object": object_id}
        raise BadRow(Fault(Kind.CHANGED, _("history row"), str(number), message % values))


def _missing(block: _Block, number: int) -> Fault:
    message = _("Row %(row)d of the history is missing; the event %(event)s wrote it.")
    text = message % {"row": number, "event": block.event_id}
    return Fault(Kind.DELETED, _("history row"), str(number), text)


def _stray(row: tables.Row) -> Fault:
    message = _("Row %(row)d of the history belongs to no block: the block was deleted or the row inserted.")
    return Fault(Kind.INSERTED, _("history row"), str(row[0]), message % {"row": row[0]})


def _changed_block(block: _Block) -> Fault:
    message = _("The history block %(block)s of the event %(event)s was changed.")
    text = message % {"block": block.id, "event": block.event_id}
    return Fault(Kind.CHANGED, _("history block"), block.id, text)
