"""Verifying the record: every link, every event, every row of history, the head, the tail, and an anchor.

The walk is a stream over pages of raw rows in one snapshot: memory stays bounded and no writer waits. It stops at
the first bad row and says which it is and what was done to it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from amparo.audit import services, tables
from amparo.audit.anchors import Anchor
from amparo.audit.chain import ChainBrokenError, read_head
from amparo.audit.faults import BadRow, Fault, Kind
from amparo.audit.models import HistoryEntry, Seal
from amparo.audit.verify_chain import ChainWalk
from amparo.audit.verify_history import check_history
from amparo.audit.verify_tail import Tail, check_tail

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Verdict:
    """What a verification found. Counts are of rows that were read and found right before the first fault."""

    fault: Fault | None
    sealed: int
    history_rows: int
    tail: Tail
    seconds: float
    anchor: Anchor | None = None

    @property
    def holds(self) -> bool:
        """Whether every row is as it was recorded."""
        return self.fault is None

    def as_json(self) -> dict[str, object]:
        """Return the verdict for a program."""
        return {
            "holds": self.holds,
            "fault": self.fault.as_json() if self.fault else None,
            "sealed": self.sealed,
            "history_rows": self.history_rows,
            "unsealed": self.tail.count,
            "unsealed_oldest_seconds": self.tail.oldest_seconds,
            "anchor": self.anchor.as_json() if self.anchor else None,
            "seconds": round(self.seconds, 2),
        }


class _Run:
    """One verification: what it has read so far, for the verdict and for the progress bar."""

    def __init__(self, connection: BaseDatabaseWrapper, anchor: Anchor | None, progress: Progress | None) -> None:
        self.connection, self.anchor, self.progress = connection, anchor, progress
        self.sealed = self.history_rows = self.expected = 0
        self.tail = Tail(0, None)

    def check(self) -> Fault | None:
        """Return the first fault, or None."""
        try:
            self._check()
        except BadRow as bad:
            return bad.fault
        return None

    def _check(self) -> None:
        if self.progress:
            self.expected = _count(self.connection, Seal) + _count(self.connection, HistoryEntry)
        walk = ChainWalk(self.connection, self.anchor.seq if self.anchor else None)
        for sealed in walk.pages():
            self.sealed = sealed
            self._advance()
        self._check_head(walk)
        self._check_anchor(walk)
        for rows in check_history(self.connection):
            self.history_rows = rows
            self._advance()
        self.tail = check_tail(self.connection, walk.events, walk.blocks)

    def _advance(self) -> None:
        if self.progress:
            self.progress(self.sealed + self.history_rows, self.expected)

    def _check_head(self, walk: ChainWalk) -> None:
        try:
            head = read_head(self.connection)
        except ChainBrokenError as error:
            raise BadRow(Fault(Kind.CHANGED, _("head of the chain"), "", str(error))) from error
        if head is None and walk.count == 0:
            return
        if head is None:
            raise BadRow(Fault(Kind.DELETED, _("head of the chain"), "", _("The head of the chain is missing.")))
        if head.count > walk.count:
            message = _("The chain was cut off: links %(first)d to %(last)d are missing at its end.")
            text = message % {"first": walk.count + 1, "last": head.count}
            raise BadRow(Fault(Kind.TRUNCATED, _("link"), str(walk.count + 1), text, walk.count + 1))
        if (head.count, head.chain) != (walk.count, walk.chain):
            message = _("Links were added after link %(last)d, where the chain ends.") % {"last": head.count}
            raise BadRow(Fault(Kind.INSERTED, _("link"), str(head.count + 1), message, head.count + 1))

    def _check_anchor(self, walk: ChainWalk) -> None:
        if self.anchor is None:
            return
        values = {"seq": self.anchor.seq, "at": self.anchor.at, "found": walk.count}
        if self.anchor.seq > walk.count:
            message = _("The anchor of %(at)s knows link %(seq)d, and the chain ends with link %(found)d.") % values
            raise BadRow(Fault(Kind.TRUNCATED, _("link"), str(walk.count + 1), message, walk.count + 1))
        if walk.value_at_anchor.hex() != self.anchor.chain:
            message = _("At link %(seq)d the chain is another than the one anchored on %(at)s: it was rewritten.")
            raise BadRow(Fault(Kind.CHANGED, _("link"), str(self.anchor.seq), message % values, self.anchor.seq))


def verify(*, anchor: Anchor | None = None, progress: Progress | None = None) -> Verdict:
    """Verify the whole record, against an anchor where one is given, and return what was found.

    `progress(done, expected)` is called after each page of rows.
    """
    started = time.monotonic()
    connection = connections[DEFAULT_DB_ALIAS]
    with tables.snapshot(connection):
        run = _Run(connection, anchor, progress)
        fault = run.check()
    return Verdict(fault, run.sealed, run.history_rows, run.tail, time.monotonic() - started, anchor)


def verify_and_record(*, anchor: Anchor | None = None, progress: Progress | None = None) -> Verdict:
    """Verify, and record that it was done and what came of it (`audit.verified`, shown on the audit page)."""
    verdict = verify(anchor=anchor, progress=progress)
    services.record_read(
        acting=None,
        agency=None,
        action=services.VERIFIED,
        object_type="audit.chain",
        detail={
            "holds": verdict.holds,
            "fault": verdict.fault.kind if verdict.fault else None,
            "link": verdict.fault.seq if verdict.fault else None,
            "sealed": verdict.sealed,
            "seconds": round(verdict.seconds, 1),
        },
    )
    return verdict


def _count(connection: BaseDatabaseWrapper, model: type[Seal] | type[HistoryEntry]) -> int:
    row = tables.fetch_one(connection, f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608  (a constant)
    return int(row[0]) if row else 0
