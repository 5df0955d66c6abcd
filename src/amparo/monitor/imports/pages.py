"""What the pages of imports and mappings show."""

import uuid
from collections.abc import Mapping as Held
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel import fuzzy
from amparo.kernel.errors import Stale
from amparo.kernel.forms import whole_number
from amparo.kernel.ui.parts import Cell, Column, Fact, Table, Text
from amparo.kernel.ui.words import State, moment, number
from amparo.monitor.associations import sentences
from amparo.monitor.imports import selectors
from amparo.monitor.imports.forms import ImportForm, MappingForm, SampleForm
from amparo.monitor.imports.preview import Preview, PreviewRow, preview_of
from amparo.monitor.models import ImportBatch, ImportProblem, Mapping
from amparo.monitor.population import counted_places, too_many
from amparo.places.models import Area

PER_PAGE = 50
Stage = ImportBatch.State
LOOKS: dict[str, State] = {
    Stage.CHECKING: State.RUN,
    Stage.REFUSED: State.LATE,
    Stage.CHECKED: State.WAIT,
    Stage.IMPORTING: State.RUN,
    Stage.STOPPED: State.TODAY,
    Stage.DONE: State.KEPT,
}


@dataclass(frozen=True)
class ListPage:
    """The imports, the last started first."""

    table: Table
    page: "Page[ImportBatch]"


@dataclass(frozen=True)
class NewPage:
    """The form of a new import; without a mapping there is none."""

    form: ImportForm
    has_mapping: bool


@dataclass(frozen=True)
class DetailPage:
    """One import. `is_running`: it moves by itself; `percent` says how far it is (none: not known)."""

    batch: ImportBatch
    title: str
    facts: tuple[Fact, ...]
    is_running: bool
    percent: int | None
    progress: str
    can_import: bool
    button: str
    preview: Table | None
    preview_note: str
    problems: Table | None
    problems_page: "Page[ImportProblem] | None"
    unlisted: str
    reports: Table | None


@dataclass(frozen=True)
class MappingListPage:
    """The saved mappings."""

    table: Table
    count: int


@dataclass(frozen=True)
class SamplePage:
    """The first step of a new mapping."""

    form: SampleForm
    has_source: bool


@dataclass(frozen=True)
class MappingPage:
    """The form of a mapping; after a stale save, its stored name and definition are to be read again."""

    form: MappingForm
    title: str
    source: str
    version: int
    stale: bool
    export_url: str


def list_page(acting: Person, page_number: str | None) -> ListPage:
    """Return a page of the list of imports."""
    page = Paginator(selectors.batches_for(acting), PER_PAGE).get_page(page_number)
    table = Table(
        caption=_("Imports, the last one first"),
        caption_hidden=True,
        columns=(
            Column(_("File")),
            Column(_("Mapping")),
            Column(_("State")),
            Column(_("Rows"), number=True),
            Column(_("New reports"), number=True),
            Column(_("Problems"), number=True),
            Column(_("Started")),
        ),
        rows=[_list_row(batch) for batch in page],
        fold=True,
    )
    return ListPage(table, page)


def _list_row(batch: ImportBatch) -> tuple[Cell | Text, ...]:
    return (
        Cell(batch.file.name, href=reverse("monitor:import-detail", args=[batch.pk])),
        Cell(batch.mapping.name, note=batch.mapping.source.name),
        Cell(batch.get_state_display(), state=LOOKS[batch.state]),
        number(batch.rows_total) if batch.rows_total is not None else "–",
        number(batch.rows_saved),
        number(batch.problems_count),
        Cell(moment(batch.started_at), note=batch.started_by.name),
    )


def detail_page(batch: ImportBatch, page_number: str | None) -> DetailPage:
    """Return the page of one import, as it stands."""
    state = batch.state
    listed = state in (Stage.REFUSED, Stage.STOPPED)
    page = Paginator(selectors.problems_of(batch), PER_PAGE).get_page(page_number) if listed else None
    unlisted = batch.problems_count - page.paginator.count if page else 0
    shown = preview_of(batch) if state == Stage.CHECKED else None
    running = state in (Stage.CHECKING, Stage.IMPORTING)
    percent = _percent(batch) if running else None
    return DetailPage(
        batch=batch,
        title=batch.file.name,
        facts=_facts(batch),
        is_running=running,
        percent=percent,
        progress=_progress(batch, percent) if running else "",
        can_import=state in (Stage.CHECKED, Stage.STOPPED),
        button=_button(batch),
        preview=_preview_table(shown) if shown and shown.rows else None,
        preview_note=_preview_note(shown) if shown else "",
        problems=_problem_table(page) if page else None,
        problems_page=page,
        unlisted=_("%(count)s more problems are not listed.") % {"count": number(unlisted)} if unlisted else "",
        reports=_report_table(batch) if batch.rows_saved else None,
    )


def _facts(batch: ImportBatch) -> tuple[Fact, ...]:
    rows = number(batch.rows_total) if batch.rows_total is not None else _("not yet counted")
    return (
        Fact(_("State"), batch.get_state_display(), state=LOOKS[batch.state]),
        Fact(_("Source"), batch.mapping.source.name),
        Fact(_("Mapping"), batch.mapping.name, href=reverse("monitor:mapping-change", args=[batch.mapping_id])),
        Fact(_("File"), batch.file.name, href=reverse("files:file-download", args=[batch.file_id])),
        Fact(_("Rows"), rows, basis=_("%(count)s imported before") % {"count": number(batch.rows_known)}),
        Fact(_("New reports"), number(batch.rows_saved)),
        Fact(_("Started"), moment(batch.started_at), basis=batch.started_by.name),
    )


