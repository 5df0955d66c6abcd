"""Search among 100,000 entries: CPU and wall time of a page of fifty in the order of an index, by kind of query.

    bench/search.py [ENTRIES]      on SQLite, or on the PostgreSQL that DATABASE_URL names (scripts/with_postgres.py)

"old" words stand only in the oldest tenth: the worst case, a common word that none of the newest rows holds.
"""

import datetime
import os
import random
import sys
import tempfile
import time
import uuid

os.environ |= {"AMPARO_SECRET_KEY": "s" * 40, "AMPARO_AUDIT_KEY": "a" * 40, "AMPARO_HOSTS": "localhost"}
folder = tempfile.TemporaryDirectory(prefix="amparo-bench-")
os.environ |= {"AMPARO_DATA_DIR": folder.name}
os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"

import django  # noqa: E402  (the environment must be set first)

django.setup()

from django.core.management import call_command  # noqa: E402 - as above
from django.db import connection, models  # noqa: E402 - as above

from amparo.kernel import search, search_index  # noqa: E402 - as above

SCOPE = uuid.uuid4()
QUERIES = (
    *("children", "children recruited", "half", "tenth", "ch", "S/2015/4", "S/2015/437", "rare7", "children rare7"),
    *("nosuchword", "old4", "old10"),
)


class Listed(models.Model):
    """Stands for the list that is searched."""

    id = models.UUIDField(primary_key=True)
    agency = models.UUIDField()
    day = models.DateField()

    class Meta:
        app_label = "kernel"
        indexes = (models.Index(fields=["agency", "-day", "-id"], name="bench_list"),)

    def __str__(self) -> str:
        return str(self.day)


def fill(count: int) -> None:
    """Lay down `count` rows over fourteen years and make them searchable."""
    chance = random.Random(1)  # noqa: S311 - words for a measurement, the same each time
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(20_000)]
    rows, entries = [], []
    for number in range(count):
        day = datetime.date(2010, 1, 1) + datetime.timedelta(days=number * 5000 // count)
        text = ["children recruited", *(words[int(20_000 * chance.random() ** 3)] for _ in range(25))]
        text += [f"S/{day.year}/{chance.randint(1, 999)}", f"rare{chance.randint(1, count // 20)}"]
        text += [word for word, of in (("half", 2), ("tenth", 10)) if number % of == 0]
        text += [f"old{per_cent}" for per_cent in (4, 10) if number < count * per_cent / 100]
        row = Listed(id=uuid.uuid4(), agency=SCOPE, day=day)
        rows.append(row)
        entries.append(search.Entry("bench", row.id, SCOPE, " ".join(text)))
    Listed.objects.bulk_create(rows, batch_size=2000)
    began, cpu = time.perf_counter(), time.process_time()
    search.put(entries)
    print(f"made searchable: {count / (time.perf_counter() - began):,.0f} entries/s of 30 words", end="")
    print(f", {(time.process_time() - cpu) / count * 1e6:.0f} us of CPU each")
    search_index.analyse()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def measure(query: str) -> None:
    """Print the best of five pages."""
    times = []
    for _ in range(5):
        began, cpu = time.perf_counter(), time.process_time()
        matching = search.matching(query, kind="bench", scopes=[SCOPE])
        page = list(Listed.objects.filter(agency=SCOPE, id__in=matching).order_by("-day", "-id")[:50])
        times.append((time.process_time() - cpu, time.perf_counter() - began))
    cpu, wall = min(times)
    print(f"{query:20} {len(page):3} rows  {cpu * 1000:7.1f} ms CPU  {wall * 1000:7.1f} ms wall")


def main() -> None:
    """Fill, then measure."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Listed)
    try:
        fill(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
        for query in QUERIES:
            measure(query)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Listed)


if __name__ == "__main__":
    main()
