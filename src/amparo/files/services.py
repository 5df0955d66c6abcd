"""Receiving files."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.audit.services import record
from amparo.files import policies, storing
from amparo.files.kinds import CSV, kind_of
from amparo.files.models import ReceivedFile
from amparo.files.names import safe_name
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound
from amparo.kernel.ids import uuid7
from amparo.kernel.sending import sent_before


def receive(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    name: str,
    stream: storing.Readable,
    file_id: uuid.UUID | None = None,
) -> ReceivedFile:
    """Keep a table as it was received, and answer its record. The bytes are never changed.

    The type is found by content: CSV text or an XLSX workbook. `file_id`, where given, makes a repeated call
    answer the file that the first one kept. The bytes lie under a name of their own, never under `file_id`: that id
    comes from outside, and an arrival must not meet the bytes of a file that is kept already.

    Raises NotFound for a person who may not or an id of somebody else's file, TooLarge, Invalid (saying what the
    file seems to be), DiskFull. Whatever is raised, nothing of the file is left.
    """
    if not policies.may_receive(acting, agency_id):
        raise NotFound
    file_id = file_id or uuid7()
    if kept := sent_before(ReceivedFile, file_id, agency_id=agency_id, received_by_id=acting.pk):
        return kept  # without reading the bytes
    with storing.incoming(stream) as arrived:
        kind = kind_of(arrived.path)
        if not kind.media_type:
            raise Invalid(
                _("The file cannot be read as a table: it seems to be %(kind)s.") % {"kind": kind.name},
                advice=kind.advice,
            )
        today = clock.today()
        extension = "csv" if kind.media_type == CSV else "xlsx"
        stored = storing.place(arrived, f"received/{today:%Y}/{today:%m}/{uuid7()}.{extension}")
        try:
            file = _record(acting, agency_id, file_id, safe_name(name), kind.media_type, arrived, stored)
        except BaseException:
            storing.withdraw(stored)
            raise
        if file.content != stored:  # Sent twice at one moment: the other sending has kept the file meanwhile.
            storing.withdraw(stored)
        return file


def _record(
    acting: Person,
    agency_id: uuid.UUID,
    file_id: uuid.UUID,
    name: str,
    media_type: str,
    arrived: storing.Incoming,
    stored: str,
) -> ReceivedFile:
    with transaction.atomic():
        if kept := sent_before(ReceivedFile, file_id, agency_id=agency_id, received_by_id=acting.pk):
            return kept
        file = ReceivedFile.objects.create(
            id=file_id,
            agency_id=agency_id,
            received_by=acting,
            name=name,
            media_type=media_type,
            size=arrived.size,
            sha256=arrived.sha256,
            content=stored,
        )
        record(
            acting=acting.id,
            agency=agency_id,
            action="file.received",
            object_type="file",
            object_id=file.id,
            detail={"sha256": arrived.sha256, "size": arrived.size, "type": media_type},
        )
    return file
