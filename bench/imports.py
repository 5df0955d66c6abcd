"""Imports: rows per second and greatest memory, in a database of its own that is thrown away.

    .venv/bin/python bench/imports.py [--rows 30000] [--told] [--profile]

Measured are the look at the whole file and the saving with history, search entries and links, one after the other;
the figure is rows over both together. With DATABASE_URL set to a PostgreSQL server the same is measured there.
"""

import argparse
import cProfile
import csv
import os
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

DEFINITION: dict[str, Any] = {
    "columns": {
        "reference": "Ref", "date": "Date", "country": "Country", "admin1": "Place", "violation": "Act",
        "actor": "Group", "boys": "Boys", "girls": "Girls", "unknown": "Unknown", "total": "All", "summary": "Note",
    },
    "codes": {"violation": {"REC": "recruitment-and-use"}, "actor": {"RF": "river-front", "?": "unattributed"}},
}  # fmt: skip
TOLD = {
    "methods": "How", "roles": "Roles", "months_at_least": "Months", "left": "Left", "exits": "Exit",
    "cross_border": "Border",
}  # fmt: skip
PLACES = ("CO-ANT", "CO-CAU", "CO-CHO", "CO-NAR", "CO-ARA", "CO-MET")


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--told", action="store_true", help="with columns that tell of associations")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        _prepare(folder)
        with _database(folder):
            _import(Path(folder), chosen.rows, profile=chosen.profile, told=chosen.told)
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


def write(path: Path, rows: int, *, told: bool = False) -> None:
    """Write a file of invented reports, each row different."""
    more = [*TOLD.values()] if told else []
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        head = ["Ref", "Date", "Country", "Place", "Act", "Group", "Boys", "Girls", "Unknown", "All", "Note"]
        out.writerow(head + more)
        for n in range(rows):
            boys, girls = n % 5 + 1, n % 3
            date = f"{2015 + n % 10}-{n % 12 + 1:02}-{n % 28 + 1:02}"
            note = f"Heard at market {n % 997} from a teacher of school {n % 89}"
            group = "?" if n % 7 == 0 else "RF"
            row = [f"R/{n}", date, "COL", PLACES[n % 6], "REC", group, boys, girls, 0, boys + girls, note]
            out.writerow([*row, *_said(n, told)])


def _said(number: int, told: bool) -> list[str | int]:
    """Return what a row tells of the association, in the columns of `TOLD`."""
    ways = ("abduction", "payment-or-debt; threat-or-coercion", "false-promise-of-work-or-money")
    roles = ("cook; porter", "guard", "messenger-or-courier; lookout-or-scout")
    return [ways[number % 3], roles[number % 3], number % 9, "some", "escaped", "yes"] if told else []


def _import(folder: Path, rows: int, *, profile: bool, told: bool) -> None:
    from amparo.accounts.models import Agency, Membership, Person
    from amparo.actors.models import Actor
    from amparo.files import services as files
    from amparo.monitor import services as monitor
    from amparo.monitor.content import SourceData
    from amparo.monitor.imports import running, services
    from amparo.monitor.models import ImportBatch

    agency = Agency.objects.create(name="Bench (invented)", code="bench")
    person = Person.objects.create(email="bench@example.org", name="Bench Monitor")
    Membership.objects.create(person=person, agency=agency, role="monitor", starts_on="2020-01-01")
    Actor.objects.create(code="river-front", name="River Front")
    source = monitor.create_source(acting=person, agency_id=agency.pk, data=SourceData(name="Bench", code="bench"))
    columns = DEFINITION["columns"] | (TOLD if told else {})
    definition = DEFINITION | {"columns": columns}
    mapping = services.create_mapping(
        acting=person, agency_id=agency.pk, name="Bench", source_id=source.pk, definition=definition
    )
    path = folder / "reports.csv"
    write(path, rows, told=told)
    with path.open("rb") as stream:
        file = files.receive(acting=person, agency_id=agency.pk, name=path.name, stream=stream)
    batch = services.start_import(acting=person, mapping_id=mapping.pk, file_id=file.pk, in_background=False)
    before = _reference()
    with cProfile.Profile() if profile else nullcontext() as profiler:
        wall, cpu = time.perf_counter(), time.process_time()
        running.check_batch(batch.pk)
        half = time.perf_counter() - wall, time.process_time() - cpu
        services.confirm_import(acting=person, batch_id=batch.pk, in_background=False)
        running.save_batch(batch.pk)
        whole = time.perf_counter() - wall, time.process_time() - cpu
    done = ImportBatch.objects.get(pk=batch.pk)
    if done.rows_saved != rows:
        print(f"only {done.rows_saved} of {rows} rows were saved: {done.state}", file=sys.stderr)
    print(f"{rows:,} rows: checked in {half[0]:.1f} s, saved in {whole[0] - half[0]:.1f} s", end="; ")
    print(f"{rows / whole[0]:,.0f} rows/s by the clock, {rows / whole[1]:,.0f} rows/s of CPU", end="; ")
    print(
        f"greatest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB; reference loop", end=" "
    )
    print(f"{before:.0f} ms before, {_reference():.0f} ms after")
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(35)


def _reference() -> float:
    """Return the CPU milliseconds of a fixed loop, to compare figures of a busy machine with those of an idle one."""
    begun, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number * number % 7
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main())
