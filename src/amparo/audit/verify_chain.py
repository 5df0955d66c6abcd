"""The walk along the chain: are the links without gap, is each event there and unchanged, does each link hold?"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from amparo.audit import canonical, keys, tables
from amparo.audit.chain import last_link, read_head
from amparo.audit.faults import BadRow, Fault, Kind
from amparo.audit.models import AuditEvent, HistoryBlock, Seal

PAGE = 5_000

_SEALS = Seal._meta.db_table
_EVENTS = AuditEvent._meta.db_table
_BLOCKS = HistoryBlock._meta.db_table


EVENT_COLUMNS = 9


def event_bytes(connection: BaseDatabaseWrapper) -> str:
    """Return the SQL of the canonical bytes of the event `e`, and of its MAC; both are NULL where there is none."""
    columns = [
        tables.hex_column(connection, "e.id"),
        tables.moment_column(connection, "e.at"),
        tables.hex_column(connection, "e.acting"),
        tables.hex_column(connection, "e.agency"),
        "e.action",
        "e.object_type",
        tables.hex_column(connection, "e.object_id"),
        "e.detail_text",
        "e.changes_text",
    ]
    return f"{tables.joined_columns(connection, columns)}, e.mac"


class ChainWalk:
    """One walk. After it, `count` and `chain` tell where it ended, `events` and `blocks` what the links seal."""

    def __init__(self, connection: BaseDatabaseWrapper, anchored: int | None = None) -> None:
        self.connection = connection
        self.anchored = anchored
        self.count = self.events = self.blocks = 0
        self.chain = self.value_at_anchor = canonical.GENESIS

    def pages(self) -> Iterator[int]:
        """Check page by page; yield how many links were right so far. Raises BadRow at the first that is not."""
        subject = tables.hex_column(self.connection, "s.subject")
        sql = (
            f"SELECT s.seq, s.kind, {subject}, s.mac, s.chain, {event_bytes(self.connection)} "  # noqa: S608  (constants)
            f"FROM {_SEALS} s LEFT JOIN {_EVENTS} e ON e.id = s.subject "
            "WHERE s.seq > %s ORDER BY s.seq LIMIT %s"
        )
        # Before the first possible number, so that a link numbered 0 or less is met too.
        for page in tables.pages(self.connection, sql, -(2**63), PAGE):
            self._check_page(page)
            yield self.count

    def _check_page(self, page: list[tables.Row]) -> None:
        block_macs = self._macs_of_blocks([row[2] for row in page if row[1] != Seal.EVENT])
        event_mac, chain_mac = keys.event_mac(), keys.chain_mac()
        same, link = canonical.same_bytes, canonical.link
        for row in page:
            # This is the inner loop of a million: everything but the comparison itself is left to _explain.
            seq, kind, subject, mac, chain, joined, recorded_mac = row
            try:
                if kind == "e":
                    intact = recorded_mac == mac and same(event_mac, joined, EVENT_COLUMNS, mac)
                    self.events += 1
                else:
                    intact = block_macs.get(subject) == mac
                    self.blocks += 1
                linked = link(chain_mac, self.chain, seq, kind, subject, mac)
            except (TypeError, AttributeError, OverflowError):  # a missing event, or a column of another type
                intact, linked = False, b""
            if not intact or linked != chain or seq != self.count + 1:
                raise BadRow(self._explain(row, block_macs))
            self.chain = linked
            self.count = seq
            if seq == self.anchored:
                self.value_at_anchor = linked

    def _macs_of_blocks(self, ids: list[str]) -> dict[str, bytes]:
        if not ids:
            return {}
        places = ", ".join(["%s"] * len(ids))
        rows = tables.fetch_all(
            self.connection,
            f"SELECT {tables.hex_column(self.connection, 'id')}, mac FROM {_BLOCKS} WHERE id IN ({places})",  # noqa: S608  (constants)
            *ids,
        )
        return {block: bytes(mac) for block, mac in rows}

    def _explain(self, row: tables.Row, block_macs: dict[str, bytes]) -> Fault:
        """Say what was done to the first bad row: the link itself, or what it seals."""
        seq, subject = row[0], row[2]
        follows = self._link_follows(row)
        if seq != self.count + 1 and self._gap(seq):
            return self._missing_links(seq)
        if not follows:
            return self._wrong_link(row, block_macs)
        what = _("event") if row[1] == Seal.EVENT else _("history block")
        values = {"what": what, "subject": subject, "seq": seq}
        exists = row[6] is not None if row[1] == Seal.EVENT else subject in block_macs
        if not exists:
            message = _("The %(what)s %(subject)s, sealed by link %(seq)d, was deleted.") % values
            return Fault(Kind.DELETED, what, subject, message, seq)
        message = _("The %(what)s %(subject)s, sealed by link %(seq)d, was changed.") % values
        return Fault(Kind.CHANGED, what, subject, message, seq)

    def _gap(self, seq: int) -> bool:
        return seq > self.count + 1

    def _link_follows(self, row: tables.Row) -> bool:
        """Say whether this very link was made by the sealer, after the link before it."""
        seq, kind, subject, mac, chain = row[:5]
        try:
            made = canonical.link(keys.chain_mac(), self.chain, seq, kind, subject, mac)
        except (TypeError, AttributeError, OverflowError):
            return False
        return bool(made == chain)

    def _missing_links(self, seq: int) -> Fault:
        first = self.count + 1
        values = {"first": first, "last": seq - 1}
        message = _("Links %(first)d to %(last)d of the chain were deleted.") % values
        return Fault(Kind.DELETED, _("link"), str(first), message, first)

    def _wrong_link(self, row: tables.Row, block_macs: dict[str, bytes]) -> Fault:
        """Say why a link does not follow from the one before: forged, taken out before it, or moved."""
        seq, subject = row[0], row[2]
        values = {"seq": seq, "subject": subject}
        if not self._genuine(row, block_macs):
            message = _("Link %(seq)d (%(subject)s) was not made by the sealer: it was inserted or changed.") % values
            return Fault(Kind.INSERTED, _("link"), str(seq), message, seq)
        missing = self._missing()
        if missing > 0:
            message = _("A link was deleted before link %(seq)d (%(subject)s), and the numbers closed up.") % values
            return Fault(Kind.DELETED, _("link"), str(seq), message, seq)
        if missing < 0:
            message = _("Link %(seq)d (%(subject)s) was inserted into the chain.") % values
            return Fault(Kind.INSERTED, _("link"), str(seq), message, seq)
        if self._value_changed(row):
            message = _("The chain's value in link %(seq)d (%(subject)s) was changed.") % values
            return Fault(Kind.CHANGED, _("link"), str(seq), message, seq)
        message = _("Link %(seq)d (%(subject)s) does not follow the link before it: the order was changed.") % values
        return Fault(Kind.REORDERED, _("link"), str(seq), message, seq)

    def _genuine(self, row: tables.Row, block_macs: dict[str, bytes]) -> bool:
        """Say whether what the link speaks of is a genuine event or block with that MAC."""
        try:
            if row[1] == Seal.BLOCK:
                return bool(block_macs.get(row[2]) == row[3])
            return row[1] == Seal.EVENT and canonical.same_bytes(keys.event_mac(), row[5], EVENT_COLUMNS, row[3])
        except TypeError:
            return False

    def _value_changed(self, row: tables.Row) -> bool:
        """Say whether what comes after a link fits the value that it should have: then the value alone is wrong."""
        seq, kind, subject, mac = row[:4]
        key = keys.chain_mac()
        value = canonical.link(key, self.chain, seq, kind, subject, bytes(mac))
        following = tables.fetch_one(
            self.connection,
            f"SELECT seq, kind, {tables.hex_column(self.connection, 'subject')}, mac, chain FROM {_SEALS} "  # noqa: S608  (constants)
            "WHERE seq = %s",
            seq + 1,
        )
        if following:
            number, kind, subject, mac, chain = following
            return canonical.link(key, value, number, kind, subject, bytes(mac)) == bytes(chain)
        head = read_head(self.connection)
        return head is not None and head.chain == value

    def _missing(self) -> int:
        """Return by how many links the chain is shorter than its head says (negative: longer)."""
        head = read_head(self.connection)
        return (head.count if head else 0) - last_link(self.connection)[0]
