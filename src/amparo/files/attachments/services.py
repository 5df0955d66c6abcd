"""Writes: attaching, opening, handing out, describing, checking, giving access. Each is in the custody log."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.accounts.services.grants import set_access
from amparo.audit.services import record
from amparo.audit.values import redacted
from amparo.files import policies, storing
from amparo.files.attachments import selectors
from amparo.files.attachments.receiving import Given, keep, known_hashes, log, placed, prepared
from amparo.files.attachments.selectors import GRANTED, Held
from amparo.files.handing_out import refuse_missing
from amparo.files.models import AltText, Attachment, Copy, Origin, Outcome, Step
from amparo.files.subjects import holder_for
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem
from amparo.kernel.lines import one_line

LONGEST_REASON = 500


@dataclass(frozen=True)
class Attached:
    """What an upload came to: what was added, and the names of what the record held already."""

    added: Sequence[Attachment]
    known: Sequence[str]


def attach_files(*, acting: Person, kind: str, record_id: uuid.UUID, given: Sequence[Given]) -> Attached:
    """Attach files to a record: all of them, or none. A file that the record holds already is passed over.

    Raises NotFound where the person may not, Invalid with a problem for each file that is not accepted, DiskFull.
    """
    holder = holder_for(acting, kind, record_id)
    if not holder.may_add:
        raise NotFound
    if not given:
        raise Invalid(problems=[Problem("chosen", _("No file is chosen."), _("Choose at least one."))])
    with prepared(given) as ready:
        known = known_hashes(kind, record_id)
        fresh = {one.arrived.sha256: one for one in ready if one.arrived.sha256 not in known}
        old = [one.name for one in ready if one.arrived.sha256 in known]
        try:
            with placed(list(fresh.values())) as files, transaction.atomic():
                return Attached(keep(acting, holder, files, Origin.PAGE), old)
        except IntegrityError as error:
            raise _attached_meanwhile() from error


def _attached_meanwhile() -> Conflict:
    return Conflict(
        _("One of these files was attached at the same moment. Nothing was saved now."),
        advice=_("Open the record: it shows what it holds."),
    )


@transaction.atomic
def open_attachment(*, acting: Person, attachment_id: uuid.UUID) -> Held:
    """Return an attachment to be shown, and record that it was opened."""
    held = selectors.attachment_for(acting, attachment_id)
    log(acting, held.attachment, Step.OPENED)
    _note(acting, held.attachment, "attachment.read")
    return held


@transaction.atomic
def take_working_copy(*, acting: Person, attachment_id: uuid.UUID) -> Attachment:
    """Return an attachment whose working copy is handed out, and record it. What has none hands its evidence out."""
    attachment = selectors.attachment_for(acting, attachment_id).attachment
    refuse_missing(attachment.working or attachment.evidence)
    copy = Copy.WORKING if attachment.working else Copy.EVIDENCE
    log(acting, attachment, Step.DOWNLOADED, copy=copy, sha256=attachment.working_sha256 or attachment.sha256)
    _note(acting, attachment, "attachment.downloaded", {"copy": copy.value})
    return attachment


@transaction.atomic
def see_picture(*, acting: Person, attachment_id: uuid.UUID) -> Attachment:
    """Return an attachment whose working copy is a picture to be shown within a page. Raises NotFound for any other."""
    attachment = selectors.attachment_for(acting, attachment_id).attachment
    if not attachment.width:
        raise NotFound
    refuse_missing(attachment.working or attachment.evidence)
    _note(acting, attachment, "attachment.seen")
    return attachment


@transaction.atomic
def take_evidence(*, acting: Person, attachment_id: uuid.UUID, reason: str) -> Attachment:
    """Return an attachment whose evidentiary copy is handed out, for a reason that is recorded.

    Raises NotFound for who may not, Invalid without a reason.
    """
    attachment = selectors.attachment_for(acting, attachment_id).attachment
    if not selectors.opens_evidence(acting, attachment):
        raise NotFound
    why = stated_reason(reason)
    refuse_missing(attachment.evidence)
    log(acting, attachment, Step.DOWNLOADED, copy=Copy.EVIDENCE, sha256=attachment.sha256, said=why)
    _note(acting, attachment, "attachment.evidence_taken", {"reason": redacted(why)})
    return attachment


def stated_reason(reason: str) -> str:
    """Return a reason on one line. Raises Invalid where it says nothing or too much."""
    why = one_line(reason)
    if not why:
        raise Invalid(problems=[Problem("reason", _("The reason is missing."), _("Say what it is needed for."))])
    if len(why) > LONGEST_REASON:
        raise Invalid(problems=[Problem("reason", _("This text is too long."), _("Shorten it to 500 characters."))])
    return why


@transaction.atomic
def describe(*, acting: Person, attachment_id: uuid.UUID, text: str) -> None:
    """Say what can be seen or heard in an attachment. Earlier words stay in the history; the newest stand."""
    attachment = selectors.attachment_to_change(acting, attachment_id).attachment
    words = one_line(text)
    if not words or len(words) > 500:
        raise Invalid(
            problems=[Problem("text", _("Say it in 1 to 500 characters."), _("What is to be seen, without names."))]
        )
    AltText.objects.create(attachment=attachment, text=words, by=acting)
    log(acting, attachment, Step.DESCRIBED)
    _note(acting, attachment, "attachment.described", {"text": redacted(words)})


@transaction.atomic
def set_evidence_access(*, acting: Person, attachment_id: uuid.UUID, person_id: uuid.UUID, given: bool) -> None:
    """Give somebody access to the evidentiary copy, or take it back. Only who received the file does so."""
    attachment = selectors.attachment_for(acting, attachment_id).attachment
    if not policies.may_give_evidence(acting, attachment.agency_id, attachment.received_by_id):
        raise NotFound
    changed = set_access(
        acting=acting,
        agency_id=attachment.agency_id,
        object_type=GRANTED,
        object_id=attachment.pk,
        person_id=person_id,
        given=given,
        roles=policies.EVIDENCE_ROLES,
    )
    if changed:
        log(acting, attachment, Step.ACCESS_GIVEN if given else Step.ACCESS_TAKEN)


def check_hash(*, acting: Person, attachment_id: uuid.UUID) -> dict[Copy, Outcome]:
    """Read both copies on the disk and compare them with what was recorded. The answer goes into the custody log."""
    return compare(acting=acting, attachment=selectors.attachment_for(acting, attachment_id).attachment)


def check_all(*, acting: Person | None) -> list[tuple[Attachment, dict[Copy, Outcome]]]:
    """Check every attachment of the installation, and return those that are altered or missing.

    For the operator of the machine, who acts as nobody (None). Raises NotFound for anybody else.
    """
    if acting is not None:
        raise NotFound
    checked = ((one, compare(acting=None, attachment=one)) for one in Attachment.objects.order_by("id").iterator(200))
    return [(one, found) for one, found in checked if set(found.values()) != {Outcome.WHOLE}]


def compare(*, acting: Person | None, attachment: Attachment) -> dict[Copy, Outcome]:
    """Compare the copies of an attachment on the disk with their recorded hashes, and log it."""
    expected = {Copy.EVIDENCE: (attachment.evidence, attachment.sha256)}
    if attachment.working:
        expected[Copy.WORKING] = (attachment.working, attachment.working_sha256)
    found = {copy: _hash_on_disk(name) for copy, (name, _recorded) in expected.items()}
    answers = {copy: _outcome(found[copy], expected[copy][1]) for copy in expected}
    with transaction.atomic():
        for copy, outcome in answers.items():
            log(acting, attachment, Step.CHECKED, copy=copy, outcome=outcome, sha256=found[copy])
        detail = {f"{copy.value}": outcome.value for copy, outcome in answers.items()}
        _note(acting, attachment, "attachment.checked", detail)
    return answers


def _hash_on_disk(name: str) -> str:
    """Return the SHA-256 of a stored file, empty where it is gone or cannot be read."""
    digest = hashlib.sha256()
    try:
        with default_storage.open(name) as stored:
            while piece := stored.read(storing.CHUNK):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def _outcome(found: str, recorded: str) -> Outcome:
    if not found:
        return Outcome.MISSING
    return Outcome.WHOLE if found == recorded else Outcome.ALTERED


def _note(
    acting: Person | None, attachment: Attachment, action: str, detail: Mapping[str, object] | None = None
) -> None:
    record(
        acting=acting.pk if acting else None,
        agency=attachment.agency_id,
        action=action,
        object_type="attachment",
        object_id=attachment.pk,
        detail=detail,
    )
