"""The tail: what is committed and not yet sealed. It is in the queue, its MACs are right, and nothing is in neither.

A row that is deleted together with its place in the queue, before the sealer came by, leaves no trace: that is the
known window of a few seconds (docs/decisions/0003-audit-chain.md).
"""

import datetime
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from amparo.audit import canonical, keys, tables
from amparo.audit.faults import BadRow, Fault, Kind
from amparo.audit.models import AuditEvent, HistoryBlock, Pending, Seal
from amparo.audit.verify_chain import EVENT_COLUMNS, PAGE, event_bytes
from amparo.kernel import clock

_EVENTS = AuditEvent._meta.db_table
_BLOCKS = HistoryBlock._meta.db_table
_PENDING = Pending._meta.db_table
_SEALS = Seal._meta.db_table


@dataclass(frozen=True)
class Tail:
    """How many rows wait for the sealer, and since when the oldest does."""

    count: int
    oldest: datetime.datetime | None

    @property
    def oldest_seconds(self) -> float | None:
        """How long the oldest has waited, in seconds; None where nothing waits."""
        return None if self.oldest is None else round(max(0.0, (clock.now() - self.oldest).total_seconds()), 1)


def tail_of(connection: BaseDatabaseWrapper) -> Tail:
    """Return how much waits for the sealer, without checking it."""
    moment = tables.moment_column(connection, "at")
    row = tables.fetch_one(connection, f"SELECT count(*), min({moment}) FROM {_PENDING}")  # noqa: S608  (constants)
    count, oldest = row or (0, None)
    return Tail(count, datetime.datetime.fromisoformat(oldest).replace(tzinfo=datetime.UTC) if oldest else None)


def check_tail(connection: BaseDatabaseWrapper, sealed_events: int, sealed_blocks: int) -> Tail:
    """Check what waits, and that every event and block is either sealed or waiting; return the tail.

    Raises BadRow at the first row that is not as it was recorded. `sealed_...` are the counts of the walked chain.
    """
    waiting = {Seal.EVENT: 0, Seal.BLOCK: 0}
    sql = (
        f"SELECT p.id, p.kind, {tables.hex_column(connection, 'p.subject')}, p.mac, b.mac, "  # noqa: S608  (constants)
        f"{event_bytes(connection)} FROM {_PENDING} p LEFT JOIN {_EVENTS} e ON e.id = p.subject "
        f"LEFT JOIN {_BLOCKS} b ON b.id = p.subject WHERE p.id > %s ORDER BY p.id LIMIT %s"
    )
    for page in tables.pages(connection, sql, -(2**63), PAGE):
        for row in page:
            _check_waiting(row)
            waiting[Seal.EVENT if row[1] == Seal.EVENT else Seal.BLOCK] += 1
    _check_nothing_besides(connection, _EVENTS, sealed_events + waiting[Seal.EVENT])
    _check_nothing_besides(connection, _BLOCKS, sealed_blocks + waiting[Seal.BLOCK])
    return tail_of(connection)


def _check_waiting(row: tables.Row) -> None:
    _number, kind, subject, mac, block_mac, joined, event_mac = row
    what = _("event") if kind == Seal.EVENT else _("history block")
    values = {"what": what, "subject": subject}
    found = event_mac if kind == Seal.EVENT else block_mac
    if found is None:
        message = _("The %(what)s %(subject)s, not yet sealed, was deleted.") % values
        raise BadRow(Fault(Kind.DELETED, what, subject, message))
    intact = found == mac and (kind != Seal.EVENT or canonical.same_bytes(keys.event_mac(), joined, EVENT_COLUMNS, mac))
    if not intact:
        message = _("The %(what)s %(subject)s, not yet sealed, was changed or inserted.") % values
        raise BadRow(Fault(Kind.CHANGED, what, subject, message))


def _check_nothing_besides(connection: BaseDatabaseWrapper, table: str, known: int) -> None:
    """Look for rows that are neither sealed nor waiting; the counts say whether there can be any."""
    row = tables.fetch_one(connection, f"SELECT count(*) FROM {table}")  # noqa: S608  (a constant)
    if row and row[0] == known:
        return
    stray = tables.fetch_one(
        connection,
        f"SELECT {tables.hex_column(connection, 'x.id')} FROM {table} x "  # noqa: S608  (constants)
        f"WHERE NOT EXISTS (SELECT 1 FROM {_SEALS} s WHERE s.subject = x.id) "
        f"AND NOT EXISTS (SELECT 1 FROM {_PENDING} p WHERE p.subject = x.id) ORDER BY x.id LIMIT 1",
    )
    what = _("event") if table == _EVENTS else _("history block")
    subject = stray[0] if stray else ""
    message = (
        _("The %(what)s %(subject)s is neither sealed nor waiting: it was inserted, or taken out of the queue.")
        if stray
        else _("More of the kind “%(what)s” wait to be sealed than there are: the queue was added to.")
    )
    raise BadRow(Fault(Kind.INSERTED, what, subject, message % {"what": what, "subject": subject}))
