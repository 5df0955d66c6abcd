"""What the pages of attachments show."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts import selectors as accounts
from amparo.accounts.models import Person
from amparo.files import policies
from amparo.files.attachable import EMAIL, ENDINGS
from amparo.files.attachments import redaction, selectors
from amparo.files.attachments.forms import (
    AccessForm,
    DescribeForm,
    RedactedFileForm,
    RedactPictureForm,
    RedactTextForm,
)
from amparo.files.attachments.selectors import Held
from amparo.files.models import Attachment, Copy, CustodyEvent, Outcome, Step
from amparo.files.pictures.reencoding import GRID
from amparo.files.subjects import Holder
from amparo.kernel.ui.parts import Cell, Column, Event, Fact, Link, Table
from amparo.kernel.ui.words import State, moment, number

LOG_LINES = 200
STATES = {Outcome.WHOLE: State.KEPT, Outcome.ALTERED: State.LATE, Outcome.MISSING: State.LATE}


@dataclass(frozen=True)
class AttachmentsPart:
    """What is attached to a record, for the page of that record; `add_url` is empty for those who only read."""

    table: Table
    add_url: str


@dataclass(frozen=True)
class NewPage:
    """The page on which files are attached."""

    form: forms.Form
    holder: Holder


@dataclass(frozen=True)
class Access:
    """Who else opens the evidentiary copy, and whom it can be given to."""

    people: tuple[Person, ...]
    form: AccessForm | None
    url: str


@dataclass(frozen=True)
class AttachmentPage:
    """One attachment with its custody log. An empty address means that the person may not."""

    attachment: Attachment
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    copies: str
    picture_url: str
    alt: str
    words: str
    derived: Table | None
    log: tuple[Event, ...]
    log_is_cut: bool
    evidence_url: str
    redact_url: str
    describe: DescribeForm | None
    access: Access | None


@dataclass(frozen=True)
class QuestionPage:
    """One question about an attachment, asked by a form."""

    attachment: Attachment
    form: forms.Form
    back_url: str
    picture_url: str = ""
    alt: str = ""
    lines: tuple[str, ...] = ()
    side: int = GRID


def _url(name: str, attachment: Attachment) -> str:
    return reverse(f"files:attachment-{name}", args=[attachment.pk])


def attachments_part(acting: Person, holder: Holder) -> AttachmentsPart:
    """Return the files of a record as a table. Two queries."""
    found = selectors.attachments_of(acting, holder.kind, holder.id)
    words = selectors.alt_text_of(found)
    table = Table(
        caption=_("Files"),
        columns=(Column(_("Name")), Column(_("Kind")), Column(_("Received")), Column(_("Fingerprint"))),
        rows=[
            (
                Cell(one.name, href=_url("detail", one), note=words.get(one.pk, "")),
                Cell(_kind(one), note=one.get_origin_display()),
                Cell(moment(one.received_at), note=one.received_by.name),
                Cell(one.sha256[:12], code=True),
            )
            for one in found
        ],
        fold=True,
        empty=_("No file is attached."),
    )
    add = reverse("files:attachment-new", args=[holder.kind, holder.id]) if holder.may_add else ""
    return AttachmentsPart(table, add)


def _kind(one: Attachment) -> str:
    ending = ENDINGS.get(one.media_type, ("?",))[0].upper()
    return f"{ending}, {number(one.width)} × {number(one.height)}" if one.width and one.height else ending


def detail_page(acting: Person, held: Held) -> AttachmentPage:
    """Return the page of one attachment."""
    one, may_add = held.attachment, held.holder.may_add
    events = list(selectors.custody_of(one)[: LOG_LINES + 1])
    derived = selectors.derived_of(one)
    words = selectors.alt_text_of([one]).get(one.pk, "")
    return AttachmentPage(
        attachment=one,
        crumbs=(Link(held.holder.title, held.holder.url), Link(one.name)),
        facts=_facts(one),
        copies=copies_in_words(one),
        picture_url=_url("picture", one) if one.width else "",
        alt=words or _("Nobody has described this picture yet."),
        words=words,
        derived=_derived_table(derived) if derived else None,
        log=tuple(_line(event) for event in events[:LOG_LINES]),
        log_is_cut=len(events) > LOG_LINES,
        evidence_url=_url("evidence", one) if selectors.opens_evidence(acting, one) else "",
        redact_url=_url("redact", one) if may_add else "",
        describe=DescribeForm(initial={"text": words}) if may_add else None,
        access=_access(acting, one),
    )


def copies_in_words(one: Attachment) -> str:
    """Say what a reader is given, and what stands apart."""
    if one.media_type == EMAIL:
        return _(
            "You are given the words of the e-mail without its head, which names who sent it. The e-mail itself is the "
            "evidentiary copy."
        )
    if one.working:
        return _(
            "You are given a working copy: the picture written anew, without place, time, camera or comments. The file "
            "as it came is the evidentiary copy."
        )
    if one.derived_from_id and one.width:
        return _("This copy was made here, without place, time or camera. Its original stays untouched.")
    return _(
        "You are given the file as it came: what it says about itself (its author, its place, its earlier versions) is "
        "still in it. Take that out before you pass it on."
    )


def _facts(one: Attachment) -> tuple[Fact, ...]:
    facts = [
        Fact(_("Kind"), _kind(one), basis=_("%(count)s bytes") % {"count": number(one.size)}),
        Fact(_("How it came"), one.get_origin_display()),
        Fact(_("Received by"), one.received_by.name, basis=moment(one.received_at)),
        Fact("SHA-256", f"{one.sha256[:16]}…", code=True),
    ]
    if one.derived_from is not None:
        facts.append(Fact(_("Redacted copy of"), one.derived_from.name, href=_url("detail", one.derived_from)))
    return tuple(facts)


def _derived_table(derived: list[Attachment]) -> Table:
    return Table(
        caption=_("Redacted copies"),
        columns=(Column(_("Name")), Column(_("Received")), Column(_("Fingerprint"))),
        rows=[
            (
                Cell(one.name, href=_url("detail", one)),
                moment(one.received_at),
                Cell(one.sha256[:12], code=True),
            )
            for one in derived
        ],
        fold=True,
    )


def _line(event: CustodyEvent) -> Event:
    parts = [event.get_copy_display() if event.copy else "", event.get_outcome_display() if event.outcome else ""]
    parts += [event.said, f"SHA-256 {event.sha256[:16]}…" if event.sha256 else ""]
    return Event(
        when=moment(event.at),
        what=Step(event.step).label,
        more=" · ".join(part for part in parts if part),
        who=event.by.name if event.by else _("The operator of the machine"),
        iso=event.at.isoformat(),
        state=STATES[Outcome(event.outcome)] if event.outcome else None,
    )


def _access(acting: Person, one: Attachment) -> Access | None:
    """Return who has access, for the person who gives it, where there is a copy that others are not given anyway."""
    if not one.working or not policies.may_give_evidence(acting, one.agency_id, one.received_by_id):
        return None
    people = tuple(accounts.people_with_access(acting, selectors.GRANTED, one.pk))
    return Access(people, access_form(acting, one.agency_id, policies.EVIDENCE_ROLES, people), _url("access", one))


def access_form(
    acting: Person, agency_id: object, roles: tuple[object, ...], people: tuple[Person, ...]
) -> AccessForm | None:
    """Return the form that gives access to one more colleague; None where there is nobody else."""
    colleagues = accounts.colleagues_for(acting, agency_id, *roles)  # type: ignore[arg-type]  # an id and roles
    others = [(str(person.pk), person.name) for person in colleagues if person not in people]
    return AccessForm(people=others) if others else None


def checked_in_words(found: Mapping[Copy, Outcome]) -> tuple[bool, str]:
    """Return whether all is as it was recorded, and a sentence on each copy."""
    said = {
        Outcome.WHOLE: _("%(copy)s: as it was recorded."),
        Outcome.ALTERED: _("%(copy)s: the file on the disk is not the one that was recorded."),
        Outcome.MISSING: _("%(copy)s: the file is not on the disk any more."),
    }
    sentences = [said[outcome] % {"copy": copy.label} for copy, outcome in found.items()]
    return set(found.values()) == {Outcome.WHOLE}, " ".join(sentences)


def question_page(one: Attachment, form: forms.Form) -> QuestionPage:
    """Return a page with one question about an attachment."""
    return QuestionPage(one, form, _url("detail", one))


def redaction_page(held: Held, form: forms.Form) -> QuestionPage:
    """Return the page of a redaction: a grid over the picture, the numbered lines of the text, or a file to hand in."""
    one = held.attachment
    text = redaction.text_of(one) if isinstance(form, RedactTextForm) else None
    return QuestionPage(
        attachment=one,
        form=form,
        back_url=_url("detail", one),
        picture_url=_url("picture", one) if isinstance(form, RedactPictureForm) else "",
        alt=selectors.alt_text_of([one]).get(one.pk, one.name),
        lines=tuple((text or "").split("\n")) if text is not None else (),
    )


def redaction_form(one: Attachment) -> type[RedactPictureForm | RedactTextForm | RedactedFileForm]:
    """Return the form by which such a file is redacted."""
    if one.width:
        return RedactPictureForm
    return RedactTextForm if redaction.text_of(one) is not None else RedactedFileForm
