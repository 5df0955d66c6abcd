"""The audit: seconds to record, seal and verify, and bytes per row, in a database of its own that is thrown away.

    .venv/bin/python bench/audit.py [--events 1000000] [--history 0]

With DATABASE_URL set to a PostgreSQL server the same is measured there, in a test database.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BATCH = 5_000


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--history", type=int, default=30_000)
    sizes = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        _prepare(folder)
        with _database(folder):
            _history(sizes.history)
            _events(sizes.events)
            _verify()
    return 0


def _prepare(folder: str) -> None:
    os.environ.setdefault("AMPARO_SECRET_KEY", "bench" * 8)
    os.environ.setdefault("AMPARO_AUDIT_KEY", "bench" * 8)
    os.environ["AMPARO_DATA_DIR"] = folder
    os.environ["AMPARO_HOSTS"] = "localhost"
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
    import django

    django.setup()


@contextmanager
def _database(folder: str) -> Iterator[None]:
    """Make a database on disk, with all tables, and drop it afterwards."""
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = (
        str(Path(folder) / "bench.sqlite3") if connection.vendor == "sqlite" else "amparo_bench"
    )
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def _timed(what: str, count: int) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    each = f"{wall / count * 1e6:.1f} µs each" if count else ""
    print(f"{what:<44} {wall:8.2f} s wall {processor:8.2f} s of our processor  {each}", flush=True)


def _history(count: int) -> None:
    from django.db import transaction

    from amparo.audit.services import HistoryRow, write_history
    from amparo.kernel.ids import uuid7

    event_id = uuid7()
    data = {
        "status": "reported",
        "country": "XM",
        "admin1": "XM03",
        "date_text": "2024-05",
        "boys": 3,
        "girls": 1,
        "unknown": 0,
        "actor": str(event_id),
    }
    rows = [HistoryRow("report", uuid7(), 1, event_id, data) for _ in range(count)]
    with _timed(f"write {count:,} history rows, chunks of 500", count):
        for first in range(0, count, 500):
            with transaction.atomic():
                write_history(rows[first : first + 500])


def _events(count: int) -> None:
    from amparo.audit.sealing import seal
    from amparo.audit.services import record_read
    from amparo.kernel.ids import uuid7

    person, agency = uuid7(), uuid7()
    with _timed("record 2,000 reads, one transaction each", 2_000):
        for _ in range(2_000):
            record_read(acting=person, agency=agency, action="report.read", object_type="report", object_id=uuid7())
    fill(count)
    with _timed(f"seal {count:,} events", count):
        seal()


def fill(count: int) -> None:
    """Record `count` honest events, written in bulk: the same rows that `record` writes, at a tenth of its time."""
    from django.db import connection, transaction

    from amparo.audit import services, tables
    from amparo.audit.models import AuditEvent
    from amparo.kernel import clock
    from amparo.kernel.ids import uuid7

    person, agency, changes = uuid7(), uuid7(), '{"status":["reported","under_verification"]}'
    for first in range(0, count, BATCH):
        now, pairs = clock.now(), []
        for _ in range(min(BATCH, count - first)):
            event = AuditEvent(
                at=now, acting=person, agency=agency, action="incident.changed", object_type="incident",
                object_id=uuid7(), changes_text=changes,
            )  # fmt: skip
            pairs.append(services.rows_of(connection, event))
        events, places = zip(*pairs, strict=True)
        with transaction.atomic():
            tables.insert_many(connection, services.EVENT_TABLE, services.EVENT_COLUMNS, events)
            tables.insert_many(connection, services.PENDING_TABLE, services.PENDING_COLUMNS, places)


def _verify() -> None:
    from amparo.audit.models import HistoryEntry, Seal
    from amparo.audit.verification import verify

    rows = Seal.objects.count() + HistoryEntry.objects.count()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with _timed(f"verify {rows:,} rows", rows):
        verdict = verify()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"the record holds: {verdict.holds}; highest memory before and after: {before} and {after} MiB")


if __name__ == "__main__":
    sys.exit(main())
