"""Pages over 5,000 and 100,000 incidents: CPU per request, cold start, and memory of one web worker.

    .venv/bin/python bench/pages.py [--sizes 5000,100000] [--requests 20]

Everything happens in a data folder of its own that is thrown away. CPU is that of the process that answers
(`time.process_time` around the whole request, sign-in and audit included), the median of the requests.
"""

import argparse
import datetime
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PORT = 8917
CHUNK = 2_000
BOUNDS = {"list": 15, "detail": 25, "search, common word": 50}


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="5000,100000")
    parser.add_argument("--requests", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        _prepare(folder)
        for size in map(int, chosen.sizes.split(",")):
            client = _fill(size)
            _measure(size, client, chosen.requests)
        _worker(client.cookies["sessionid"].value)
    return 0


def _prepare(folder: str) -> None:
    os.environ.setdefault("AMPARO_SECRET_KEY", "bench" * 8)
    os.environ.setdefault("AMPARO_AUDIT_KEY", "bench" * 8)
    os.environ["AMPARO_DATA_DIR"] = folder
    os.environ["AMPARO_HOSTS"] = "localhost,testserver"
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def _fill(size: int) -> Any:
    """Fill the database up to `size` incidents of one agency, and return a browser of its monitor."""
    from django.db import transaction
    from django.test import Client

    from amparo.accounts import sessions
    from amparo.accounts.models import Agency, Membership, Person
    from amparo.accounts.roles import Role
    from amparo.monitor.models import Incident

    agency, _made = Agency.objects.get_or_create(code="bench", defaults={"name": "Bench"})
    person, made = Person.objects.get_or_create(
        email="bench@example.org", defaults={"name": "Bench", "password": "not a hash"}
    )
    if made:
        Membership.objects.create(person=person, agency=agency, role=Role.MONITOR, starts_on=datetime.date(2020, 1, 1))
    have = Incident.objects.count()
    makers = _Makers(agency, person)
    for start in range(have, size, CHUNK):
        with transaction.atomic():
            makers.add(start, min(CHUNK, size - start))
    client = Client()
    client.force_login(person)
    session = client.session
    sessions.remember_second_factor(session, person)
    session.save()
    return client


class _Makers:
    """Invented incidents: half of them hold the word "harbour", one in five thousand the word "lighthouse"."""

    def __init__(self, agency: Any, person: Any) -> None:
        from amparo.actors.models import Actor
        from amparo.monitor.models import Source
        from amparo.places.models import Area
        from amparo.terms.models import Term

        self.agency, self.person, self.chance = agency, person, random.Random(20)  # noqa: S311 - no secret
        self.country = Area.objects.get(code="COL")
        self.parts = list(Area.objects.filter(parent=self.country))
        self.types = list(Term.objects.filter(vocabulary="violation"))
        self.actors = [
            Actor.objects.get_or_create(code=f"front-{n}", defaults={"name": f"River Front {n}"})[0] for n in range(40)
        ]
        self.sources = [
            Source.objects.get_or_create(agency=agency, code=f"s-{n}", defaults={"name": f"River School {n}"})[0]
            for n in range(12)
        ]

    def add(self, start: int, count: int) -> None:
        """Add incidents, each with two rows of children, two violations and two reports."""
        from amparo.monitor import codes, searching
        from amparo.monitor.models import Incident, Mention, Report, Victim, Violation

        made_codes = codes.allocate(self.agency.pk, 2026, count)
        incidents = [self._incident(start + n, code) for n, code in enumerate(made_codes)]
        Incident.objects.bulk_create(incidents)
        victims = [row for incident in incidents for row in self._victims(incident)]
        Victim.objects.bulk_create(victims)
        acts = [
            Violation(incident=incident, type=self.chance.choice(self.types), actor=self.chance.choice(self.actors))
            for incident in incidents
            for _n in range(2)
        ]
        Violation.objects.bulk_create(acts)
        link = Violation.victims.through
        link.objects.bulk_create(
            link(violation=act, victim=victims[2 * (place // 2)]) for place, act in enumerate(acts)
        )
        reports = [self._report(start, place) for place in range(2 * count)]
        Report.objects.bulk_create(reports)
        Mention.objects.bulk_create(
            Mention(
                agency=self.agency,
                report=report,
                source=report.source,
                incident=incidents[place // 2],
                victim=victims[place],
                boys=1,
                age_band="unknown",
                date_text="2024",
            )
            for place, report in enumerate(reports)
        )
        searching.refresh(incident.pk for incident in incidents)
        self._history(incidents)

    def _history(self, incidents: list[Any]) -> None:
        """Keep the first version of each, as an import does: one event for all."""
        from amparo.audit import services as audit

        event = audit.record(
            acting=self.person.pk, agency=self.agency.pk, action="import.finished", object_type="import"
        )
        audit.write_history(
            audit.HistoryRow("incident", row.pk, 1, event.pk, {"code": row.code, "summary": row.summary})
            for row in incidents
        )

    def _incident(self, number: int, code: str) -> Any:
        from amparo.monitor.models import Incident

        day = datetime.date(2015, 1, 1) + datetime.timedelta(days=self.chance.randrange(4000))
        status = self.chance.choice(["reported", "under_verification", "verified", "not_verified"])
        verified = day if status == "verified" else None
        rare = " by the lighthouse" if number % 5_000 == 0 else ""
        place = "harbour" if self.chance.random() < 0.5 else "market"
        return Incident(
            agency=self.agency,
            code=code,
            date_text=day.isoformat(),
            date_earliest=day,
            date_latest=day,
            committed_year=day.year,
            country=self.country,
            admin1=self.chance.choice(self.parts),
            summary=f"Children were taken from the {place}{rare}.",
            status=status,
            verified_on=verified,
            verified_year=day.year if verified else None,
            recorded_by=self.person,
        )

    def _victims(self, incident: Any) -> Iterator[Any]:
        from amparo.monitor.models import Victim

        yield Victim(agency=self.agency, incident=incident, boys=self.chance.randrange(1, 9), girls=2)
        yield Victim(agency=self.agency, incident=incident, pseudonym=f"P-{incident.code}", sex="girl")

    def _report(self, start: int, place: int) -> Any:
        from amparo.monitor.models import Report

        return Report(
            agency=self.agency,
            source=self.chance.choice(self.sources),
            channel="page",
            reference=f"R/{start}/{place}",
            received_on=datetime.date(2024, 1, 1),
            content={"text": "As said."},
            sha256="0" * 64,
            row_key=f"{start}-{place}",
            recorded_by=self.person,
        )


def _measure(size: int, client: Any, requests: int) -> None:
    from amparo.actors.models import Actor
    from amparo.monitor.models import Incident, Source
    from amparo.places.models import Area

    detail = Incident.objects.order_by("id")[size // 2].pk
    deep = Incident.objects.order_by("-date_earliest", "-id")[size // 2]
    part = Area.objects.filter(parent__code="COL").order_by("code")[3]
    pages = {
        "list": "/incidents/",
        "list, deep page": f"/incidents/?after={deep.date_earliest}_{deep.pk}",
        "list, by state": "/incidents/?status=reported",
        "list, by actor": f"/incidents/?actor={Actor.objects.order_by('code')[5].pk}",
        "list, by part": f"/incidents/?country={part.parent_id}&part={part.pk}",
        "list, by year": "/incidents/?year=2019",
        "detail": f"/incidents/{detail}/",
        "search, common word": "/incidents/?q=harbour",
        "search, two common words": "/incidents/?q=harbour+children",
        "search, rare word": "/incidents/?q=lighthouse",
        "search, code": f"/incidents/?q={deep.code}",
        "reports": "/reports/",
        "sources": "/sources/",
        "queue": "/verification/",
        "queue, by year": "/verification/?year=2019",
        "queue, common word": "/verification/?q=harbour",
        "timeline of a country": "/incidents/timelines/places/COL/",
        "timeline of a part": f"/incidents/timelines/places/{part.code}/?by=year",
        "timeline of an actor": f"/incidents/timelines/actors/{Actor.objects.order_by('code')[5].pk}/",
        "act on several, preview": "/incidents/relate/",
        "new incident": "/incidents/new/",
        "source": f"/sources/{Source.objects.order_by('code')[0].pk}/",
        "actors": "/actors/",
        "terms": "/terms/",
    }
    print(f"{size:,} incidents: CPU per request, median of {requests}; reference loop {_reference():.0f} ms")
    for name, address in pages.items():
        figure = _cpu(client, address, requests)
        bound = BOUNDS.get(name)
        print(f"  {name:26} {figure:6.1f} ms{f'  (bound {bound})' if bound else ''}")


def _reference() -> float:
    """Return the CPU milliseconds of a fixed loop, to compare figures of a busy machine with those of an idle one."""
    begun, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number * number % 7
    return (time.process_time() - begun) * 1000


def _cpu(client: Any, address: str, requests: int) -> float:
    taken = []
    for number in range(requests + 3):
        begun = time.process_time()
        answer = client.get(address)
        spent = time.process_time() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        if number >= 3:
            taken.append(spent * 1000)
    return statistics.median(taken)


def _worker(session: str) -> None:
    """Start one gunicorn worker; print the time to its first answer and its memory after a few pages."""
    command = [
        sys.executable, "-m", "gunicorn", "amparo.config.wsgi:application", "--workers", "1", "--threads", "4",
        "--worker-class", "gthread", "--bind", f"127.0.0.1:{PORT}", "--log-level", "error",
    ]  # fmt: skip
    begun = time.monotonic()
    server = subprocess.Popen(command)
    try:
        while not _answers(session):
            time.sleep(0.02)
        print(f"cold start to the first list page: {time.monotonic() - begun:.2f} s  (bound 3)")
        for address in ("/incidents/?q=harbour", "/incidents/new/", "/reports/", "/verification/") * 10:
            _answers(session, address)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        print(f"one web worker after 40 pages: {_resident(int(children[0])):.0f} MiB  (bound 120)")
    finally:
        server.terminate()
        server.wait()


def _answers(session: str, address: str = "/incidents/") -> bool:
    request = urllib.request.Request(f"http://localhost:{PORT}{address}", headers={"Cookie": f"sessionid={session}"})
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200 and answer.url.endswith(address))
    except OSError:
        return False


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    sys.exit(main())
