"""What the pages of reports show."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors.models import Actor
from amparo.files.attachments.pages import AttachmentsPart, attachments_part
from amparo.kernel import fuzzy
from amparo.kernel.errors import NotFound
from amparo.kernel.forms import Fault
from amparo.kernel.ids import parsed_id
from amparo.kernel.ui.parts import Cell, Column, Fact, Link, Table
from amparo.kernel.ui.words import State, moment
from amparo.monitor import codes, policies, selectors
from amparo.monitor.content import VictimData
from amparo.monitor.differences import victims_in_words
from amparo.monitor.fingerprints import content_sha256
from amparo.monitor.forms.reports import AttachForm, CodeForm, MentionForm, ReportForm
from amparo.monitor.holders import report_holder
from amparo.monitor.models import Incident, Mention, Report, Source, Victim
from amparo.monitor.pages import protected
from amparo.monitor.pages.cursors import Pager, cut
from amparo.monitor.pages.protected import ProtectedPart
from amparo.monitor.recording import note_read

PAGE_ROWS = 25


@dataclass(frozen=True)
class ReportListPage:
    """One page of the list, its filters, and where the next page begins."""

    table: Table
    sources: tuple[Source, ...]
    source: str
    reference: str
    untied: bool
    pager: Pager
    new_url: str


@dataclass(frozen=True)
class ReportPage:
    """One report as received."""

    report: Report
    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    content: tuple[tuple[str, str], ...]
    mentions: Table
    incident_url: str
    attach_url: str
    correct_url: str
    files: AttachmentsPart
    protected: ProtectedPart


@dataclass(frozen=True)
class ReportFormPage:
    """A new report; `corrects` is the one that it corrects."""

    form: ReportForm
    corrects: Report | None
    sources: int


@dataclass(frozen=True)
class FindPage:
    """Which incident: by its code."""

    report: Report
    form: CodeForm
    back_url: str
    list_url: str


@dataclass(frozen=True)
class AttachPage:
    """Which rows of children of an incident the report speaks of."""

    report: Report
    incident: Incident
    form: AttachForm
    rows: tuple[tuple[str, MentionForm], ...]
    faults: tuple[Fault, ...]
    back_url: str


def list_page(acting: Person, asked: Mapping[str, str]) -> ReportListPage:
    """Return one page of reports, the last received first. Three queries."""
    found = selectors.reports_for(acting)
    source_id = parsed_id(asked.get("source"))
    if source_id:
        found = found.filter(source_id=source_id)
    reference = asked.get("reference", "").strip()[:120]
    if reference:
        found = found.filter(reference__icontains=reference)
    untied = asked.get("untied") == "1"
    if untied:
        found = found.filter(~Exists(Mention.objects.filter(report=OuterRef("pk"))))
    rows, pager = cut(found, asked, name="received_on", descending=True, size=PAGE_ROWS)
    return ReportListPage(
        table=_list_table(rows),
        sources=tuple(selectors.sources_for(acting)),
        source=str(source_id or ""),
        reference=reference,
        untied=untied,
        pager=pager,
        new_url=reverse("monitor:report-new") if policies.may_record(acting) else "",
    )


def _list_table(rows: list[Report]) -> Table:
    return Table(
        caption=_("Reports, the last received first"),
        caption_hidden=True,
        columns=(
            Column(_("Received on")),
            Column(_("Source")),
            Column(_("Its reference")),
            Column(_("Came by")),
            Column(_("Fingerprint")),
        ),
        rows=[
            (
                Cell(
                    date_format(report.received_on),
                    href=reverse("monitor:report-detail", args=[report.pk]),
                    nowrap=True,
                ),
                report.source.name,
                Cell(report.reference, code=True) if report.reference else "–",
                report.get_channel_display(),
                Cell(report.sha256[:12], code=True),
            )
            for report in rows
        ],
        fold=True,
        empty=_("No report here."),
    )


def detail_page(acting: Person, report: Report) -> ReportPage:
    """Return one report, with its files, its judgement and that of its source."""
    records = policies.may_record(acting, report.agency_id)
    return ReportPage(
        report=report,
        title=_("Report of %(source)s") % {"source": report.source.name},
        crumbs=(Link(_("Reports"), reverse("monitor:report-list")), Link(report.reference or report.sha256[:12])),
        facts=_facts(report),
        content=tuple((str(name), str(text)) for name, text in report.content.items()),
        mentions=_mentions_table(list(selectors.mentions_of(report))),
        incident_url=f"{reverse('monitor:incident-new')}?report={report.pk}" if records else "",
        attach_url=reverse("monitor:report-find", args=[report.pk]) if records else "",
        correct_url=f"{reverse('monitor:report-new')}?corrects={report.pk}" if records else "",
        files=attachments_part(acting, report_holder(acting, report.pk)),
        protected=protected.part(acting, report),
    )


def _facts(report: Report) -> tuple[Fact, ...]:
    whole = content_sha256(report.content) == report.sha256
    facts = [
        _source(report),
        Fact(_("Received on"), date_format(report.received_on)),
        Fact(_("Its reference"), report.reference or "–", code=bool(report.reference)),
        Fact(_("Came by"), report.get_channel_display(), basis=_where(report)),
        Fact(_("Recorded by"), report.recorded_by.name, basis=moment(report.recorded_at)),
        Fact(
            _("As received"),
            _("unchanged") if whole else _("differs from its fingerprint"),
            basis=f"SHA-256 {report.sha256[:16]}…",
            state=State.KEPT if whole else State.LATE,
        ),
    ]
    facts.append(_credibility(report))
    if report.corrects is not None:
        href = reverse("monitor:report-detail", args=[report.corrects_id])
        facts.append(Fact(_("Corrects"), str(report.corrects), href=href))
    return tuple(facts)


def _source(report: Report) -> Fact:
    """Return the source with how far it is relied on, and the page that says why."""
    relied = selectors.source_assessments([report.source_id]).get(report.source_id)
    return Fact(
        _("Source"),
        report.source.name,
        basis=relied.get_grade_display() if relied else _("Reliability not judged"),
        href=reverse("monitor:source-reliability", args=[report.source_id]),
    )


def _credibility(report: Report) -> Fact:
    """Return how far the report is believed, and the page that says why."""
    believed = selectors.report_assessments([report.pk]).get(report.pk)
    return Fact(
        _("Credibility"),
        believed.get_grade_display() if believed else _("not judged"),
        basis=date_format(believed.assessed_on) if believed else "",
        href=reverse("monitor:report-credibility", args=[report.pk]),
    )


def _where(report: Report) -> str:
    if report.file is None or report.row is None:
        return ""
    return _("%(file)s, row %(row)d") % {"file": report.file.name, "row": report.row}


def _mentions_table(mentions: list[Mention]) -> Table:
    return Table(
        caption=_("What this report speaks of"),
        columns=(
            Column(_("Incident")),
            Column(_("Children")),
            Column(_("When")),
            Column(_("Where")),
            Column(_("By whom")),
        ),
        rows=[
            (
                Cell(row.incident.code, href=reverse("monitor:incident-detail", args=[row.incident_id]), code=True),
                children_of(row),
                fuzzy.say(fuzzy.parse(row.date_text)),
                str(row.area or "–"),
                actor_in_words(row.actor),
            )
            for row in mentions
        ],
        fold=True,
        empty=_("Nobody has said yet which incident this report speaks of."),
    )


def actor_in_words(actor: Actor | None) -> str:
    """Return who is named; a merged record under the name of whom it counts as, with its own behind."""
    if actor is None:
        return _("not identified")
    if actor.counts_as is None:
        return str(actor)
    return _("%(actor)s (recorded as %(record)s)") % {"actor": actor.counts_as, "record": actor}


def children_of(row: Mention | Victim) -> str:
    """Return a row of children in words."""
    stated = VictimData(row.pseudonym, row.sex, row.age_band, row.boys, row.girls, row.unknown)
    return victims_in_words([stated])[0]


def own_sources(acting: Person) -> QuerySet[Source]:
    """Return the sources of the agencies in which the person records."""
    return selectors.sources_for(acting).filter(agency__in=policies.writable_agencies(acting))


def corrected(acting: Person, report_id: str | None) -> Report | None:
    """Return the report that a new one corrects; raise NotFound for one that the person may not correct."""
    asked = parsed_id(report_id)
    if asked is None:
        return None
    report = selectors.report_for(acting, asked)
    if not policies.may_record(acting, report.agency_id):
        raise NotFound
    note_read(acting, "report", report.pk, report.agency_id)
    return report


def form_page(form: ReportForm, corrects: Report | None) -> ReportFormPage:
    """Return the page of a new report."""
    chooser = form.fields["source"]
    return ReportFormPage(form, corrects, chooser.queryset.count() if hasattr(chooser, "queryset") else 0)


def find_page(report: Report, form: CodeForm) -> FindPage:
    """Return the page that asks for an incident's code."""
    return FindPage(report, form, reverse("monitor:report-detail", args=[report.pk]), reverse("monitor:incident-list"))


