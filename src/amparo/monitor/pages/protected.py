"""What the pages of protected details and of assessments show."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts import selectors as accounts
from amparo.accounts.models import Person
from amparo.files.attachments.pages import Access, access_form
from amparo.kernel.errors import NotFound, Stale
from amparo.kernel.ui.parts import Event, Fact, Link
from amparo.kernel.ui.words import moment
from amparo.monitor import policies, selectors
from amparo.monitor.forms.protected import CredibilityForm, ProtectedForm, ReadingForm, ReliabilityForm, written
from amparo.monitor.models import Mention, ProtectedDetails, Report, ReportAssessment, Source, SourceAssessment
from amparo.monitor.selectors import protected as reads

READINGS = 50


@dataclass(frozen=True)
class ProtectedPart:
    """Of protected details, what the page of their source or report says: who keeps them, never what they are."""

    keeper: str
    open_url: str
    write_url: str


@dataclass(frozen=True)
class ProtectPage:
    """The form in which protected details are written down."""

    form: ProtectedForm
    title: str
    back_url: str


@dataclass(frozen=True)
class ProtectedPage:
    """Protected details before they are opened; after it, with the details themselves (`shown`)."""

    details_id: uuid.UUID
    title: str
    crumbs: tuple[Link, ...]
    keeper: str
    ask: ReadingForm
    shown: tuple[Fact, ...]
    change: ProtectedForm | None
    version: int
    readings: tuple[Event, ...]
    access: Access | None


@dataclass(frozen=True)
class AssessmentPage:
    """The judgements of a source or report, the one that stands first; `form` is there for those who judge."""

    title: str
    crumbs: tuple[Link, ...]
    history: tuple[Event, ...]
    form: forms.Form | None
    act_url: str
    scale: tuple[tuple[str, str], ...]
    is_source: bool
    protected: ProtectedPart | None = None


def part(acting: Person, owner: Source | Report) -> ProtectedPart:
    """Say who keeps protected details of a source or report. Three queries at most."""
    found = reads.protected_of(acting, owner)
    kind = "source" if isinstance(owner, Source) else "report"
    if found is None:
        may = policies.may_record(acting, owner.agency_id)
        return ProtectedPart("", "", reverse(f"monitor:{kind}-protect", args=[owner.pk]) if may else "")
    details_id, keeper, may_open = found
    return ProtectedPart(keeper.name, reverse("monitor:protected", args=[details_id]) if may_open else "", "")


def owner_link(owner: Source | Report) -> Link:
    """Return the page of a source or report, and its name."""
    if isinstance(owner, Source):
        return Link(owner.name, reverse("monitor:source-reliability", args=[owner.pk]))
    name = _("Report of %(source)s") % {"source": owner.source.name}
    return Link(name, reverse("monitor:report-detail", args=[owner.pk]))


def to_protect(acting: Person, owner: Source | Report) -> Source | Report:
    """Return a source or report of which the person may write details down: one that has none yet."""
    if not policies.may_record(acting, owner.agency_id) or reads.protected_of(acting, owner) is not None:
        raise NotFound
    return owner


def protect_page(form: ProtectedForm, owner: Source | Report) -> ProtectPage:
    """Return the form for a source or report."""
    link = owner_link(owner)
    return ProtectPage(form, str(link.text), link.href)


def protected_page(
    acting: Person,
    details: ProtectedDetails,
    ask: ReadingForm,
    *,
    opened: bool = False,
    change: ProtectedForm | None = None,
    stale: Stale | None = None,
) -> ProtectedPage:
    """Return the page of protected details. What they say is on it only when they were opened for a reason just now."""
    keeps = policies.may_keep_protected(acting, details.agency_id, details.kept_by_id)
    owner = details.source or details.report
    link = owner_link(owner) if owner else Link("")
    return ProtectedPage(
        details_id=details.pk,
        title=str(link.text),
        crumbs=(link, Link(_("Protected details"))),
        keeper=details.kept_by.name,
        ask=ask,
        shown=_shown(details) if opened else (),
        change=change or (ProtectedForm(initial=written(details)) if opened and keeps else None),
        version=stale.version if stale and stale.version is not None else details.version,
        readings=tuple(_readings(details)) if keeps else (),
        access=_access(acting, details) if keeps else None,
    )


def _shown(details: ProtectedDetails) -> tuple[Fact, ...]:
    values = (
        (_("Name"), details.name),
        (_("Contact"), details.contact),
        (_("Circumstances"), details.circumstances),
        (_("Note"), details.note),
    )
    return tuple(Fact(label, value or "–") for label, value in values)


def _readings(details: ProtectedDetails) -> list[Event]:
    return [
        Event(moment(row.at), row.by.name, row.reason, iso=row.at.isoformat())
        for row in reads.readings_of(details)[:READINGS]
    ]


def _access(acting: Person, details: ProtectedDetails) -> Access:
    people = tuple(accounts.people_with_access(acting, reads.GRANTED, details.pk))
    form = access_form(acting, details.agency_id, policies.PROTECTED_READERS, people)
    return Access(people, form, reverse("monitor:protected-access", args=[details.pk]))


def source_page(acting: Person, source: Source, form: forms.Form | None = None) -> AssessmentPage:
    """Return the page of a source's reliability."""
    may = policies.may_assess(acting, source.agency_id)
    return AssessmentPage(
        title=source.name,
        crumbs=(Link(_("Sources"), reverse("monitor:source-list")), Link(source.name)),
        history=_history(selectors.assessments_of(source)),
        form=(form or ReliabilityForm()) if may else None,
        act_url=reverse("monitor:source-assess", args=[source.pk]),
        scale=reliability_scale(),
        is_source=True,
        protected=part(acting, source),
    )


