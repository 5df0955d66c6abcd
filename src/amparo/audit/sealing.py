"""The sealer: takes committed events and blocks from the queue and chains them.

Why not in the transaction of the change: every link needs the one before it, so that each transaction would wait
for the one before it to commit, and one long import would hold every audited read. Here writers never wait for one
another, and the price is a tail of a few seconds which is not yet sealed (docs/decisions/0003-audit-chain.md).

What is sealed is what stands in the queue and is committed, never "everything up to an id": on PostgreSQL a row
with a smaller id may commit later.
"""

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from amparo.audit import canonical, keys, tables
from amparo.audit.chain import Head, trusted_head, write_head
from amparo.audit.models import Pending, Seal
from amparo.kernel import clock

BATCH = 5_000
EVERY_SECONDS = 5
# Any number will do that no other part of the system uses for an advisory lock.
_LOCK = 7_061_901_120

_PENDING = Pending._meta.db_table
_SEALS = Seal._meta.db_table
_SEAL_COLUMNS = ("seq", "kind", "subject", "mac", "chain")


def seal(*, batch: int = BATCH) -> int:
    """Seal all that is committed and waits, in transactions of up to `batch` rows, and return how many were sealed.

    Returns early where another process is sealing. Raises ChainBrokenError where the chain does not end as it was left.
    """
    total = 0
    while sealed := _seal_batch(connections[DEFAULT_DB_ALIAS], batch):
        total += sealed
        if sealed < batch:
            break
    return total


def _seal_batch(connection: BaseDatabaseWrapper, batch: int) -> int:
    with transaction.atomic(connection.alias):
        if not _alone(connection):
            return 0
        head = trusted_head(connection)
        taken = _take(connection, batch)
        if not taken:
            return 0
        links, chain = [], head.chain
        key = keys.chain_mac()
        for seq, (_, kind, subject, mac) in enumerate(taken, start=head.count + 1):
            chain = canonical.link(key, chain, seq, kind, subject, bytes(mac))
            links.append((seq, kind, subject, bytes(mac), chain))
        tables.insert_many(connection, _SEALS, _SEAL_COLUMNS, links)
        write_head(connection, Head(links[-1][0], chain, canonical.moment(clock.now())))
    return len(links)


def _alone(connection: BaseDatabaseWrapper) -> bool:
    """Say whether this is the only sealer: on SQLite the write lock that the transaction holds sees to it."""
    if connection.vendor != "postgresql":
        return True
    row = tables.fetch_one(connection, "SELECT pg_try_advisory_xact_lock(%s)", _LOCK)
    return bool(row and row[0])


def _take(connection: BaseDatabaseWrapper, batch: int) -> list[tables.Row]:
    """Take up to `batch` rows out of the queue in the order in which they entered it."""
    subject = tables.hex_column(connection, "subject")
    taken = tables.fetch_all(
        connection,
        f"DELETE FROM {_PENDING} WHERE id IN (SELECT id FROM {_PENDING} ORDER BY id LIMIT %s) "  # noqa: S608  (constants)
        f"RETURNING id, kind, {subject}, mac",
        batch,
    )
    return sorted(taken, key=lambda row: row[0])
