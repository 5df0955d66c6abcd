"""Files of the field list on the pages: handed in, decided on, and forgotten ones thrown away."""

import datetime
import uuid

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.files import storing
from amparo.files.names import safe_name
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem
from amparo.kernel.ids import uuid7
from amparo.kernel.sending import sent_before
from amparo.monitor import policies
from amparo.monitor.models import FieldListFile, Source
from amparo.monitor.mrm import tasks
from amparo.monitor.mrm.files import MOST_BYTES
from amparo.monitor.mrm.selectors import file_for
from amparo.monitor.recording import Subject, note

State = FieldListFile.State
FOLDER = "field-list"
KEPT_FOR = datetime.timedelta(days=7)


def hand_in_records(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    source_id: uuid.UUID,
    name: str,
    stream: storing.Readable,
    file_id: uuid.UUID | None = None,
) -> FieldListFile:
    """Keep a file of records, and have it looked through. Sent twice with one `file_id`, it is kept once.

    Raises NotFound where the person does not record for the agency, Invalid for an unknown source, TooLarge, DiskFull.
    Whatever is raised, nothing of the file is left.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    if not Source.objects.filter(pk=source_id, agency_id=agency_id).exists():
        fault = Problem("source", _("This source is not known."), _("Choose one of your agency's sources."))
        raise Invalid(problems=[fault])
    with storing.incoming(stream, most=MOST_BYTES) as arrived:
        stored = storing.place(arrived, f"{FOLDER}/{clock.today():%Y}/{uuid7()}.json")
        try:
            with transaction.atomic():
                kept = _keep(acting, (agency_id, source_id, file_id), safe_name(name), arrived, stored)
        except BaseException:
            storing.withdraw(stored)
            raise
    if kept.stored != stored:  # It was sent before: that sending has kept the file.
        storing.withdraw(stored)
    return kept


def _keep(
    acting: Person,
    ids: tuple[uuid.UUID, uuid.UUID, uuid.UUID | None],
    name: str,
    arrived: storing.Incoming,
    stored: str,
) -> FieldListFile:
    agency_id, source_id, file_id = ids
    if sent := sent_before(FieldListFile, file_id, agency_id=agency_id, handed_in_by_id=acting.pk):
        return sent
    file = FieldListFile.objects.create(
        id=file_id or uuid7(),
        agency_id=agency_id,
        source_id=source_id,
        handed_in_by=acting,
        name=name,
        size=arrived.size,
        language=get_language() or "",
        sha256=arrived.sha256,
        stored=stored,
    )
    note(acting, "field_list.received", _subject(file), detail={"sha256": file.sha256, "size": file.size})
    tasks.check_records.enqueue(str(file.pk))
    return file


def _subject(file: FieldListFile) -> Subject:
    return Subject("field_list", file.pk, file.agency_id)


@transaction.atomic
def confirm_records(*, acting: Person, file_id: uuid.UUID) -> FieldListFile:
    """Have the records of a checked file taken in, or those left of a stopped one.

    Raises NotFound, and Conflict for a file that was refused or thrown away. Confirming what runs or is done changes
    nothing. The person who confirms is the one who records.
    """
    file = file_for(acting, file_id)
    begun = FieldListFile.objects.filter(pk=file_id, state__in=[State.CHECKED, State.STOPPED]).update(
        state=State.IMPORTING, records_done=0, confirmed_by=acting
    )
    if begun:
        note(acting, "field_list.confirmed", _subject(file), detail={"sha256": file.sha256})
        tasks.take_records.enqueue(str(file_id))
    file.refresh_from_db()
    if file.state not in (State.IMPORTING, State.DONE):
        raise Conflict(
            _("This file was refused or discarded, or is not checked yet: it cannot be imported."),
            advice=_("Correct what is listed, and send the file again."),
        )
    return file


@transaction.atomic
def discard_records(*, acting: Person, file_id: uuid.UUID) -> FieldListFile:
    """Throw a checked file away; nothing of it is saved. Raises NotFound, and Conflict where it is being imported."""
    file = file_for(acting, file_id)
    if not FieldListFile.objects.filter(pk=file_id, state=State.CHECKED).update(**_thrown_away()):
        file.refresh_from_db()
        if file.state == State.DISCARDED:
            return file
        raise Conflict(_("This file does not wait for a decision."), advice=_("Open it again to see how it stands."))
    note(acting, "field_list.discarded", _subject(file), detail={"sha256": file.sha256})
    transaction.on_commit(lambda: storing.withdraw(str(file.stored)))
    file.refresh_from_db()
    return file


def _thrown_away() -> dict[str, object]:
    return {"state": State.DISCARDED, "stored": "", "first": [], "finished_at": clock.now()}


def sweep() -> int:
    """Throw away what has waited for a decision for more than a week. Returns how many. A tick."""
    before = clock.now() - KEPT_FOR
    count = 0
    for file in FieldListFile.objects.filter(state=State.CHECKED, handed_in_at__lt=before):
        if FieldListFile.objects.filter(pk=file.pk, state=State.CHECKED).update(**_thrown_away()):
            storing.withdraw(str(file.stored))
            count += 1
    return count
