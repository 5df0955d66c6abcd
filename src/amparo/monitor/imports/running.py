"""The two halves of an import: checking the whole file, then saving it chunk by chunk.

`rows_done` moves in the transaction that saves the rows. Killed at any moment, the import goes on at the chunk that
was not saved: rows before it are read again for their keys alone (which of several equal rows each one is).
"""

import gc
import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from amparo.audit.services import record
from amparo.files.models import ReceivedFile
from amparo.files.storing import local_path
from amparo.files.tables.problems import TableError, TableProblem
from amparo.files.tables.reading import open_table
from amparo.kernel import clock
from amparo.monitor.imports import definition, leasing, lookups
from amparo.monitor.imports.checking import MOST_LISTED, Findings, Input, check
from amparo.monitor.imports.rows import chunks, keyed
from amparo.monitor.imports.saving import Saved, Unexpected, save_chunk
from amparo.monitor.imports.scratch import Scratch
from amparo.monitor.imports.understanding import Reader
from amparo.monitor.imports.writing import room_to_write
from amparo.monitor.models import ImportBatch, ImportProblem

State = ImportBatch.State
Advance = Callable[[int], None]
# New objects after which Python looks for cycles, while rows are saved: some hundred rows' worth. Usually 700.
COLLECT_AFTER = 50_000


def _nobody(_rows: int) -> None:
    """Hear of progress, and show it to nobody."""


def check_batch(batch_id: uuid.UUID, advance: Advance = _nobody) -> None:
    """Look through a batch's file, and leave it checked, or refused with its problems. Nothing else is saved.

    Raises leasing.LeaseLost where another process does it, or it is done.
    """
    with _leased(batch_id, [State.CHECKING]) as lease:
        batch = ImportBatch.objects.select_related("file", "mapping").get(pk=batch_id)
        done = 0

        def moved(rows: int) -> None:
            nonlocal done
            done += rows
            leasing.move(batch_id, lease, rows_done=done)
            advance(rows)

        try:
            with local_path(str(batch.file.content.name)) as path:
                findings = _altered(path, batch.file) or check(_input(batch, path), advance=moved)
        except TableError as error:
            findings = Findings()
            findings.add(error.problems)
        with transaction.atomic():
            state = State.REFUSED if findings.problems_total else State.CHECKED
            leasing.move(
                batch_id,
                lease,
                state=state,
                rows_total=findings.rows,
                rows_known=findings.known,
                rows_done=0,
                problems_count=findings.problems_total,
                finished_at=clock.now() if state == State.REFUSED else None,
            )
            _list(batch, findings.problems)


def save_batch(batch_id: uuid.UUID, advance: Advance = _nobody) -> None:
    """Save the rows of a batch that is being imported, from where it stands to its end.

    What goes wrong on the way (a full disk, a code retired meanwhile) leaves the batch stopped, with what it is and
    what to do; it can be continued. Raises leasing.LeaseLost where another process does it, or it is done.
    """
    with _leased(batch_id, [State.IMPORTING]) as lease:
        try:
            with room_to_write(), _rare_collections():
                _save_rows(batch_id, lease, advance)
        except Unexpected as unexpected:
            _stop(batch_id, lease, unexpected.problems)
        except TableError as error:
            _stop(batch_id, lease, error.problems)
        except (DatabaseError, OSError) as error:
            _stop(batch_id, lease, [_interrupted(error)])


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let Python look for cycles more rarely: rows make many objects and no cycles, and the looking takes a tenth."""
    usual = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def _leased(batch_id: uuid.UUID, states: list[str]) -> Iterator[str]:
    lease = leasing.take(batch_id, states)
    try:
        yield lease
    finally:
        leasing.release(batch_id, lease)


def _input(batch: ImportBatch, path: Path) -> Input:
    return Input(
        path=path,
        media_type=batch.file.media_type,
        definition=definition.parse(batch.mapping_definition),
        agency_id=batch.agency_id,
        source_id=batch.mapping.source_id,
    )


def _altered(path: Path, file: ReceivedFile) -> Findings | None:
    with path.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256:
            return None
    findings = Findings()
    findings.add(
        [TableProblem(_("The file on the server is not the one that was received."), _("Send the file again."))]
    )
    return findings


def _list(batch: ImportBatch, problems: list[TableProblem]) -> None:
    ImportProblem.objects.filter(batch=batch).delete()
    ImportProblem.objects.bulk_create(
        ImportProblem(
            batch=batch,
            row=problem.row,
            column=problem.column[:200],
            value=_visible(problem.value)[:200],
            message=problem.message[:500],
            advice=problem.advice[:500],
        )
        for problem in problems[:MOST_LISTED]
    )


def _visible(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _save_rows(batch_id: uuid.UUID, lease: str, advance: Advance) -> None:
    batch = ImportBatch.objects.select_related("file", "mapping__source").get(pk=batch_id)
    with local_path(str(batch.file.content.name)) as path:
        given = _input(batch, path)
        codes = lookups.load(given.definition)
        options = given.definition.options
        with open_table(path, given.media_type, options, proved=True) as table, Scratch() as scratch:
            reader = Reader(given.definition, codes, table.header, clock.today())
            rows = keyed(table.rows, table.header, given.source_id, scratch)
            done = sum(1 for _row in islice(rows, batch.rows_done))
            advance(done)
            received_on = clock.day_of(batch.file.received_at)
            for chunk in chunks(rows):
                with transaction.atomic():
                    leasing.move(batch_id, lease, rows_done=F("rows_done") + len(chunk))
                    saved = save_chunk(batch, batch.mapping.source, reader, chunk, received_on)
                    _count(batch_id, saved)
                advance(len(chunk))
    _finish(batch, lease)


def _count(batch_id: uuid.UUID, saved: Saved) -> None:
    ImportBatch.objects.filter(pk=batch_id).update(
        rows_saved=F("rows_saved") + saved.new, rows_known=F("rows_known") + saved.known
    )


def _finish(batch: ImportBatch, lease: str) -> None:
    """Mark the batch as done, and record the one event of all its rows, which their history names already."""
    with transaction.atomic():
        leasing.move(batch.pk, lease, state=State.DONE, finished_at=clock.now())
        batch.refresh_from_db()
        record(
            acting=batch.started_by_id,
            agency=batch.agency_id,
            action="import.finished",
            object_type="import",
            object_id=batch.pk,
            event_id=batch.pk,
            detail={
                "file": batch.file_id,
                "sha256": batch.file.sha256,
                "mapping": batch.mapping_id,
                "rows": batch.rows_total or 0,
                "saved": batch.rows_saved,
                "known": batch.rows_known,
            },
        )


def _stop(batch_id: uuid.UUID, lease: str, problems: Sequence[TableProblem]) -> None:
    with transaction.atomic():
        leasing.move(batch_id, lease, state=State.STOPPED, problems_count=len(problems))
        _list(ImportBatch.objects.get(pk=batch_id), list(problems))


def _interrupted(error: Exception) -> TableProblem:
    full = "full" in str(error).lower() or "no space" in str(error).lower()
    return TableProblem(
        _("The disk of the server is full.") if full else _("The database did not take the rows."),
        _("Rows saved so far are kept. Tell your administrator; then continue, and nothing is imported twice."),
    )