def report_page(acting: Person, report: Report, form: forms.Form | None = None) -> AssessmentPage:
    """Return the page of a report's credibility."""
    may, link = policies.may_assess(acting, report.agency_id), owner_link(report)
    return AssessmentPage(
        title=str(link.text),
        crumbs=(link, Link(_("Credibility"))),
        history=_history(selectors.assessments_of(report)),
        form=(form or CredibilityForm()) if may else None,
        act_url=reverse("monitor:report-assess", args=[report.pk]),
        scale=credibility_scale(),
        is_source=False,
    )


def _history(rows: Sequence[SourceAssessment] | Sequence[ReportAssessment]) -> tuple[Event, ...]:
    return tuple(
        Event(
            date_format(row.assessed_on),
            row.get_grade_display(),
            row.basis,
            row.assessed_by.name,
            iso=row.assessed_on.isoformat(),
        )
        for row in rows
    )


def reliability_scale() -> tuple[tuple[str, str], ...]:
    """Return each letter with what it means."""
    return (
        ("A", _("Its reports have proved true, and nothing speaks against it.")),
        ("B", _("Most of its reports have proved true.")),
        ("C", _("Some of its reports have proved true, some not.")),
        ("D", _("Few of its reports have proved true.")),
        ("E", _("It has reported falsely, or has reason to.")),
        ("F", _("It is new, or too little is known. This is no reproach.")),
    )


def credibility_scale() -> tuple[tuple[str, str], ...]:
    """Return each number with what it means."""
    return (
        ("1", _("Independent sources say the same.")),
        ("2", _("It fits what is known, and nothing speaks against it.")),
        ("3", _("It may be so; little is known to compare it with.")),
        ("4", _("It fits badly with what is known.")),
        ("5", _("What is known speaks against it.")),
        ("6", _("There is nothing to judge it by yet.")),
    )


def judgements_behind(mentions: Sequence[Mention]) -> dict[uuid.UUID, str]:
    """Return, by report, how far its source is relied on and how far it is believed, for who verifies. Two queries."""
    relied = selectors.source_assessments({row.source_id for row in mentions})
    believed = selectors.report_assessments({row.report_id for row in mentions})
    words: dict[uuid.UUID, str] = {}
    for row in mentions:
        both = (relied.get(row.source_id), believed.get(row.report_id))
        words[row.report_id] = " · ".join(str(one.get_grade_display()) for one in both if one is not None)
    return words
