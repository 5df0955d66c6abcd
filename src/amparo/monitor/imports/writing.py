"""A chunk's records into the tables, in bulk: plain rows by COPY or executemany, without the cost of model objects.

The columns are named here once for each table; a test compares them with the models, so that a new column without
a default fails there and not in the field.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from amparo.audit import canonical, tables
from amparo.monitor.imports.drafts import Draft
from amparo.monitor.imports.rows import Keyed
from amparo.monitor.imports.understanding import Meaning
from amparo.monitor.models import Channel, ImportBatch, Incident, Mention, Report, Status, Victim, Violation

Plain = str | int | None
RECORD = ("id", "version", "created_at", "updated_at")
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Report: (
        "id", "agency_id", "source_id", "channel", "reference", "received_on", "content", "sha256", "row_key",
        "file_id", "row", "batch_id", "corrects_id", "recorded_by_id", "recorded_at",
    ),
    Incident: (
        *RECORD, "agency_id", "code", "date_text", "date_earliest", "date_latest", "committed_year", "country_id",
        "admin1_id", "summary", "status", "verified_on", "verified_year", "level", "recorded_by_id", "batch_id",
        "facts_version",
    ),
    Victim: (
        *RECORD, "agency_id", "incident_id", "pseudonym", "sex", "age_band", "boys", "girls", "unknown",
    ),
    Violation: (*RECORD, "incident_id", "type_id", "actor_id"),
    Mention: (
        "id", "agency_id", "report_id", "source_id", "incident_id", "victim_id", "pseudonym", "sex", "age_band",
        "boys", "girls", "unknown", "actor_id", "area_id", "date_text",
    ),
}  # fmt: skip
LINK = Violation.victims.through
# What SQLite is given during an import. Memory for the database, in KiB (negative, as it wants it): with its usual
# 2 MiB, the pages of some twenty indexes push one another out, and an insert takes half as long again. Pages of the
# log after which they are carried over into the database: with its usual 1,000, those that every chunk changes are
# carried over again and again.
ROOM = {"cache_size": -32 * 1024, "wal_autocheckpoint": 16_000}


@contextmanager
def room_to_write() -> Iterator[None]:
    """Give SQLite more memory while a file is imported, and take it back. PostgreSQL has its own."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = {name: int(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in ROOM}
        _set_pragmas(cursor, ROOM)
        try:
            yield
        finally:
            _set_pragmas(cursor, usual)
            cursor.execute("PRAGMA shrink_memory")


def _set_pragmas(cursor: CursorWrapper, values: Mapping[str, int]) -> None:
    for name, value in values.items():
        cursor.execute(f"PRAGMA {name} = {value}")


class Writer:
    """Collects the rows of one chunk for one batch, and writes them."""

    def __init__(self, batch: ImportBatch, source_id: uuid.UUID, now: datetime.datetime) -> None:
        self.batch = batch
        self.moment = tables.moment_for(connection, canonical.moment(now))
        self.agency, self.source = batch.agency_id.hex, source_id.hex
        self.person, self.batch_id, self.file = batch.started_by_id.hex, batch.pk.hex, batch.file_id.hex
        self.rows: dict[type[models.Model], list[Sequence[Plain]]] = {model: [] for model in COLUMNS}
        self.links: list[tuple[str, str]] = []

    def report(self, report_id: uuid.UUID, one: Keyed, meaning: Meaning, received_on: datetime.date) -> None:
        """Add the report that a row is."""
        self.rows[Report].append(
            (
                report_id.hex,
                self.agency,
                self.source,
                Channel.SPREADSHEET.value,
                meaning.reference,
                received_on.isoformat(),
                one.content,
                one.sha256,
                one.key,
                self.file,
                one.row.number,
                self.batch_id,
                None,
                self.person,
                self.moment,
            )
        )

    def mention(
        self, mention_id: uuid.UUID, report_id: uuid.UUID, draft: Draft, child: uuid.UUID, meaning: Meaning
    ) -> None:
        """Add what the report says of the child or group."""
        self.rows[Mention].append(
            (
                mention_id.hex,
                self.agency,
                report_id.hex,
                self.source,
                draft.id.hex,
                child.hex,
                meaning.pseudonym,
                meaning.sex,
                meaning.age_band,
                meaning.boys,
                meaning.girls,
                meaning.unknown,
                meaning.actor.id.hex if meaning.actor else None,
                (meaning.admin1 or meaning.country).id.hex,
                meaning.date.text,
            )
        )

    def draft(self, draft: Draft) -> None:
        """Add an incident's new rows."""
        incident = draft.id.hex
        if draft.existing is None:
            self._incident(draft)
        for child in draft.children:
            said = child.meaning
            self.rows[Victim].append(
                (
                    child.id.hex,
                    1,
                    self.moment,
                    self.moment,
                    self.agency,
                    incident,
                    said.pseudonym,
                    said.sex,
                    said.age_band,
                    said.boys,
                    said.girls,
                    said.unknown,
                )
            )
        for act in draft.acts.values():
            if act.is_new:
                actor = act.actor.id.hex if act.actor else None
                self.rows[Violation].append((act.id.hex, 1, self.moment, self.moment, incident, act.type.id.hex, actor))
            self.links.extend((act.id.hex, child.hex) for child in act.children)

    def _incident(self, draft: Draft) -> None:
        first = draft.first
        self.rows[Incident].append(
            (
                draft.id.hex,
                1,
                self.moment,
                self.moment,
                self.agency,
                draft.code,
                first.date.text,
                first.date.earliest.isoformat(),
                first.date.latest.isoformat(),
                first.date.year,
                first.country.id.hex,
                first.admin1.id.hex if first.admin1 else None,
                first.summary,
                Status.REPORTED.value,
                None,
                None,
                "",
                self.person,
                self.batch_id,
                0,
            )
        )

    def write(self, existing_links: set[tuple[str, str]]) -> None:
        """Write everything, parents first. `existing_links` are pairs of violation and victim that are there."""
        for model in (Incident, Victim, Violation, Report, Mention):
            _insert(model, COLUMNS[model], self.rows[model])
        new = [pair for pair in self.links if pair not in existing_links] if existing_links else self.links
        _insert(LINK, ("violation_id", "victim_id"), new)


def links_of(violations: Iterable[uuid.UUID]) -> set[tuple[str, str]]:
    """Return the pairs (violation, victim) of these violations, as hex digits."""
    wanted = list(violations)
    if not wanted:
        return set()
    pairs: Any = LINK._default_manager.filter(violation_id__in=wanted).values_list("violation_id", "victim_id")
    return {(violation.hex, victim.hex) for violation, victim in pairs}


def _insert(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Sequence[Plain]]) -> None:
    if rows:
        tables.insert_many(connection, model._meta.db_table, columns, rows)