def no_such_code(code: str) -> str:
    """Say why a code leads nowhere: mistyped, as its check digit tells, or of no incident that one may see."""
    if not codes.is_whole(code):
        return _("This code has a typing error: its check digit does not fit. Compare it once more.")
    return _("There is no incident with this code that you may see. Find it in the list of incidents.")


def to_attach(acting: Person, report_id: uuid.UUID, incident_id: uuid.UUID) -> tuple[Report, Incident, list[Victim]]:
    """Return a report, an incident of the same agency, and those of its rows that the report does not mention yet."""
    report, incident = selectors.report_for(acting, report_id), selectors.incident_for(acting, incident_id)
    if report.agency_id != incident.agency_id or not policies.may_record(acting, report.agency_id):
        raise NotFound
    note_read(acting, "report", report.pk, report.agency_id)
    note_read(acting, "incident", incident.pk, incident.agency_id)
    mentioned = Mention.objects.filter(report=report, victim=OuterRef("pk"))
    return report, incident, list(selectors.victims_of(incident).filter(~Exists(mentioned)))


def attach_page(report: Report, incident: Incident, form: AttachForm) -> AttachPage:
    """Return the page on which rows of children are chosen."""
    found = [
        Fault(f"#{part[name].auto_id}" if name in part.fields else "", str(error))
        for part in (form, *form.rows)
        for name, errors in part.errors.items()
        for error in errors
    ]
    return AttachPage(
        report=report,
        incident=incident,
        form=form,
        rows=tuple((children_of(row.victim), row) for row in form.rows),
        faults=tuple(found),
        back_url=reverse("monitor:report-detail", args=[report.pk]),
    )
