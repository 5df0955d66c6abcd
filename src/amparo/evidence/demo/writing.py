"""Writing many records at once: incidents with victims and violations, reports with mentions, history and search.

A chunk is one transaction. What is written is what the services of monitor write for one record at a time - the same
tables, the same versions in the history, the same search entries - with one audit event for the whole load.
"""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from amparo.accounts.models import Person
from amparo.audit.services import HistoryRow, write_history
from amparo.files.models import ReceivedFile
from amparo.kernel import search
from amparo.kernel.fuzzy import FuzzyDate
from amparo.kernel.ids import uuid7
from amparo.monitor import codes
from amparo.monitor.fingerprints import content_sha256, row_key
from amparo.monitor.models import Channel, Incident, Mention, Report, Source, Victim, Violation
from amparo.monitor.searching import KIND, incident_text
from amparo.monitor.snapshots import incident_data, report_data


@dataclass(frozen=True, slots=True)
class Child:
    """One child under a pseudonym, as a list holds them."""

    pseudonym: str
    sex: str
    age_band: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one child: when, where, what, by whom. `words` are what it is found by."""

    date: FuzzyDate
    country_id: uuid.UUID
    admin1_id: uuid.UUID | None
    type_id: uuid.UUID
    actor_id: uuid.UUID | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """A row of a file in which a source tells of the child: as received, with its place in the file."""

    source: Source
    content: Mapping[str, str]
    row: int


@dataclass(slots=True)
class Chunk:
    """Records that are saved together. `event_id` names the audit event of the whole load."""

    agency_id: uuid.UUID
    acting: Person
    file: ReceivedFile
    event_id: uuid.UUID
    received_on: datetime.date
    incidents: list[Incident] = field(default_factory=list)
    victims: list[Victim] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    words: list[tuple[Event, list[Source], Child]] = field(default_factory=list)

    def add(self, event: Event, child: Child, received: list[Received]) -> None:
        """Take in one child, the event, and every source that tells of it."""
        incident = self._incident(event)
        victim = Victim(
            agency_id=self.agency_id,
            incident=incident,
            pseudonym=child.pseudonym,
            sex=child.sex,
            age_band=child.age_band,
        )
        self.incidents.append(incident)
        self.victims.append(victim)
        self.violations.append(Violation(incident=incident, type_id=event.type_id, actor_id=event.actor_id))
        for one in received:
            report = self._report(one)
            self.reports.append(report)
            self.mentions.append(self._mention(report, event, victim))
        self.words.append((event, [one.source for one in received], child))

    def save(self) -> None:
        """Save everything, its history and its search entries, in one transaction."""
        with transaction.atomic():
            for incident, code in zip(self.incidents, self._codes(), strict=True):
                incident.code = code
            Incident.objects.bulk_create(self.incidents)
            Victim.objects.bulk_create(self.victims)
            Violation.objects.bulk_create(self.violations)
            pair = Violation.victims.through
            pair._default_manager.bulk_create(
                [pair(violation_id=act.pk, victim_id=child.pk) for act, child in self._suffered()]
            )
            Report.objects.bulk_create(self.reports)
            Mention.objects.bulk_create(self.mentions)
            write_history(self._history())
            search.put(self._entries())

    def _codes(self) -> list[str]:
        return codes.allocate(self.agency_id, self.received_on.year, len(self.incidents))

    def _suffered(self) -> "zip[tuple[Violation, Victim]]":
        return zip(self.violations, self.victims, strict=True)

    def _incident(self, event: Event) -> Incident:
        return Incident(
            agency_id=self.agency_id,
            date_text=event.date.text,
            date_earliest=event.date.earliest,
            date_latest=event.date.latest,
            committed_year=event.date.year,
            country_id=event.country_id,
            admin1_id=event.admin1_id,
            recorded_by=self.acting,
        )

    def _report(self, one: Received) -> Report:
        digest = content_sha256(one.content)
        return Report(
            id=uuid7(),
            agency_id=self.agency_id,
            source=one.source,
            channel=Channel.SPREADSHEET,
            received_on=self.received_on,
            content=dict(one.content),
            sha256=digest,
            row_key=row_key(one.source.pk, digest, str(one.row)),
            file=self.file,
            row=one.row,
            recorded_by=self.acting,
        )

    def _mention(self, report: Report, event: Event, victim: Victim) -> Mention:
        return Mention(
            agency_id=self.agency_id,
            report=report,
            source_id=report.source_id,
            incident_id=victim.incident_id,
            victim=victim,
            pseudonym=victim.pseudonym,
            sex=victim.sex,
            age_band=victim.age_band,
            actor_id=event.actor_id,
            area_id=event.admin1_id or event.country_id,
            date_text=event.date.text,
        )

    def _history(self) -> list[HistoryRow]:
        rows = [
            HistoryRow(
                "incident",
                incident.pk,
                1,
                self.event_id,
                incident_data(incident, [victim], [act], {str(act.pk): [str(victim.pk)]}, {}),
            )
            for incident, (act, victim) in zip(self.incidents, self._suffered(), strict=True)
        ]
        return rows + [HistoryRow("report", one.pk, 1, self.event_id, report_data(one)) for one in self.reports]

    def _entries(self) -> list[search.Entry]:
        return [
            search.Entry(
                KIND,
                incident.pk,
                self.agency_id,
                incident_text(
                    code=incident.code,
                    places=event.words,
                    sources=[word for source in sources for word in (source.name, source.code)],
                    pseudonyms=[child.pseudonym],
                ),
            )
            for incident, (event, sources, child) in zip(self.incidents, self.words, strict=True)
        ]
