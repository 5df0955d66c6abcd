"""Pages of places: what each is called, what it lies in, since when, and what was before."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.files.outlines.policies import may_hand_in
from amparo.kernel.ui import charts
from amparo.kernel.ui.charts import Legend
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Cell, Chart, Column, Fact, Link, Table, Text
from amparo.kernel.ui.words import State, number
from amparo.monitor.policies import may_read_timelines
from amparo.places import selectors
from amparo.places.maps import parts_map
from amparo.places.models import Area, Level, Succession

LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True)
class PlaceListPage:
    """Every country, or those that words name."""

    words: str
    table: Table
    found: bool
    outlines_url: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One area. `former` is empty where nothing else is known of it; `note` says what its codes mean.

    `timeline_url` is empty for those who read no timelines.
    """

    title: str
    says: str
    crumbs: Sequence[Link]
    facts: Sequence[Fact]
    map: Chart | None
    parts: Table | None
    former: Table | None
    note: str
    timeline_url: str


def list_page(acting: Person | None, words: str) -> PlaceListPage:
    """Return the countries, by name in the reader's language, with how many parts each has.

    `outlines_url` is empty for those who hand in no outlines.
    """
    words = words.strip()[:LONGEST_WORDS]
    found = selectors.countries().annotate(
        first=Count("parts", filter=Q(parts__valid_to__isnull=True)),
        coded=Count("parts", filter=~Q(parts__pcode="")),
    )
    shown = [area for area in found if _named(area, words)]
    rows = [
        (
            Cell(str(area), href=_address(area)),
            Cell(area.code, code=True),
            number(area.coded or area.first),
            "P-codes" if area.coded else "ISO 3166-2",
        )
        for area in sorted(shown, key=str)
    ]
    outlines = address("files:outlines-list") if may_hand_in(acting) else ""
    columns = (Column(_("Country")), Column(_("Code")), Column(_("Parts"), number=True), Column(_("Divided by")))
    return PlaceListPage(
        words, Table(_("Countries"), columns, rows, fold=True, caption_hidden=True), bool(rows), outlines
    )


def place_page(acting: Person | None, code: str) -> PlacePage:
    """Return the page of one area. Raises NotFound."""
    area = selectors.area_by_code(code)
    above = _above(area)
    former = list(_former(area))
    parts = _parts(area)
    drawn = _map(area, parts)
    return PlacePage(
        title=str(area),
        says=_says(area),
        crumbs=[
            Link(_("Places"), address("public:place-list")),
            *(Link(str(one), _address(one)) for one in above),
            Link(str(area)),
        ],
        facts=_facts(area, above),
        map=drawn,
        parts=None if drawn else parts,
        former=Table(_("What was before"), _former_columns(), former, fold=True) if former else None,
        note=_("A P-code names a place for every organisation alike, however its name is spelt."),
        timeline_url=address("monitor:timeline-place", area.code) if may_read_timelines(acting) else "",
    )


def _named(area: Area, words: str) -> bool:
    sought = words.casefold()
    return any(sought in text.casefold() for text in (area.name, area.code, *area.names.values()))


def _address(area: Area) -> str:
    return address("public:place-detail", area.code)


def _above(area: Area) -> list[Area]:
    found: list[Area] = []
    while area.parent is not None:
        area = area.parent
        found.insert(0, area)
    return found


def _says(area: Area) -> str:
    if area.valid_to is not None:
        return _("It ended on %(day)s, and stays here for the records that name it.") % {"day": _day(area.valid_to)}
    return area.get_level_display() if area.level == Level.COUNTRY else ""


def _facts(area: Area, above: Sequence[Area]) -> list[Fact]:
    facts = [Fact(_("Code"), area.code)]
    if area.pcode and area.pcode != area.code:
        facts.append(Fact(_("P-code"), area.pcode))
    if above:
        facts.append(Fact(_("Level"), area.get_level_display()))
    if area.valid_from:
        facts.append(Fact(_("So since"), _day(area.valid_from)))
    if area.valid_to:
        facts.append(Fact(_("Ended on"), _day(area.valid_to), state=State.NONE))
    basis = _("as of %(day)s") % {"day": _day(area.as_of)} if area.as_of else ""
    return [*facts, Fact(_("Source"), area.source, basis=basis)]


def _parts(area: Area) -> Table | None:
    parts = selectors.parts_within(area).annotate(inside=Count("parts"))
    rows = [
        (
            Cell(str(part), href=_address(part)),
            Cell(part.pcode or part.code, code=True, note=part.code if part.pcode not in ("", part.code) else ""),
            number(part.inside),
            _standing(part),
        )
        for part in sorted(parts, key=str)
    ]
    if not rows:
        return None
    columns = (Column(_("Name")), Column(_("Code")), Column(_("Parts"), number=True), Column(_("State")))
    return Table(_("Parts of %(place)s") % {"place": area}, columns, rows, fold=True)


def _map(area: Area, parts: Table | None) -> Chart | None:
    """Return the outline of an area with its parts, over the table of the parts; None where nothing can be drawn."""
    laid = parts_map(area)
    if laid is None:
        return None
    count = sum(1 for figure in laid.sheet.figures if figure.key != area.code)
    drawn = ngettext("%(place)s and one of its parts", "%(place)s and %(count)s of its parts", count)
    finding = drawn % {"place": area, "count": number(count)} if count else str(area)
    legend = Legend(
        finding, _("Outlines for orientation, not for measuring"), laid.source, laid.names, notes=laid.notes
    )
    columns = (Column(_("Name")), Column(_("Code")))
    alone = Table(_("Parts of %(place)s") % {"place": area}, columns, [(str(area), Cell(area.code, code=True))])
    return charts.outlines(laid.sheet, legend=legend, table=parts or alone)


def _standing(part: Area) -> Cell:
    if part.valid_to is None:
        return Cell(_("stands"), state=State.KEPT)
    return Cell(_("ended on %(day)s") % {"day": _day(part.valid_to)}, state=State.NONE)


def _former_columns() -> Sequence[Column]:
    return (Column(_("Until")), Column(_("What")), Column(_("Source")))


def _former(area: Area) -> list[tuple[Cell | Text, ...]]:
    """Return what was before in one order of time: names, places, and whose place it took or who took its own."""
    dated: list[tuple[datetime.date, tuple[Cell | Text, ...]]] = []
    for state in selectors.former_states(area):
        inside = (
            _("%(name)s, in %(place)s") % {"name": state.name, "place": state.parent} if state.parent else state.name
        )
        dated.append((state.valid_to, (_day(state.valid_to), inside, state.source)))
    for step in selectors.predecessors_of(area):
        dated.append((step.on, _step(step, step.before, _("It took the place of %(name)s."))))
    for step in selectors.successors_of(area):
        dated.append((step.on, _step(step, step.after, _("Its place was taken by %(name)s."))))
    return [row for _day_of, row in sorted(dated, key=lambda one: one[0], reverse=True)]


def _step(step: Succession, other: Area, said: str) -> tuple[Cell | Text, ...]:
    return (_day(step.on), Cell(said % {"name": other}, href=_address(other)), other.source)


def _day(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")
