"""Reading an upload of outlines: by the worker, begun again after a kill without harm."""

import uuid

from amparo.files import storing
from amparo.files.outlines.importing import import_outlines
from amparo.files.outlines.models import OutlineUpload
from amparo.files.tables.problems import TableError
from amparo.kernel import clock
from amparo.kernel.errors import AmparoError, Invalid, Problem

State = OutlineUpload.State
TOLD_EVERY = 100


def read_upload(upload_id: uuid.UUID) -> None:
    """Read a file that was handed in, and keep what came of it. Does nothing where that is done."""
    upload = OutlineUpload.objects.filter(pk=upload_id, state__in=[State.WAITING, State.READING]).first()
    if upload is None:
        return
    rows = OutlineUpload.objects.filter(pk=upload_id)
    rows.update(state=State.READING, features_done=0)

    def step(features: int) -> None:
        if features % TOLD_EVERY == 0:
            rows.update(features_done=features)

    try:
        with storing.local_path(str(upload.content)) as path:
            done = import_outlines(
                path,
                source=upload.name,
                as_of=upload.as_of,
                code_property=upload.code_property,
                acting_id=upload.uploaded_by_id,
                step=step,
            )
    except TableError as error:
        _refuse(upload, Invalid(error.problems[0].message, advice=error.problems[0].advice))
    except AmparoError as error:
        _refuse(upload, error)
    else:
        told = [problem.as_json() for problem in done.problems]
        _finish(upload, State.DONE, told, counts=done.counts(), features_done=done.features)


def mark_failed(upload_id: uuid.UUID) -> None:
    """Say at an upload that it could not be read, through no fault of the file."""
    upload = OutlineUpload.objects.filter(pk=upload_id).first()
    if upload is not None:
        _refuse(upload, AmparoError())


def _refuse(upload: OutlineUpload, error: AmparoError) -> None:
    told = [problem.as_json() for problem in error.problems or (Problem("", error.detail, error.advice),)]
    _finish(upload, State.REFUSED, told)


def _finish(upload: OutlineUpload, state: OutlineUpload.State, told: list[dict[str, str]], **more: object) -> None:
    OutlineUpload.objects.filter(pk=upload.pk).update(
        state=state, told=told, content="", finished_at=clock.now(), **more
    )
    storing.withdraw(str(upload.content))
