"""Own figures and capture histories: processor seconds, in a database of its own.

    .venv/bin/python bench/figures.py [--incidents 100000] [--folder FOLDER]

Each incident holds one violation; seven in ten name one child under a pseudonym, the others count a group. Of three in
ten violations a role or two are told. Two in three children are mentioned by a source or more of five. The database is
thrown away, unless a folder is named: there it stays, and a second run finds it again.
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
    parser.add_argument("--folder")
    asked = parser.parse_args()
    if asked.folder:
        return _run(Path(asked.folder), asked.incidents)
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        return _run(Path(folder), asked.incidents)


def _run(folder: Path, size: int) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("AMPARO_SECRET_KEY", "bench" * 8)
    os.environ.setdefault("AMPARO_AUDIT_KEY", "bench" * 8)
    os.environ["AMPARO_DATA_DIR"] = str(folder)
    os.environ["AMPARO_HOSTS"] = "localhost"
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from amparo.accounts.models import Agency

    connection.settings_dict["NAME"] = str(folder / "bench.sqlite3")
    call_command("migrate", verbosity=0)
    if not Agency.objects.filter(code="bench").exists():
        with _timed(f"make {size:,} incidents"):
            _fill(size)
    _count()
    return 0


@contextmanager
def _timed(what: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{what:<56} {wall:7.3f} s wall {processor:7.3f} s of our processor", flush=True)


def _fill(size):  # type: ignore[no-untyped-def]  # a bench: names of models would be typed late
    from django.db import transaction

    from amparo.accounts.models import Agency, Membership, Person
    from amparo.actors.models import Actor
    from amparo.kernel.ids import uuid7
    from amparo.monitor.models import Association, Incident, Mention, Report, Source, Victim, Violation
    from amparo.places.models import Area
    from amparo.terms.models import Term

    chance = random.Random(1)  # noqa: S311 - a repeatable bench
    agency = Agency.objects.create(name="Bench", code="bench")
    person = Person.objects.create(email="bench@example.org", name="Bench")
    Membership.objects.create(person=person, agency=agency, role="analyst", starts_on=datetime.date(2020, 1, 1))
    actors = [*(Actor.objects.create(code=f"bench-{i}", name=f"Bench {i}") for i in range(7)), None]
    sources = [Source.objects.create(agency=agency, code=f"s{i}", name=f"Source {i}") for i in range(5)]
    country = Area.objects.get(code="COL")
    parts = [
        Area.objects.create(code=f"CO-B{i}", name=f"Part {i} (invented)", level=1, parent=country, source="invented")
        for i in range(8)
    ]
    types = list(Term.objects.filter(vocabulary="violation")[:3])
    roles = list(Term.objects.filter(vocabulary="role")[:6])
    ages = ["0-11", "12-14", "15-17", "unknown"]
    pair, told = Violation.victims.through, Association.terms.through
    models = (Incident, Victim, Violation, pair, Association, told, Report, Mention)
    for start in range(0, size, 5_000):
        rows: dict[type, list[object]] = {m: [] for m in models}
        for number in range(start, min(start + 5_000, size)):
            year = chance.choice(YEARS)
            month = chance.choice([None, *range(1, 13)])
            first, last = datetime.date(year, month or 1, 1), datetime.date(year, month or 12, 28)
            verified = chance.random() < 0.6
            decided = last + datetime.timedelta(days=chance.randrange(200)) if verified else None
            one = Incident(
                id=uuid7(), agency=agency, code=f"B{number}", date_text=str(year), date_earliest=first,
                date_latest=last, committed_year=year, country=country, recorded_by=person,
                admin1=chance.choice([*parts, None]), status="verified" if verified else "reported",
                verified_on=decided, verified_year=decided.year if decided else None,
            )  # fmt: skip
            named = chance.random() < 0.7
            kind = {"pseudonym": f"P-{chance.randrange(size // 2):07d}", "sex": chance.choice(["girl", "boy"])}
            kind = kind if named else {"boys": chance.randrange(1, 9)}
            child = Victim(agency=agency, incident=one, age_band=chance.choice(ages), **kind)
            act = Violation(incident=one, type=chance.choice(types), actor=chance.choice(actors))
            rows[Incident].append(one)
            rows[Victim].append(child)
            rows[Violation].append(act)
            rows[pair].append(pair(violation_id=act.pk, victim_id=child.pk))
            if chance.random() < 0.3:
                rows[Association].append(Association(violation=act))
                for role in chance.sample(roles, chance.choice([1, 2])):
                    rows[told].append(told(association_id=act.pk, term_id=role.pk))
            for place, source in enumerate(sources):
                if chance.random() < 0.25:
                    key = f"{number}-{place}"
                    report = Report(
                        agency=agency, source=source, channel="page", received_on=first, content={}, sha256=key,
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


def _count():  # type: ignore[no-untyped-def]  # see above
    from django.db.models import F

    from amparo.accounts.models import Agency, Person
    from amparo.monitor.figures import cuts, own
    from amparo.monitor.figures.counting import FigureFilter
    from amparo.monitor.figures.facts import keeping
    from amparo.monitor.models import Incident

    person, agency = Person.objects.get(email="bench@example.org"), Agency.objects.get(code="bench")
    every = FigureFilter(agency.pk, verified_only=False)
    with _timed("load numpy, once in a process"):
        import numpy  # noqa: F401  # it is loaded by the first figure that is counted
    if keeping.lacking():
        with _timed("own figures while no facts are kept, all statuses"):
            own.own_figures(person, every)
        with _timed("keep the facts of all incidents"):
            keeping.keep()
    own.own_figures(person, every)  # warm
    for words, chosen in (
        ("verified only", FigureFilter(agency.pk)),
        ("all statuses", every),
        ("five years", FigureFilter(agency.pk, verified_only=False, year_from=2020, year_to=2024)),
    ):
        with _timed(f"own figures, {words}"):
            own.own_figures(person, chosen)
        with _timed(f"by place, age, role and quarter, {words}"):
            cuts.figure_cuts(person, chosen)
        with _timed(f"all tables of the page at once, {words}"):
            cuts.all_figures(person, chosen)
    _by_table(every)
    Incident.objects.filter(pk__in=Incident.objects.values("pk")[:20]).update(version=F("version") + 1)
    with _timed("own figures when 20 incidents have changed"):
        own.own_figures(person, every)
    with _timed("keep the facts of these 20"):
        keeping.keep()
    _captures(person, agency)


def _by_table(chosen):  # type: ignore[no-untyped-def]  # see above
    from amparo.monitor.figures.facts.counting import Counted
    from amparo.monitor.figures.facts.loading import columns_of

    with _timed("  the facts into columns"):
        counted = Counted(columns_of(chosen))
        columns = counted.columns
    with _timed("  who is the same child"):
        _ = columns.person
    with _timed("  total"):
        counted.everything()
    with _timed("  by committed year"):
        counted.by(columns["year"])
    with _timed("  by verified year and quarter"):
        counted.acts_by_time()
    with _timed("  by actor"):
        counted.by_key(columns.table("actor"), columns["actor"], counted.with_act)
    with _timed("  by sex"):
        _ = counted.touched("incident"), counted.touched("act")
    with _timed("  affected by several violations"):
        counted.of_several_acts()
    with _timed("  by place"):
        counted.by_key(columns.table("place"), columns["place"])
    with _timed("  by age"):
        counted.by(columns["age"], counted.with_child)
    with _timed("  by role"):
        told = Counted(columns_of(chosen, by_role=True))
        told.by_key(told.columns.table("role"), told.columns["role"])


def _captures(person, agency):  # type: ignore[no-untyped-def]  # see above
    from amparo.monitor.models import Source
    from amparo.monitor.selectors.captures import CaptureQuery, Grouping, capture_counts

    ids = tuple(Source.objects.filter(agency=agency).values_list("pk", flat=True))
    with _timed("capture histories of five sources"):
        capture_counts(person, CaptureQuery(agency.pk, ids))
    with _timed("capture histories of five sources by year and sex"):
        capture_counts(person, CaptureQuery(agency.pk, ids, by=(Grouping.YEAR, Grouping.SEX)))


if __name__ == "__main__":
    sys.exit(main())
