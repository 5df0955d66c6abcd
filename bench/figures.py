"""Own figures and capture histories: processor seconds, in a database of its own that is thrown away.

    .venv/bin/python bench/figures.py [--incidents 100000]

Each incident holds one violation; seven in ten name one child under a pseudonym, the others count a group. Two in
three children are mentioned by a source or more of five.
"""

import argparse
import datetime
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

YEARS = range(2000, 2025)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=100_000)
    size = parser.parse_args().incidents
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        os.environ.setdefault("AMPARO_SECRET_KEY", "bench" * 8)
        os.environ.setdefault("AMPARO_AUDIT_KEY", "bench" * 8)
        os.environ["AMPARO_DATA_DIR"] = folder
        os.environ["AMPARO_HOSTS"] = "localhost"
        os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
        import django

        django.setup()
        from django.db import connection

        connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        with _timed(f"make {size:,} incidents"):
            person, agency, sources = _fill(size)
        _count(person, agency, sources)
    return 0


@contextmanager
def _timed(what: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{what:<52} {wall:7.2f} s wall {processor:7.2f} s of our processor", flush=True)


def _fill(size):  # type: ignore[no-untyped-def]  # a bench: names of models would be typed late
    from django.db import transaction

    from amparo.accounts.models import Agency, Membership, Person
    from amparo.actors.models import Actor
    from amparo.kernel.ids import uuid7
    from amparo.monitor.models import Incident, Mention, Report, Source, Victim, Violation
    from amparo.places.models import Area
    from amparo.terms.models import Term

    chance = random.Random(1)  # noqa: S311 - a repeatable bench
    agency = Agency.objects.create(name="Bench", code="bench")
    person = Person.objects.create(email="bench@example.org", name="Bench")
    Membership.objects.create(person=person, agency=agency, role="analyst", starts_on=datetime.date(2020, 1, 1))
    actors = [*(Actor.objects.create(code=f"bench-{i}", name=f"Bench {i}") for i in range(7)), None]
    sources = [Source.objects.create(agency=agency, code=f"s{i}", name=f"Source {i}") for i in range(5)]
    country = Area.objects.get(code="COL")
    types = list(Term.objects.filter(vocabulary="violation")[:3])
    pair = Violation.victims.through
    for start in range(0, size, 5_000):
        rows: dict[type, list[object]] = {m: [] for m in (Incident, Victim, Violation, pair, Report, Mention)}
        for number in range(start, min(start + 5_000, size)):
            year = chance.choice(YEARS)
            day = datetime.date(year, 1, 1)
            verified = chance.random() < 0.6
            one = Incident(
                id=uuid7(), agency=agency, code=f"B{number}", date_text=str(year), date_earliest=day,
                date_latest=datetime.date(year, 12, 31), committed_year=year, country=country, recorded_by=person,
                status="verified" if verified else "reported", verified_on=day if verified else None,
                verified_year=year if verified else None,
            )  # fmt: skip
            named = chance.random() < 0.7
            kind = {"pseudonym": f"P-{chance.randrange(size // 2):07d}", "sex": chance.choice(["girl", "boy"])}
            child = Victim(agency=agency, incident=one, **(kind if named else {"boys": chance.randrange(1, 9)}))
            act = Violation(incident=one, type=chance.choice(types), actor=chance.choice(actors))
            rows[Incident].append(one)
            rows[Victim].append(child)
            rows[Violation].append(act)
            rows[pair].append(pair(violation_id=act.pk, victim_id=child.pk))
            for place, source in enumerate(sources):
                if chance.random() < 0.25:
                    key = f"{number}-{place}"
                    report = Report(
                        agency=agency, source=source, channel="page", received_on=day, content={}, sha256=key,
                        row_key=key, recorded_by=person,
                    )  # fmt: skip
                    rows[Report].append(report)
                    rows[Mention].append(
                        Mention(
                            agency=agency,
                            report=report,
                            source=source,
                            incident=one,
                            victim=child,
                            pseudonym=child.pseudonym,
                            sex=child.sex,
                            age_band="unknown",
                            date_text=str(year),
                        )
                    )
        with transaction.atomic():
            for model, some in rows.items():
                model._default_manager.bulk_create(some)
    return person, agency, sources


def _count(person, agency, sources):  # type: ignore[no-untyped-def]  # see above
    from amparo.monitor.figures.own import FigureFilter, own_figures
    from amparo.monitor.selectors.captures import CaptureQuery, Grouping, capture_counts

    own_figures(person, FigureFilter(agency.pk, year_from=2024))  # warm
    with _timed("own figures, verified only"):
        own_figures(person, FigureFilter(agency.pk))
    with _timed("own figures, all statuses"):
        own_figures(person, FigureFilter(agency.pk, verified_only=False))
    with _timed("own figures, five years"):
        own_figures(person, FigureFilter(agency.pk, verified_only=False, year_from=2020, year_to=2024))
    ids = tuple(source.pk for source in sources)
    with _timed("capture histories of five sources"):
        capture_counts(person, CaptureQuery(agency.pk, ids))
    with _timed("capture histories of five sources by year and sex"):
        capture_counts(person, CaptureQuery(agency.pk, ids, by=(Grouping.YEAR, Grouping.SEX)))


if __name__ == "__main__":
    sys.exit(main())
