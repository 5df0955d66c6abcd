"""The head of the chain: how many links it has, and its value. One row, with a MAC of its own."""

import datetime
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from amparo.audit import canonical, keys, tables
from amparo.audit.models import ChainHead, Seal
from amparo.kernel.errors import AmparoError

_HEAD = ChainHead._meta.db_table
_SEALS = Seal._meta.db_table


class ChainBrokenError(AmparoError):
    """The record of the chain does not fit its links. Nothing is sealed onto it until somebody has looked."""

    slug = "audit-chain-broken"
    status = 500
    title = _("The audit record has been tampered with")
    usual_detail = _("The end of the audit chain is not what was sealed last.")
    usual_advice = _(
        "Run “amparo audit verify” to see where it breaks, keep a copy of the database as evidence, "
        "and restore the last backup that verifies."
    )


@dataclass(frozen=True)
class Head:
    """Where the chain ends: `count` links, the value of the last, and when it was sealed (canonical text, UTC)."""

    count: int
    chain: bytes
    sealed_at: str

    @property
    def mac(self) -> bytes:
        """The MAC over the head, 32 bytes."""
        return canonical.mac(keys.head_mac(), str(self.count), self.chain.hex(), self.sealed_at)

    @property
    def moment(self) -> datetime.datetime:
        """When it was sealed."""
        return datetime.datetime.fromisoformat(self.sealed_at).replace(tzinfo=datetime.UTC)


def read_head(connection: BaseDatabaseWrapper) -> Head | None:
    """Return the head, or None where nothing has ever been sealed. Raises ChainBrokenError where its MAC is wrong."""
    moment = tables.moment_column(connection, "sealed_at")
    row = tables.fetch_one(connection, f"SELECT count, chain, {moment}, mac FROM {_HEAD}")  # noqa: S608  (constants)
    if row is None:
        return None
    head = Head(row[0], bytes(row[1]), row[2])
    if head.mac != bytes(row[3]):
        raise ChainBrokenError(_("The record of where the audit chain ends has been changed."))
    return head


def last_link(connection: BaseDatabaseWrapper) -> tuple[int, bytes]:
    """Return number and chain value of the last link; number 0 and the genesis value where there is none."""
    row = tables.fetch_one(connection, f"SELECT seq, chain FROM {_SEALS} ORDER BY seq DESC LIMIT 1")  # noqa: S608  (a constant)
    return (row[0], bytes(row[1])) if row else (0, canonical.GENESIS)


def trusted_head(connection: BaseDatabaseWrapper) -> Head:
    """Return the head after holding it against the last link.

    Raises ChainBrokenError where they differ: what was cut off or added must not be covered by the next seal.
    """
    head = read_head(connection)
    number, value = last_link(connection)
    if head is None:
        head = Head(0, canonical.GENESIS, "")
    if (head.count, head.chain) != (number, value):
        raise ChainBrokenError(
            _("The audit chain should end with link %(expected)d, and it ends with link %(found)d.")
            % {"expected": head.count, "found": number}
            if head.count != number
            else ""
        )
    return head


def write_head(connection: BaseDatabaseWrapper, head: Head) -> None:
    """Put the head in the place of the one before it."""
    values = (head.count, head.chain, tables.moment_for(connection, head.sealed_at), head.mac)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_HEAD} (id, count, chain, sealed_at, mac) VALUES (1, %s, %s, %s, %s) "  # noqa: S608  (a constant)
            "ON CONFLICT (id) DO UPDATE SET count = excluded.count, chain = excluded.chain, "
            "sealed_at = excluded.sealed_at, mac = excluded.mac",
            values,
        )
