"""The two halves of the work on a file of the field list: looking through it, and taking its records in.

Begun again after a kill, both start anew without harm: the first saves nothing, the second knows what it has saved.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import override

from amparo.accounts.models import Person
from amparo.audit.services import record
from amparo.files import storing
from amparo.files.tables.problems import TableError
from amparo.kernel import clock
from amparo.kernel.errors import AmparoError, Invalid, Problem
from amparo.monitor.models import FieldListFile
from amparo.monitor.mrm import services
from amparo.monitor.mrm.files import records_in
from amparo.monitor.mrm.reading import Note

State = FieldListFile.State
MOST_LISTED = 1_000
SHOWN = 20
TOLD_EVERY = 20


def check_file(file_id: uuid.UUID) -> None:
    """Look through a file, and leave it checked, or refused with its problems. Does nothing where that is done."""
    file = _at(file_id, State.CHECKING)
    if file is None:
        return
    with override(file.language or None):
        _check(file)


def _check(file: FieldListFile) -> None:
    file_id = file.pk
    try:
        records = _records(file)
        found = services.examine(
            acting=file.handed_in_by,
            agency_id=file.agency_id,
            source_id=file.source_id,
            records=records,
            advance=_Progress(file_id),
        )
    except AmparoError as error:
        _refuse(file, _told(error))
        return
    if found.problems:
        _refuse(file, found.problems, records_total=len(records))
        return
    _update(
        file_id,
        state=State.CHECKED,
        records_total=len(records),
        records_done=0,
        records_known=found.known,
        first=records[:SHOWN],
        **_notes(found.notes),
    )


def take_file(file_id: uuid.UUID) -> None:
    """Take the records of a confirmed file in. Does nothing where that is done."""
    file = _at(file_id, State.IMPORTING)
    if file is None or file.confirmed_by is None:
        return
    with override(file.language or None):
        _take(file, file.confirmed_by)


def _take(file: FieldListFile, acting: Person) -> None:
    file_id = file.pk
    _update(file_id, records_done=0)
    try:
        taken = services.import_records(
            acting=acting,
            agency_id=file.agency_id,
            source_id=file.source_id,
            records=_records(file),
            handed_in_by=file.handed_in_by,
            advance=_Progress(file_id),
        )
    except AmparoError as error:
        _update(file_id, state=State.STOPPED, **_problems(_told(error)))
        return
    _update(
        file_id,
        state=State.DONE,
        records_done=taken.new + taken.known,
        records_saved=taken.new,
        records_known=taken.known,
        stored="",
        first=[],
        finished_at=clock.now(),
        **_problems([]),
    )
    detail = {"sha256": file.sha256, "saved": taken.new, "known": taken.known}
    record(
        acting=acting.pk,
        agency=file.agency_id,
        action="field_list.imported",
        object_type="field_list",
        object_id=file_id,
        detail=detail,
    )
    storing.withdraw(str(file.stored))


def mark_failed(file_id: uuid.UUID) -> None:
    """Say at a file that it could not be worked on, through no fault of its own."""
    file = FieldListFile.objects.filter(pk=file_id).first()
    if file is not None and file.state == State.IMPORTING:
        _update(file_id, state=State.STOPPED, **_problems(_told(AmparoError())))
    elif file is not None and file.state == State.CHECKING:
        _refuse(file, _told(AmparoError()))


class _Progress:
    """Writes down how many records are passed, every twentieth."""

    def __init__(self, file_id: uuid.UUID) -> None:
        self.file_id, self.done = file_id, 0

    def __call__(self, records: int) -> None:
        self.done += records
        if self.done % TOLD_EVERY == 0:
            _update(self.file_id, records_done=self.done)


def _at(file_id: uuid.UUID, state: str) -> FieldListFile | None:
    return FieldListFile.objects.select_related("handed_in_by", "confirmed_by").filter(pk=file_id, state=state).first()


def _records(file: FieldListFile) -> list[dict[str, Any]]:
    try:
        with storing.local_path(str(file.stored)) as path:
            return records_in(path.read_bytes())
    except TableError as error:
        raise Invalid(error.problems[0].message, advice=error.problems[0].advice) from error


def _told(error: AmparoError) -> Sequence[Problem]:
    return error.problems or (Problem("", error.detail, error.advice),)


def _refuse(file: FieldListFile, problems: Sequence[Problem], **more: object) -> None:
    _update(file.pk, state=State.REFUSED, stored="", finished_at=clock.now(), **_problems(problems), **more)
    storing.withdraw(str(file.stored))


def _problems(problems: Sequence[Problem]) -> dict[str, object]:
    return {"problems_count": len(problems), "problems": [one.as_json() for one in problems[:MOST_LISTED]]}


def _notes(notes: Sequence[Note]) -> dict[str, object]:
    listed = [{"where": one.where, "value": one.value, "message": one.message} for one in notes[:MOST_LISTED]]
    return {"notes_count": len(notes), "notes": listed}


def _update(file_id: uuid.UUID, **values: Any) -> None:
    FieldListFile.objects.filter(pk=file_id).update(**values)
