"""Attachments on their way in: looked at, a working copy made, both placed on the disk; or nothing of them is left.

with prepared(given) as ready, placed(ready) as files, transaction.atomic():
    keep(person, holder, files, Origin.PAGE)
"""

import io
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.audit.services import record
from amparo.files import storing
from amparo.files.attachable import ENDINGS, PICTURES, attachable_kind, named_by_kind
from amparo.files.models import Attachment, Copy, CustodyEvent, Origin, Step
from amparo.files.names import safe_name
from amparo.files.pictures.reencoding import written_anew
from amparo.files.subjects import Holder
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, Problem, TooLarge
from amparo.kernel.ids import uuid7

MOST_AT_ONCE = 10
MOST_PER_RECORD = 200


@dataclass(frozen=True)
class Given:
    """A file as somebody gives it. `media_type` and `working` are for what was read already: an e-mail, its words."""

    name: str
    stream: storing.Readable
    media_type: str = ""
    working: bytes | None = None


@dataclass(frozen=True)
class Ready:
    """A file that was accepted; after `placed` with the names under which its copies lie."""

    name: str
    media_type: str
    arrived: storing.Incoming
    working: storing.Incoming | None = None
    working_type: str = ""
    width: int | None = None
    height: int | None = None
    evidence_name: str = ""
    working_name: str = ""


@contextmanager
def prepared(given: Sequence[Given]) -> Iterator[list[Ready]]:
    """Yield the files, each looked at, with the working copies of pictures. Gone at the end unless placed.

    Raises Invalid with one problem for each file that is not accepted, DiskFull where there is no room.
    """
    if len(given) > MOST_AT_ONCE:
        raise Invalid(
            problems=[Problem("chosen", _("More than 10 files at once are not accepted."), _("Send them in parts."))]
        )
    with ExitStack() as stack:
        ready: list[Ready] = []
        problems: list[Problem] = []
        for one in given:
            try:
                ready.append(_prepare(stack, one))
            except (Invalid, TooLarge) as error:
                problems.append(Problem("chosen", f"{safe_name(one.name)}: {error.detail}", error.advice))
        if problems:
            raise Invalid(problems=problems)
        yield ready


def _prepare(stack: ExitStack, given: Given) -> Ready:
    arrived = stack.enter_context(storing.incoming(given.stream, most=settings.MAX_ATTACHMENT_BYTES))
    media_type = given.media_type
    if not media_type:
        kind = attachable_kind(arrived.path)
        if not kind.media_type:
            raise Invalid(_("This is not accepted: it seems to be %(kind)s.") % {"kind": kind.name}, advice=kind.advice)
        media_type = kind.media_type
    ready = Ready(named_by_kind(safe_name(given.name), media_type), media_type, arrived)
    if given.working is not None:
        working = stack.enter_context(storing.incoming(io.BytesIO(given.working)))
        return replace(ready, working=working, working_type="text/plain")
    if media_type not in PICTURES:
        return ready
    picture = stack.enter_context(written_anew(arrived.path, media_type))
    return replace(ready, working=picture.arrived, working_type=media_type, width=picture.width, height=picture.height)


@contextmanager
def placed(ready: Sequence[Ready]) -> Iterator[list[Ready]]:
    """Place both copies of each file: the evidentiary one read-only, by its SHA-256. Taken back if the block fails."""
    names: list[str] = []
    today = clock.today()
    try:
        files = []
        for one in ready:
            evidence = f"{storing.EVIDENCE}/{one.arrived.sha256[:2]}/{one.arrived.sha256}-{uuid7().hex}"
            names.append(storing.place(one.arrived, evidence, read_only=True))
            working = ""
            if one.working is not None:
                ending = ENDINGS[one.working_type][0]
                working = f"{storing.WORKING}/{today:%Y}/{today:%m}/{uuid7()}.{ending}"
                names.append(storing.place(one.working, working))
            files.append(replace(one, evidence_name=evidence, working_name=working))
        yield files
    except BaseException:
        for name in names:
            storing.withdraw(name)
        raise


def _too_many(count: int, given: int) -> Problem:
    said = {"count": count, "given": given, "most": MOST_PER_RECORD}
    return Problem(
        "chosen",
        _("A record takes %(most)d files at most: this one has %(count)d, and %(given)d more were chosen.") % said,
        _("Choose fewer, or attach them to the report or incident that they belong to most closely."),
    )


def keep(
    acting: Person,
    holder: Holder,
    files: Sequence[Ready],
    origin: Origin,
    *,
    came_from: str = "",
    derived_from: Attachment | None = None,
    reason: str = "",
) -> list[Attachment]:
    """Write the records of placed files, with the first lines of their custody logs. In the caller's transaction."""
    count = Attachment.objects.filter(subject_type=holder.kind, subject_id=holder.id).count()
    if count + len(files) > MOST_PER_RECORD:
        raise Invalid(problems=[_too_many(count, len(files))])
    rows = [_row(acting, holder, one, origin, derived_from) for one in files]
    for row in rows:
        row.save(force_insert=True)
        _received(acting, row, came_from or holder.title, derived_from, reason)
    return rows


def _row(acting: Person, holder: Holder, one: Ready, origin: Origin, derived_from: Attachment | None) -> Attachment:
    return Attachment(
        agency_id=holder.agency_id,
        subject_type=holder.kind,
        subject_id=holder.id,
        name=one.name,
        media_type=one.media_type,
        size=one.arrived.size,
        sha256=one.arrived.sha256,
        evidence=one.evidence_name,
        working=one.working_name,
        working_type=one.working_type,
        working_size=one.working.size if one.working else 0,
        working_sha256=one.working.sha256 if one.working else "",
        width=one.width,
        height=one.height,
        origin=origin,
        derived_from=derived_from,
        received_by=acting,
    )


def _received(acting: Person, row: Attachment, came_from: str, original: Attachment | None, reason: str) -> None:
    log(acting, row, Step.RECEIVED, copy=Copy.EVIDENCE, sha256=row.sha256, said=reason or came_from)
    detail: dict[str, object] = {"sha256": row.sha256, "size": row.size, "type": row.media_type}
    detail |= {"subject_type": row.subject_type, "subject": row.subject_id, "origin": str(row.origin)}
    if original is not None:
        log(acting, original, Step.REDACTED, sha256=row.sha256, said=reason)
        detail["derived_from"] = original.pk
    record(
        acting=acting.pk,
        agency=row.agency_id,
        action="attachment.received" if original is None else "attachment.redacted",
        object_type="attachment",
        object_id=row.pk,
        detail=detail,
    )


def log(
    acting: Person | None,
    attachment: Attachment,
    step: Step,
    *,
    copy: Copy | None = None,
    outcome: str = "",
    sha256: str = "",
    said: str = "",
) -> CustodyEvent:
    """Add one line to the custody log of an attachment."""
    return CustodyEvent.objects.create(
        attachment=attachment,
        by=acting,
        step=step,
        copy=copy or "",
        outcome=outcome,
        sha256=sha256,
        said=said[:500],
    )


def known_hashes(holder_kind: str, record_id: uuid.UUID) -> set[str]:
    """Return the hashes of what a record holds already, so that a file sent twice is kept once."""
    rows = Attachment.objects.filter(subject_type=holder_kind, subject_id=record_id)
    return set(rows.values_list("sha256", flat=True))
