"""Handing outlines in."""

import datetime
import uuid

from django.db import transaction

from amparo.accounts.models import Person
from amparo.audit.services import record
from amparo.files import storing
from amparo.files.names import safe_name
from amparo.files.outlines import policies, tasks
from amparo.files.outlines.models import OutlineUpload
from amparo.kernel import clock
from amparo.kernel.errors import NotFound
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.sending import sent_before


def hand_in_outlines(
    *,
    acting: Person,
    name: str,
    stream: storing.Readable,
    as_of: datetime.date | None = None,
    code_property: str = "",
    upload_id: uuid.UUID | None = None,
) -> OutlineUpload:
    """Keep a file of outlines until the worker has read it. Sent twice with one `upload_id`, it is kept once.

    Raises NotFound for a person who may not, TooLarge, DiskFull. Whatever is raised, nothing of the file is left.
    """
    if not policies.may_hand_in(acting):
        raise NotFound
    upload_id = upload_id or uuid7()
    if kept := sent_before(OutlineUpload, upload_id, uploaded_by_id=acting.pk):
        return kept
    with storing.incoming(stream) as arrived:
        stored = storing.place(arrived, f"outlines/{clock.today():%Y}/{uuid7()}.geojson")
        try:
            upload = _record(acting, upload_id, safe_name(name), arrived, stored, (as_of, one_line(code_property)))
        except BaseException:
            storing.withdraw(stored)
            raise
    if upload.content != stored:  # Sent twice at one moment: the other sending has kept the file meanwhile.
        storing.withdraw(stored)
    return upload


def _record(
    acting: Person,
    upload_id: uuid.UUID,
    name: str,
    arrived: storing.Incoming,
    stored: str,
    said: tuple[datetime.date | None, str],
) -> OutlineUpload:
    with transaction.atomic():
        if kept := sent_before(OutlineUpload, upload_id, uploaded_by_id=acting.pk):
            return kept
        upload = OutlineUpload.objects.create(
            id=upload_id,
            uploaded_by=acting,
            name=name,
            size=arrived.size,
            sha256=arrived.sha256,
            content=stored,
            as_of=said[0] or clock.today(),
            code_property=said[1][:80],
        )
        record(
            acting=acting.pk,
            agency=None,
            action="outlines.received",
            object_type="outlines",
            object_id=upload.pk,
            detail={"sha256": arrived.sha256, "size": arrived.size},
        )
        tasks.read_outlines.enqueue(str(upload.pk))
    return upload
