"""What the pages of one published figure show: what stands, every revision, and the forms of who keeps the register."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Difference, Stale
from amparo.kernel.ui.parts import Cell, Column, Event, Fact, Link, Table, Text
from amparo.kernel.ui.words import State, moment, number
from amparo.monitor import policies
from amparo.monitor.figures import wording
from amparo.monitor.figures.pages import STANDING_STATES
from amparo.monitor.figures.published import selectors
from amparo.monitor.figures.published.content import VALUES, FigureData, kept_data, stored_data
from amparo.monitor.figures.published.forms import FigureForm, GroundsForm, SettleForm
from amparo.monitor.models import FigureRevision, Origin, PublishedFigure


@dataclass(frozen=True)
class FigurePage:
    """One figure. The addresses are empty for those who do not keep the register, or where nothing is open."""

    title: str
    says: str
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    note: str
    values: Table
    history: tuple[Event, ...]
    differs: bool
    correct_url: str
    settle_url: str


@dataclass(frozen=True)
class FigureFormPage:
    """A form of the register; after a stale save, the stored values beside it and the version to build on."""

    form: GroundsForm
    title: str
    crumbs: tuple[Link, ...]
    version: int
    differences: tuple[Difference, ...]
    comparison: Table | None
    said: str
    cancel_url: str


def figure_page(acting: Person | None, figure: PublishedFigure) -> FigurePage:
    """Return the page of a figure: what stands, and all that stood. Two queries."""
    revisions = list(selectors.revisions_of(figure))
    keeps = policies.may_keep_register(acting)
    differs = bool(revisions) and _is_open(revisions[0])
    return FigurePage(
        title=name_of(figure),
        says=_said(stored_data(figure)),
        crumbs=_crumbs(Link(name_of(figure))),
        facts=_facts(figure),
        note=figure.note,
        values=_values_table(figure, revisions),
        history=tuple(_event(row, named=keeps) for row in revisions),
        differs=differs,
        correct_url=reverse("monitor:figure-correct", args=[figure.code]) if keeps else "",
        settle_url=reverse("monitor:figure-settle", args=[figure.code]) if keeps and differs else "",
    )


def name_of(figure: PublishedFigure) -> str:
    """Return what a figure is of: situation, period, unit, and its party if it has one."""
    name = _("%(situation)s, %(period)s, %(unit)s") % {
        "situation": wording.situation_name(figure.situation),
        "period": wording.period_name(figure.period_start, figure.period_end),
        "unit": str(figure.get_unit_display()).lower(),
    }
    return _("%(figure)s: %(party)s") % {"figure": name, "party": figure.party} if figure.party else name


def _is_open(newest: FigureRevision) -> bool:
    return newest.origin == Origin.FILE and not newest.applied


def _crumbs(*more: Link) -> tuple[Link, ...]:
    return (Link(_("Published figures"), reverse("monitor:figures-published")), *more)


def _said(data: FigureData) -> str:
    """Return the number as its source says it; of a party, its number out of the whole."""
    whole = wording.amount(PublishedFigure(**asdict(data)))
    if data.party_total is None:
        return whole
    return _("%(number)s of %(whole)s") % {"number": number(data.party_total), "whole": whole}


def _facts(figure: PublishedFigure) -> tuple[Fact, ...]:
    return (
        Fact(_("Number"), _said(stored_data(figure)), basis=str(figure.get_unit_display())),
        Fact(_("Boys"), _shown(figure.boys)),
        Fact(_("Girls"), _shown(figure.girls)),
        Fact(_("Sex not known"), _shown(figure.unknown_sex)),
        Fact(_("Standing"), figure.get_standing_display(), state=STANDING_STATES[figure.standing]),
        Fact(_("Revision"), number(figure.version), basis=date_format(clock.day_of(figure.updated_at))),
        Fact(_("Source"), figure.source),
    )


def _shown(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return number(value) if isinstance(value, int) else str(value)


def _values_table(figure: PublishedFigure, revisions: Sequence[FigureRevision]) -> Table:
    """Return the values of every revision, the one that stands first."""
    columns = (
        Column(_("Revision")),
        Column(_("On")),
        Column(_("Number"), number=True),
        Column(_("Boys"), number=True),
        Column(_("Girls"), number=True),
        Column(_("Sex not known"), number=True),
        Column(_("Standing")),
        Column(_("Source")),
    )
    standing = next((row.pk for row in revisions if row.applied), None)
    return Table(
        _("What stands, and what stood before"),
        columns,
        [_values_row(row, stands=row.pk == standing) for row in revisions],
        fold=True,
        empty=_("No revision is kept yet. Load the register once, and its first one is."),
    )


def _values_row(row: FigureRevision, *, stands: bool) -> tuple[Cell | Text, ...]:
    data = kept_data(row.after)
    figure = PublishedFigure(**asdict(data))
    state = State.KEPT if stands else State.NONE if row.applied else State.TODAY
    said = _("stands") if stands else _("stood before") if row.applied else _("said by the file, not taken over")
    return (
        Cell(said, state=state, note=_("revision %(number)d") % {"number": row.number} if row.applied else ""),
        Cell(date_format(clock.day_of(row.made_at)), nowrap=True),
        _said(data),
        _shown(data.boys),
        _shown(data.girls),
        _shown(data.unknown_sex),
        figure.get_standing_display(),
        Cell(data.source, note=data.note),
    )


def _event(row: FigureRevision, *, named: bool) -> Event:
    printed = (_("out of %(where)s") if row.origin == Origin.FILE else _("printed in: %(where)s")) % {
        "where": row.reference
    }
    who = row.made_by.name if row.made_by and named else _("A person who keeps the register")
    return Event(
        when=moment(row.made_at),
        iso=row.made_at.isoformat(),
        what=_what(row),
        more=" · ".join(part for part in (_changed(row), row.reason, printed) if part),
        who=_("The register's file") if row.origin == Origin.FILE else who,
        state=State.TODAY if not row.applied else None,
    )


def _what(row: FigureRevision) -> str:
    if not row.applied:
        return _("The file says otherwise; not taken over")
    if row.before is None:
        return _("Came in with the register") if row.origin == Origin.FILE else _("Added")
    if row.before == row.after:
        return _("The file says so too") if row.origin == Origin.FILE else _("What stood was left to stand")
    return _("Changed by the file") if row.origin == Origin.FILE else _("Corrected")


def _changed(row: FigureRevision) -> str:
    """Return each value that changed, before and after, in words."""
    if row.before is None:
        return ""
    return "; ".join(
        _("%(field)s: %(before)s, now %(after)s") % {"field": one.label, "before": one.theirs, "after": one.yours}
        for one in _differences(kept_data(row.before), kept_data(row.after))
    )


def _differences(one: FigureData, other: FigureData) -> Iterator[Difference]:
    """Yield every value in which two statements differ, in words."""
    first, second = PublishedFigure(**asdict(one)), PublishedFigure(**asdict(other))
    for name in VALUES:
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            label = PublishedFigure._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a plain column
            yield Difference(label, _in_words(first, name), _in_words(second, name))


def _in_words(figure: PublishedFigure, name: str) -> str:
    labelled = getattr(figure, f"get_{name}_display", None)
    value = labelled() if labelled else getattr(figure, name)
    return date_format(value) if name.startswith("period_") else _shown(value)


# --- Forms ---------------------------------------------------------------------------------------------------------


def form_page(form: FigureForm, figure: PublishedFigure | None = None, stale: Stale | None = None) -> FigureFormPage:
    """Return the page of the form by which a figure is added or corrected."""
    title = _("Correct this figure") if figure else _("Add a published figure")
    return FigureFormPage(
        form=form,
        title=title,
        crumbs=_crumbs(*_here(figure), Link(title)),
        version=(stale.version if stale else figure.version if figure else 0) or 0,
        differences=stale.differences if stale else (),
        comparison=None,
        said="",
        cancel_url=_cancel(figure),
    )


def settle_page(figure: PublishedFigure, form: SettleForm, stale: Stale | None = None) -> FigureFormPage:
    """Return the page that asks what is to stand. Raises Conflict where nothing is open."""
    said = selectors.set_aside(figure)
    if said is None:
        raise Conflict(_("There is nothing to decide on."), advice=_("Open the figure to see what stands."))
    title = _("The file says otherwise")
    rows = [
        (str(one.label), str(one.theirs), str(one.yours))
        for one in _differences(stored_data(figure), kept_data(said.after))
    ]
    columns = (Column(_("Field")), Column(_("Stands now")), Column(_("The file says")))
    return FigureFormPage(
        form=form,
        title=title,
        crumbs=_crumbs(*_here(figure), Link(title)),
        version=(stale.version if stale else figure.version) or 0,
        differences=stale.differences if stale else (),
        comparison=Table(_("In what the two differ"), columns, rows),
        said=str(said.pk),
        cancel_url=_cancel(figure),
    )


def stated(figure: PublishedFigure) -> Mapping[str, object]:
    """Return a figure as the first values of its form. Why it changes is asked anew."""
    return {**asdict(stored_data(figure)), "version": figure.version}


def _here(figure: PublishedFigure | None) -> tuple[Link, ...]:
    return (Link(name_of(figure), reverse("monitor:figure-detail", args=[figure.code])),) if figure else ()


def _cancel(figure: PublishedFigure | None) -> str:
    return reverse("monitor:figure-detail", args=[figure.code]) if figure else reverse("monitor:figures-published")
