"""An e-mail file as a report: handed in, looked at by the same person, recorded with its files and its sender apart."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.files import storing
from amparo.files.attachable import EMAIL
from amparo.files.attachments.receiving import Given, Ready, keep, placed, prepared
from amparo.files.attachments.redaction import on_disk
from amparo.files.emails.reading import Email, read_email
from amparo.files.models import Origin
from amparo.files.names import safe_name
from amparo.kernel.errors import Conflict, NotFound
from amparo.kernel.ids import uuid7
from amparo.kernel.sending import sent_before
from amparo.monitor import policies
from amparo.monitor.content import ProtectedData, ReportData
from amparo.monitor.fingerprints import email_key
from amparo.monitor.holders import report_holder
from amparo.monitor.models import Channel, EmailDraft, Report
from amparo.monitor.recording import Subject, note
from amparo.monitor.selectors.protected import draft_for, report_of_key
from amparo.monitor.services.protected import keep_details
from amparo.monitor.services.reports import record_report

FOLDER = "drafts"
SUBJECT = "subject"
TEXT = "text"
NEUTRAL_NAME = "e-mail.eml"
"""How every kept e-mail is called: the name that it came under is often its sender's."""


class KnownEmail(Conflict):
    """The very same file was recorded before; `report` is what became of it."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            _("This e-mail is already the report %(report)s of %(source)s.")
            % {"report": report.reference or report.sha256[:12], "source": report.source.name},
            advice=_("Nothing needs to be done. Open that report."),
        )
        self.report = report


def hand_in_email(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    name: str,
    stream: storing.Readable,
    draft_id: uuid.UUID | None = None,
) -> EmailDraft:
    """Keep an e-mail file for its person to look at. It must be readable as an e-mail; nothing is recorded yet.

    Raises NotFound, TooLarge, Invalid in words for what is no e-mail, KnownEmail, DiskFull. Nothing is left then.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    if known := sent_before(EmailDraft, draft_id, agency_id=agency_id, received_by_id=acting.pk):
        return known
    with storing.incoming(stream, most=settings.MAX_ATTACHMENT_BYTES) as arrived:
        refuse_known(acting=acting, agency_id=agency_id, sha256=arrived.sha256)
        read_email(arrived.path)
        stored = storing.place(arrived, f"{FOLDER}/{uuid7()}.eml")
        try:
            draft = _draft(acting, agency_id, draft_id or uuid7(), safe_name(name), arrived, stored)
        except BaseException:
            storing.withdraw(stored)
            raise
    if draft.stored != stored:  # Sent twice at one moment: the other sending has kept the e-mail meanwhile.
        storing.withdraw(stored)
    return draft


@transaction.atomic
def _draft(
    acting: Person, agency_id: uuid.UUID, draft_id: uuid.UUID, name: str, arrived: storing.Incoming, stored: str
) -> EmailDraft:
    if known := sent_before(EmailDraft, draft_id, agency_id=agency_id, received_by_id=acting.pk):
        return known
    draft = EmailDraft.objects.create(
        id=draft_id,
        agency_id=agency_id,
        received_by=acting,
        name=name,
        size=arrived.size,
        sha256=arrived.sha256,
        stored=stored,
    )
    detail: dict[str, object] = {"sha256": arrived.sha256, "size": arrived.size}
    note(acting, "email.handed_in", Subject("email", draft.pk, agency_id), detail=detail)
    return draft


def refuse_known(*, acting: Person, agency_id: uuid.UUID, sha256: str) -> None:
    """Raise KnownEmail where this very file is a report of the agency already."""
    known = report_of_key(acting, agency_id, email_key(sha256))
    if known is not None:
        raise KnownEmail(known)


@contextmanager
def opened(*, acting: Person, draft_id: uuid.UUID) -> Iterator[tuple[EmailDraft, Path, Email]]:
    """Yield an e-mail that waits, its file, and what it says. Raises NotFound for anybody but who handed it in."""
    draft = draft_for(acting, draft_id)
    with on_disk(draft.stored) as path:
        yield draft, path, read_email(path)


def record_email(
    *, acting: Person, draft_id: uuid.UUID, data: ReportData, kept: Collection[int], protected: ProtectedData | None
) -> Report:
    """Make a report of an e-mail that waits: all of it in one transaction, or nothing.

    `data.content` is what the person leaves of the words (`subject`, `text`); the e-mail itself is kept whole as the
    evidentiary copy. `kept` numbers the files inside that become attachments. `protected` says who sent it.

    Raises NotFound, Invalid, KnownEmail, DiskFull.
    """
    with opened(acting=acting, draft_id=draft_id) as (draft, path, email), ExitStack() as stack:
        refuse_known(acting=acting, agency_id=draft.agency_id, sha256=draft.sha256)
        stream = stack.enter_context(path.open("rb"))
        words = "\n\n".join(text for text in (data.content.get(SUBJECT, ""), data.content.get(TEXT, "")) if text)
        letter = Given(NEUTRAL_NAME, stream, media_type=EMAIL, working=words.encode())
        files = [Given(one.name, BytesIO(one.content)) for number, one in enumerate(email.files) if number in kept]
        ready = _once(stack.enter_context(prepared([letter])), stack.enter_context(prepared(files)))
        if ready[0].arrived.sha256 != draft.sha256:
            raise Conflict(
                _("The e-mail on the disk is not the one that was handed in. Nothing was recorded."),
                advice=_("Hand it in again, and tell your administrator."),
            )
        report = _written(acting, draft, data, ready, protected)
    storing.withdraw(draft.stored)
    return report


def _once(letter: list[Ready], files: list[Ready]) -> list[Ready]:
    """Leave out files that an e-mail brings twice, the later ones."""
    once: dict[str, Ready] = {}
    for one in (*letter, *files):
        once.setdefault(one.arrived.sha256, one)
    return list(once.values())


def _written(
    acting: Person, draft: EmailDraft, data: ReportData, ready: list[Ready], protected: ProtectedData | None
) -> Report:
    try:
        with placed(ready) as files, transaction.atomic():
            report = record_report(
                acting=acting,
                agency_id=draft.agency_id,
                data=data,
                record_id=draft.pk,
                channel=Channel.EMAIL,
                key=email_key(draft.sha256),
            )
            holder = report_holder(acting, report.pk)
            source = report.source.name
            keep(acting, holder, files[:1], Origin.EMAIL, came_from=source)
            keep(acting, holder, files[1:], Origin.INSIDE_EMAIL, came_from=source)
            if protected is not None:
                keep_details(acting=acting, owner=report, data=protected)
            draft.delete()
            return report
    except IntegrityError as error:  # recorded at the same moment, from a second hand-in
        refuse_known(acting=acting, agency_id=draft.agency_id, sha256=draft.sha256)
        raise Conflict from error


@transaction.atomic
def discard_email(*, acting: Person, draft_id: uuid.UUID) -> None:
    """Take back an e-mail that waits: its file is removed. Raises NotFound."""
    draft = draft_for(acting, draft_id)
    note(acting, "email.discarded", Subject("email", draft.pk, draft.agency_id), detail={"sha256": draft.sha256})
    stored = draft.stored
    draft.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))
