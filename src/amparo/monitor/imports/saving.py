"""One chunk of rows into the database, within one transaction: records, links, search entries, history."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F

from amparo.audit.services import HistoryRow, write_history
from amparo.files.tables.problems import TableProblem
from amparo.kernel import clock, search
from amparo.kernel.ids import uuid7
from amparo.monitor import codes, searching, selectors
from amparo.monitor.imports.cells import Wrong
from amparo.monitor.imports.drafts import Draft
from amparo.monitor.imports.joining import existing_incidents, refuse_code
from amparo.monitor.imports.rows import Keyed, known_keys
from amparo.monitor.imports.understanding import Meaning, Reader
from amparo.monitor.imports.writing import Writer, links_of
from amparo.monitor.models import ImportBatch, Incident, Source


@dataclass(frozen=True)
class Saved:
    """How many rows of a chunk became reports, and how many were known."""

    new: int
    known: int


class Unexpected(Exception):  # noqa: N818  (a state of the data, which the caller turns into words)
    """A row that was right when the file was checked is wrong now."""

    def __init__(self, problems: Sequence[TableProblem]) -> None:
        super().__init__(len(problems))
        self.problems = problems


def save_chunk(
    batch: ImportBatch, source: Source, reader: Reader, chunk: Sequence[Keyed], received_on: datetime.date
) -> Saved:
    """Save the rows of a chunk that are not known yet. Must run in a transaction.

    Raises Unexpected, with nothing saved, where a row cannot be saved any more: a code was retired, or an incident
    put under verification, since the file was checked.
    """
    # Two imports of one source wait for each other here; without, both would take the same rows for new.
    Source.objects.select_for_update().filter(pk=source.pk).first()
    known = known_keys(batch.agency_id, chunk)
    understood = _understand(reader, [one for one in chunk if one.key not in known])
    drafts, told = _draft(batch, source, reader, understood)
    writer = Writer(batch, source.pk, clock.now())
    reports = []
    for (one, meaning), (draft, child) in zip(understood, told, strict=True):
        report_id, day = uuid7(), meaning.received_on or received_on
        writer.report(report_id, one, meaning, day)
        writer.mention(uuid7(), report_id, draft, child, meaning)
        reports.append((report_id, one, meaning, day))
    for draft in drafts:
        writer.draft(draft)
    writer.write(links_of(act.id for draft in drafts for act in draft.acts.values() if not act.is_new))
    _keep(batch, source, drafts)
    write_history(_report_history(batch, source, reports))
    return Saved(len(understood), len(known))


def _understand(reader: Reader, rows: Sequence[Keyed]) -> list[tuple[Keyed, Meaning]]:
    understood: list[tuple[Keyed, Meaning]] = []
    wrong: list[TableProblem] = []
    for one in rows:
        meaning, problems = reader.understand(one.row)
        if meaning is None:
            wrong.extend(problems)
        else:
            understood.append((one, meaning))
    if wrong:
        raise Unexpected(wrong)
    return understood


def _draft(
    batch: ImportBatch, source: Source, reader: Reader, understood: Sequence[tuple[Keyed, Meaning]]
) -> tuple[list[Draft], list[tuple[Draft, uuid.UUID]]]:
    """Put the rows together into incidents; return these, and for each row its incident and child."""
    named = {meaning.code for _one, meaning in understood if meaning.code}
    told_of = reader.telling is not None
    existing = existing_incidents(batch.agency_id, named, batch.pk, told=told_of) if named else {}
    unnamed = sum(not meaning.code for _one, meaning in understood)
    year = clock.today().year
    own = iter(codes.allocate(batch.agency_id, year, unnamed) if unnamed else ())
    drafts: list[Draft] = []
    by_code: dict[str, Draft] = {}
    told: list[tuple[Draft, uuid.UUID]] = []
    for one, meaning in understood:
        draft = by_code.get(meaning.code) if meaning.code else None
        there = existing.get(meaning.code) if meaning.code else None
        if draft is None:
            draft = Draft(there.id if there else uuid7(), meaning.code or next(own), meaning, there)
            drafts.append(draft)
            if meaning.code:
                by_code[meaning.code] = draft
        try:
            if meaning.code:
                refuse_code(meaning, there)
            if there is not None:
                there.refuse(meaning)
            told.append((draft, draft.add(meaning, source.pk, reader.telling)))
        except Wrong as wrong:
            raise Unexpected([reader.problem(one.row, wrong)]) from wrong
    return drafts, told


def _keep(batch: ImportBatch, source: Source, drafts: Sequence[Draft]) -> None:
    """Make the incidents findable, and keep the version that each has now."""
    words = (source.name, source.code)
    new = [draft for draft in drafts if draft.existing is None]
    search.put(search.Entry(searching.KIND, draft.id, batch.agency_id, draft.search_text(words)) for draft in new)
    write_history(HistoryRow("incident", draft.id, 1, batch.pk, draft.history()) for draft in new)
    joined = [draft.id for draft in drafts if draft.existing is not None]
    if not joined:
        return
    # A decision that was being taken on the incident as it was is refused as stale.
    Incident.objects.filter(pk__in=joined).update(version=F("version") + 1, updated_at=clock.now())
    searching.refresh(joined)
    write_history(
        HistoryRow("incident", incident.pk, incident.version, batch.pk, selectors.snapshot_of(incident))
        for incident in Incident.objects.filter(pk__in=joined)
    )


def _report_history(
    batch: ImportBatch,
    source: Source,
    reports: Sequence[tuple[uuid.UUID, Keyed, Meaning, datetime.date]],
) -> Iterator[HistoryRow]:
    source_id, file_id = str(source.pk), str(batch.file_id)
    for report_id, one, meaning, day in reports:
        data: dict[str, object] = {
            "source": source_id,
            "received_on": day.isoformat(),
            "reference": meaning.reference,
            "sha256": one.sha256,
            "file": file_id,
            "row": one.row.number,
        }
        yield HistoryRow("report", report_id, 1, batch.pk, data)