def _percent(batch: ImportBatch) -> int | None:
    return min(100, 100 * batch.rows_done // batch.rows_total) if batch.rows_total else None


def _progress(batch: ImportBatch, percent: int | None) -> str:
    if percent is None:
        return _("%(count)s rows looked at.") % {"count": number(batch.rows_done)}
    return _("%(count)s of %(total)s rows.") % {
        "count": number(batch.rows_done),
        "total": number(batch.rows_total or 0),
    }


def _button(batch: ImportBatch) -> str:
    if batch.state == Stage.STOPPED:
        return _("Continue")
    new = (batch.rows_total or 0) - batch.rows_known
    return _("Import %(count)s rows") % {"count": number(new)} if new else _("Finish: all rows were imported before")


def _preview_table(shown: Preview) -> Table:
    columns = [_("Row"), _("Date"), _("Place"), _("Violation"), _("Actor"), _("Children"), _("Incident")]
    columns += [_("Recruitment, use and leaving")] if shown.terms else []
    people = counted_places(place.id for row in shown.rows if row.meaning for place in row.meaning.places)
    return Table(
        caption=_("The first rows, as they are understood"),
        columns=[Column(text) for text in columns],
        rows=[(*_preview_row(row, people), *_told(row, shown)) for row in shown.rows],
        fold=True,
    )


def _preview_row(row: PreviewRow, people: Held[uuid.UUID, Area]) -> tuple[Cell | Text, ...]:
    meant = row.meaning
    if meant is None:
        return (number(row.number), *(["–"] * 6))
    within = meant.finest
    counted = next((people[place.id] for place in meant.places if place.id in people), None)
    children = meant.pseudonym or " · ".join(
        text % {"count": number(count)}
        for text, count in (
            (_("%(count)s boys"), meant.boys),
            (_("%(count)s girls"), meant.girls),
            (_("%(count)s of unknown sex"), meant.unknown),
        )
        if count
    )
    return (
        number(row.number),
        str(fuzzy.say(meant.date)),
        Cell(within.words[1], note=meant.country.code),
        meant.violation.words[0],
        meant.actor.words[1] if meant.actor else _("not identified"),
        Cell(children, note=too_many(counted, meant.boys + meant.girls + meant.unknown) if counted else ""),
        Cell(meant.code, code=True) if meant.code else _("a new one"),
    )


def _told(row: PreviewRow, shown: Preview) -> tuple[str, ...]:
    """Return the cell of what a row tells of an association; no cell where the file has no such column."""
    if not shown.terms:
        return ()
    told = row.meaning.told if row.meaning else None
    return (" · ".join(sentences(told, shown.terms)) if told else "–",)


def _preview_note(shown: Preview) -> str:
    """Say why nothing can be shown, or which sheet is shown where some are hidden."""
    if not shown.rows and shown.problems:
        return f"{shown.problems[0].message} {shown.problems[0].advice}"
    if not shown.hidden:
        return ""
    names = ", ".join(shown.hidden)
    return _("Sheet “%(sheet)s” is read. Hidden sheets are not: %(names)s.") % {"sheet": shown.sheet, "names": names}


def _problem_table(page: "Page[ImportProblem]") -> Table:
    return Table(
        caption=_("Problems, by row"),
        columns=[Column(text) for text in (_("Row"), _("Column"), _("Value"), _("What is wrong"), _("What to do"))],
        rows=[
            (number(one.row) if one.row else _("file"), one.column or "–", one.value or "–", one.message, one.advice)
            for one in page
        ],
        fold=True,
    )


def _report_table(batch: ImportBatch) -> Table:
    reports = selectors.reports_of(batch)[:20]
    return Table(
        caption=_("The first reports that came of it"),
        columns=(Column(_("Row")), Column(_("Report"))),
        rows=[
            (
                number(report.row or 0),
                Cell(report.reference or str(report.pk)[-12:], href=reverse("monitor:report-detail", args=[report.pk])),
            )
            for report in reports
        ],
        fold=True,
    )


def mapping_list_page(acting: Person) -> MappingListPage:
    """Return the list of mappings."""
    found = list(selectors.mappings_for(acting))
    table = Table(
        caption=_("Mappings, by name"),
        caption_hidden=True,
        columns=(Column(_("Name")), Column(_("Source")), Column(_("Version"), number=True), Column(_("As a file"))),
        rows=[
            (
                Cell(one.name, href=reverse("monitor:mapping-change", args=[one.pk])),
                one.source.name,
                number(one.version),
                Cell(_("Export"), href=reverse("monitor:mapping-export", args=[one.pk])),
            )
            for one in found
        ],
        fold=True,
    )
    return MappingListPage(table, len(found))


def mapping_page(
    form: MappingForm, source: str, mapping: Mapping | None = None, stale: Stale | None = None
) -> MappingPage:
    """Return the page of a new or a changed mapping."""
    version = mapping.version if mapping else 0
    sent = form.data.get("version", "") if form.is_bound else ""
    version = stale.version if stale is not None and stale.version is not None else whole_number(sent, version)
    return MappingPage(
        form=form,
        title=_("Change the mapping %(name)s") % {"name": mapping.name} if mapping else _("New mapping"),
        source=source,
        version=version,
        stale=stale is not None,
        export_url=reverse("monitor:mapping-export", args=[mapping.pk]) if mapping else "",
    )
