"""What the pages of the field list show."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.kernel import fuzzy
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Cell, Column, Fact, Link, Table, Text
from amparo.kernel.ui.words import State, moment, number
from amparo.monitor.associations import sentences
from amparo.monitor.content import IncidentData
from amparo.monitor.differences import victims_in_words
from amparo.monitor.models import FieldListFile
from amparo.monitor.mrm import selectors
from amparo.monitor.mrm.forms import RecordsForm
from amparo.monitor.mrm.reading import Lookups, Understood, understand
from amparo.monitor.population import too_many
from amparo.places.models import Area

PER_PAGE = 50
Stage = FieldListFile.State
LOOKS: dict[str, State] = {
    Stage.CHECKING: State.RUN,
    Stage.REFUSED: State.LATE,
    Stage.CHECKED: State.WAIT,
    Stage.IMPORTING: State.RUN,
    Stage.STOPPED: State.TODAY,
    Stage.DONE: State.KEPT,
    Stage.DISCARDED: State.NONE,
}
Listed = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class RecordsListPage:
    """The files, the last one first."""

    crumbs: tuple[Link, ...]
    table: Table
    page: "Page[FieldListFile]"


@dataclass(frozen=True)
class RecordsNewPage:
    """The form; without a source there is none."""

    crumbs: tuple[Link, ...]
    form: RecordsForm
    has_source: bool


@dataclass(frozen=True)
class RecordsPage:
    """One file. `is_running`: it moves by itself; `percent` says how far it is (none: not known)."""

    file: FieldListFile
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    is_running: bool
    percent: int | None
    progress: str
    refused: bool
    stopped: bool
    waits: bool
    button: str
    preview: Table | None
    problems: Table | None
    notes: Table | None
    listed: "Page[Mapping[str, str]] | None"
    unlisted: str


def _crumbs(*more: Link) -> tuple[Link, ...]:
    return (Link(_("Imports"), address("monitor:import-list")), *more)


def list_page(acting: Person, asked: str) -> RecordsListPage:
    """Return one page of files. The number of queries does not depend on the number of rows."""
    page = Paginator(selectors.files_for(acting), PER_PAGE).get_page(asked)
    columns = (
        Column(_("File")),
        Column(_("Source")),
        Column(_("State")),
        Column(_("Incidents"), number=True),
        Column(_("New"), number=True),
        Column(_("Handed in")),
    )
    rows = [
        (
            Cell(row.name, href=reverse("monitor:records-detail", args=[row.pk])),
            row.source.name,
            Cell(row.get_state_display(), state=LOOKS[row.state]),
            number(row.records_total) if row.records_total is not None else "–",
            number(row.records_saved),
            Cell(moment(row.handed_in_at), note=row.handed_in_by.name),
        )
        for row in page
    ]
    table = Table(_("Files of the field list, the last one first"), columns, rows, fold=True, caption_hidden=True)
    return RecordsListPage(_crumbs(Link(_("Field list"))), table, page)


def new_page(form: RecordsForm, *, has_source: bool) -> RecordsNewPage:
    """Return the page of the form."""
    return RecordsNewPage(
        _crumbs(Link(_("Field list"), reverse("monitor:records-list")), Link(_("Import"))), form, has_source
    )


def detail_page(file: FieldListFile, asked: str) -> RecordsPage:
    """Return one file, as it stands."""
    running = file.state in (Stage.CHECKING, Stage.IMPORTING)
    listed: Listed = file.problems or file.notes
    page = Paginator(listed, PER_PAGE).get_page(asked) if listed else None
    total = file.problems_count if file.problems else file.notes_count
    new = (file.records_total or 0) - file.records_known
    return RecordsPage(
        file=file,
        crumbs=_crumbs(Link(_("Field list"), reverse("monitor:records-list")), Link(file.name)),
        facts=_facts(file),
        is_running=running,
        percent=min(100, 100 * file.records_done // file.records_total) if running and file.records_total else None,
        progress=_("%(count)s incidents looked at.") % {"count": number(file.records_done)},
        refused=file.state == Stage.REFUSED,
        stopped=file.state == Stage.STOPPED,
        waits=file.state in (Stage.CHECKED, Stage.STOPPED),
        button=_("Continue") if file.state == Stage.STOPPED else _button(new),
        preview=_preview(file) if file.state == Stage.CHECKED else None,
        problems=_problems(page) if page and file.problems else None,
        notes=_notes(page) if page and not file.problems else None,
        listed=page,
        unlisted=_("%(count)s more are not listed.") % {"count": number(total - len(listed))}
        if total > len(listed)
        else "",
    )


def _button(new: int) -> str:
    if not new:
        return _("Finish: all incidents were imported before")
    return ngettext("Import %(count)s incident", "Import %(count)s incidents", new) % {"count": number(new)}


def _facts(file: FieldListFile) -> tuple[Fact, ...]:
    total = number(file.records_total) if file.records_total is not None else _("not yet counted")
    before = _("%(count)s imported before") % {"count": number(file.records_known)}
    facts = [
        Fact(_("State"), file.get_state_display(), state=LOOKS[file.state]),
        Fact(_("Source"), file.source.name),
        Fact(_("Incidents"), total, basis=before),
        Fact(_("New incidents"), number(file.records_saved)),
        Fact(_("Handed in"), moment(file.handed_in_at), basis=file.handed_in_by.name),
        Fact(_("SHA-256"), file.sha256[:16] + "…", code=True),
    ]
    if file.state != Stage.REFUSED:
        facts.insert(4, Fact(_("Not taken over as it came"), number(file.notes_count)))
    return tuple(facts)


def _problems(page: "Page[Mapping[str, str]]") -> Table:
    columns = (Column(_("Where")), Column(_("What is wrong")), Column(_("What to do")))
    rows = [(one["where"] or _("file"), one["message"], one["advice"] or "–") for one in page]
    return Table(_("Problems, by record"), columns, rows, fold=True)


def _notes(page: "Page[Mapping[str, str]]") -> Table:
    columns = (Column(_("Where")), Column(_("Value")), Column(_("What becomes of it")))
    rows = [(one["where"], one["value"] or "–", one["message"]) for one in page]
    return Table(_("What is not taken over as it came"), columns, rows, fold=True)


def _preview(file: FieldListFile) -> Table:
    """Return the first incidents as they are understood. The number of queries does not depend on theirs."""
    lookups = Lookups(file.first)
    understood = [understand(record, "", lookups) for record in file.first]
    areas = Area.objects.in_bulk({place for one in understood if one.incident for place in _places(one.incident)})
    names = (_("Reference"), _("Date"), _("Place"), _("Violations"), _("Children"), _("Recruitment, use and leaving"))
    rows = [_row(one, lookups, areas) for one in understood]
    return Table(_("The first incidents, as they are understood"), [Column(name) for name in names], rows, fold=True)


def _places(data: IncidentData) -> list[uuid.UUID]:
    return [place for place in (data.admin2_id, data.admin1_id, data.country_id) if place]


def _above_population(data: IncidentData, areas: Mapping[Any, Area]) -> str:
    """Return the warning that more children are counted than the place has people."""
    counted = next((areas[place] for place in _places(data) if areas[place].population), None)
    children = sum(row.boys + row.girls + row.unknown for row in data.victims)
    return too_many(counted, children) if counted else ""


def _row(one: Understood, lookups: Lookups, areas: Mapping[Any, Area]) -> tuple[Cell | Text, ...]:
    data = one.event
    acts = [
        f"{lookups.by_id[act.type_id]} – {lookups.actor_names.get(act.actor_id) or _('not identified')}"
        for act in data.violations
    ]
    told = dict.fromkeys(line for association in one.associations for line in sentences(association, lookups.by_id))
    return (
        Cell(one.reference, code=True) if one.reference else "–",
        fuzzy.say(data.date),
        str(areas[data.finest_id]),
        "; ".join(acts),
        Cell("; ".join(victims_in_words(data.victims)) or "–", note=_above_population(data, areas)),
        " · ".join(told) or "–",
    )
