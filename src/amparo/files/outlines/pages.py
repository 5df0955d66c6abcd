"""What the pages of outlines show."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.files.outlines import selectors
from amparo.files.outlines.forms import OutlinesForm
from amparo.files.outlines.models import OutlineUpload
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Cell, Column, Fact, Link, Table
from amparo.kernel.ui.words import State, moment, number

PER_PAGE = 50
_LOOKS = {
    OutlineUpload.State.WAITING: State.WAIT,
    OutlineUpload.State.READING: State.RUN,
    OutlineUpload.State.REFUSED: State.LATE,
    OutlineUpload.State.DONE: State.KEPT,
}


@dataclass(frozen=True)
class ListPage:
    """The uploads, the latest first."""

    crumbs: tuple[Link, ...]
    table: Table
    page: "Page[OutlineUpload]"


@dataclass(frozen=True)
class NewPage:
    """The form."""

    crumbs: tuple[Link, ...]
    form: OutlinesForm


@dataclass(frozen=True)
class DetailPage:
    """One upload; `is_running`: it moves by itself."""

    upload: OutlineUpload
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    is_running: bool
    progress: str
    refused: bool
    told: Table | None


def _crumbs(*more: Link) -> tuple[Link, ...]:
    return (Link(_("Places"), address("public:place-list")), *more)


def list_page(acting: Person, asked: str) -> ListPage:
    """Return one page of uploads. The number of queries does not depend on the number of rows."""
    page = Paginator(selectors.uploads_for(acting), PER_PAGE).get_page(asked)
    columns = (Column(_("File")), Column(_("Handed in")), Column(_("By")), Column(_("State")))
    rows = [
        (
            Cell(row.name, href=reverse("files:outlines-detail", args=[row.pk])),
            moment(row.uploaded_at),
            row.uploaded_by.name,
            _state(row),
        )
        for row in page
    ]
    table = Table(_("Files of outlines"), columns, rows, fold=True, caption_hidden=True)
    return ListPage(_crumbs(Link(_("Outlines"))), table, page)


def new_page(form: OutlinesForm) -> NewPage:
    """Return the page of the form."""
    return NewPage(_crumbs(Link(_("Outlines"), reverse("files:outlines-list")), Link(_("Hand in"))), form)


def detail_page(upload: OutlineUpload) -> DetailPage:
    """Return one upload."""
    return DetailPage(
        upload=upload,
        crumbs=_crumbs(Link(_("Outlines"), reverse("files:outlines-list")), Link(upload.name)),
        facts=_facts(upload),
        is_running=upload.state in (OutlineUpload.State.WAITING, OutlineUpload.State.READING),
        progress=_("%(count)s features read.") % {"count": number(upload.features_done)},
        refused=upload.state == OutlineUpload.State.REFUSED,
        told=_told(upload) if upload.told else None,
    )


def _state(upload: OutlineUpload) -> Cell:
    return Cell(upload.get_state_display(), state=_LOOKS[OutlineUpload.State(upload.state)])


def _facts(upload: OutlineUpload) -> tuple[Fact, ...]:
    facts = [
        Fact(_("State"), upload.get_state_display(), state=_LOOKS[OutlineUpload.State(upload.state)]),
        Fact(_("Handed in"), moment(upload.uploaded_at)),
        Fact(_("As of"), date_format(upload.as_of)),
    ]
    labels = (
        ("features", _("Features")),
        ("new", _("New outlines")),
        ("replaced", _("Replaced outlines")),
        ("unchanged", _("As they were")),
        ("unjoined", _("Left out")),
        ("repaired", _("Repaired")),
    )
    facts += [Fact(label, number(upload.counts[name])) for name, label in labels if name in upload.counts]
    if read := upload.counts.get("points_read"):
        simplified = _("simplified from %(count)s for drawing") % {"count": number(read)}
        facts.append(Fact(_("Points kept"), number(upload.counts["points_kept"]), basis=simplified))
    return tuple(facts)


def _told(upload: OutlineUpload) -> Table:
    columns = (Column(_("Where")), Column(_("What")), Column(_("What to do")))
    rows = [(one["where"] or upload.name, one["message"], one["advice"]) for one in upload.told]
    return Table(_("What was left out, repaired or refused"), columns, rows, fold=True)
