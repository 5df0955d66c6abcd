"""What the page of own figures shows: tables of three units, every number with the list behind it for those who may.

Those who work with sums alone see rounded numbers and no lists.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amparo.accounts.models import Person
from amparo.kernel.ui.charts import Count, counts
from amparo.kernel.ui.parts import Cell, Chart, Column, Link, Table, Tally, Text
from amparo.kernel.ui.words import number
from amparo.monitor.figures import own
from amparo.monitor.figures.counting import FigureFilter, Line
from amparo.monitor.figures.cuts import Cuts, PlaceLine, QuarterLine, all_figures
from amparo.monitor.figures.forms import OwnFiguresForm
from amparo.monitor.figures.rounding import FEW, rounded_figures
from amparo.monitor.models import AgeBand, Sex
from amparo.monitor.pages.filters import NO_PART, SEVERAL, list_behind
from amparo.monitor.policies import may_read_own_figures
from amparo.monitor.selectors.narrowing import NOBODY
from amparo.terms.models import RoleGroup


@dataclass(frozen=True, slots=True)
class OwnFiguresPage:
    """The agency's own figures under one filter. `rounded`: for those who work with sums alone."""

    form: OwnFiguresForm
    agencies: Sequence[Link]
    says: str
    tally: Sequence[Tally]
    years: Table
    verified_years: Table
    quarters: Table
    actors: Table
    places: Table
    sexes: Table
    several: Table
    ages: Table
    roles: Table
    rounded: bool
    chart: Chart | None
    empty: bool
    source_note: str


def own_figures_page(acting: Person, form: OwnFiguresForm, agencies: Sequence[Link]) -> OwnFiguresPage:
    """Count, and lay out what was counted."""
    chosen = form.chosen()
    exact = may_read_own_figures(acting, chosen.agency_id)
    figures, cuts = (all_figures if exact else rounded_figures)(acting, chosen)
    tables = _Tables(chosen, _source_note(form), exact)
    names = own.actor_names(figures)
    return OwnFiguresPage(
        form=form,
        agencies=agencies,
        says=_("Three units that are never added: incidents, violations, children."),
        tally=_tally(figures.total),
        years=tables.years(figures),
        verified_years=tables.verified_years(figures.by_verified_year),
        quarters=tables.quarters(cuts.by_quarter),
        actors=tables.actors(figures, names),
        places=tables.places(cuts.by_place, figures.total),
        sexes=tables.sexes(figures),
        several=tables.several(figures),
        ages=tables.ages(cuts.by_age, figures.total),
        roles=tables.roles(cuts),
        rounded=not exact,
        chart=_actor_chart(figures, names, tables.note) if exact else None,
        empty=figures.total.incidents == 0,
        source_note=tables.note,
    )


def _source_note(form: OwnFiguresForm) -> str:
    chosen = form.chosen()
    parts = {
        "agency": form.agency.name,
        "status": _("verified only") if chosen.verified_only else _("all statuses, also what is not verified"),
        "period": _period(chosen.year_from, chosen.year_to),
    }
    return _("records of %(agency)s, %(status)s, %(period)s") % parts


def _period(first: int | None, last: int | None) -> str:
    if first is None and last is None:
        return _("all years committed")
    if first == last:
        return _("committed in %(year)s") % {"year": first}
    if first is None:
        return _("committed up to %(year)s") % {"year": last}
    if last is None:
        return _("committed from %(year)s") % {"year": first}
    return _("committed %(first)s to %(last)s") % {"first": first, "last": last}


def _tally(total: Line) -> Sequence[Tally]:
    return (
        Tally(pgettext("unit of a figure", "Incidents"), _shown(total.incidents)),
        Tally(pgettext("unit of a figure", "Violations"), _shown(total.violations)),
        Tally(pgettext("unit of a figure", "Children"), _shown(total.children.total)),
    )


def _shown(count: int) -> str:
    return _("fewer than 10") if count == FEW else number(count)


def _actor_name(key: object, names: Mapping[object, str]) -> Text:
    return _("Attributed to nobody yet") if key is None else names[key]


class _Tables:
    """The tables under one filter. `exact`: every number leads to the list behind it."""

    def __init__(self, chosen: FigureFilter, note: str, exact: bool) -> None:
        self.chosen, self.note, self.exact = chosen, note, exact

    def years(self, figures: own.OwnFigures) -> Table:
        def behind(key: object) -> Mapping[str, object]:
            return {"year": NOBODY if key is None else key}

        lines = [
            (_("Year not known") if line.key is None else str(line.key), line, behind(line.key))
            for line in figures.by_committed_year
        ]
        return self._lines(_("Year committed"), lines, figures.total)

    def actors(self, figures: own.OwnFigures, names: Mapping[object, str]) -> Table:
        lines = [(_actor_name(line.key, names), line, {"actor": line.key or NOBODY}) for line in figures.by_actor]
        return self._lines(_("Actor"), lines, figures.total)

    def places(self, lines: Sequence[PlaceLine], total: Line) -> Table:
        return self._lines(
            _("Place"),
            [
                (_place_name(one), one.line, {"country": one.country.pk, "part": one.part.pk if one.part else NO_PART})
                for one in lines
            ],
            total,
        )

    def ages(self, lines: Sequence[Line], total: Line) -> Table:
        named = [(AgeBand(str(line.key)).label, line, {"age": line.key}) for line in lines]
        return self._lines(_("Age"), named, total)

    def roles(self, cuts: Cuts) -> Table:
        lines = [
            (
                Cell(str(one.role), note=RoleGroup(one.role.group).label if one.role.group else ""),
                one.line,
                {"role": one.role.pk},
            )
            for one in cuts.by_role
        ]
        return self._lines(_("Role in association"), lines, None)

    def sexes(self, figures: own.OwnFigures) -> Table:
        names: Mapping[object, str] = {
            str(Sex.GIRL): _("Girls"),
            str(Sex.BOY): _("Boys"),
            str(Sex.UNKNOWN): _("Sex not known"),
            None: _("No child recorded"),
        }
        rows = [
            self._row(
                names[line.key],
                (line.incidents, line.violations, line.children.total),
                {"sex": NOBODY if line.key is None else line.key},
            )
            for line in figures.by_sex
        ]
        columns = [
            Column(_("Sex")),
            Column(_("Incidents that touched them"), number=True),
            Column(_("Violations against them"), number=True),
            Column(pgettext("unit of a figure", "Children"), number=True),
        ]
        total = figures.total
        numbers = (total.incidents, total.violations, total.children.total)
        caption = _("Sex: %(note)s") % {"note": self.note}
        return Table(caption, columns, rows, total=self._row(_("All, each counted once"), numbers, {}), fold=True)

    def several(self, figures: own.OwnFigures) -> Table:
        lines = [(_("Affected by several violations"), figures.several, {"several": SEVERAL})]
        return self._lines(_("How often harmed"), lines, figures.total)

    def verified_years(self, lines: Sequence[own.VerifiedLine]) -> Table:
        columns = [
            Column(_("Year verified")),
            Column(_("Committed in that year"), number=True),
            Column(_("Committed earlier, verified late"), number=True),
            Column(_("Year committed not known"), number=True),
            Column(_("Violations verified in the year"), number=True),
        ]
        rows = [self._verified_year(line) for line in lines]
        caption = _("Violations by year verified: %(note)s") % {"note": self.note}
        return Table(caption, columns, rows, fold=True, empty=_("Nothing is verified yet."))

    def _verified_year(self, line: own.VerifiedLine) -> list[Cell | Text]:
        first, last = datetime.date(line.year, 1, 1), datetime.date(line.year, 12, 31)
        counts = (line.in_year, line.late, line.year_not_known)
        parts = self._verified(counts, first, last)
        return [str(line.year), *parts, self._number(line.total, _verified_between(first, last))]

    def quarters(self, lines: Sequence[QuarterLine]) -> Table:
        columns = [
            Column(_("Quarter")),
            Column(_("Violations committed in it"), number=True),
            Column(_("Verified in it, committed in it"), number=True),
            Column(_("Verified in it, late"), number=True),
            Column(_("Verified in it, quarter committed not known"), number=True),
        ]
        rows = [self._quarter(line) for line in lines]
        caption = _("Violations by quarter: %(note)s") % {"note": self.note}
        return Table(caption, columns, rows, fold=True, empty=_("No record matches."))

    def _quarter(self, line: QuarterLine) -> list[Cell | Text]:
        verified = (line.in_time, line.late, line.not_known)
        if line.quarter is None:
            return [_("Spans several quarters"), _shown(line.committed), *map(_shown, verified)]
        year, quarter = line.quarter
        first = datetime.date(year, 3 * quarter - 2, 1)
        after = datetime.date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
        last = after - datetime.timedelta(days=1)
        name = _("%(year)d, quarter %(quarter)d") % {"year": year, "quarter": quarter}
        committed = {"committed_from": first, "committed_to": last}
        return [
            *self._row(name, (line.committed,), committed),
            *self._verified(verified, first, last),
        ]

    def _verified(self, counts: Sequence[int], first: datetime.date, last: datetime.date) -> Iterator[Cell | Text]:
        """Yield what was verified in a period: committed in it, before it, and perhaps before it."""
        committed: Sequence[Mapping[str, object]] = (
            {"committed_from": first, "committed_to": last},
            {"committed_to": first - datetime.timedelta(days=1)},
            {"committed_across": first},
        )
        for count, when in zip(counts, committed, strict=True):
            yield self._number(count, {**_verified_between(first, last), **when})

    def _lines(
        self, head: str, lines: Sequence[tuple[Cell | Text, Line, Mapping[str, object]]], total: Line | None
    ) -> Table:
        columns = [
            Column(head),
            Column(pgettext("unit of a figure", "Incidents"), number=True),
            Column(pgettext("unit of a figure", "Violations"), number=True),
            Column(_("Girls"), number=True),
            Column(_("Boys"), number=True),
            Column(_("Sex not known"), number=True),
            Column(pgettext("unit of a figure", "Children"), number=True),
        ]
        return Table(
            _("%(head)s: %(note)s") % {"head": head, "note": self.note},
            columns,
            [self._row(name, _numbers(line), behind) for name, line, behind in lines],
            total=self._row(_("All, each counted once"), _numbers(total), {}) if total else (),
            fold=True,
            empty=_("No record matches."),
        )

    def _row(self, name: Cell | Text, numbers: Sequence[int], behind: Mapping[str, object]) -> list[Cell | Text]:
        return [name, *(self._number(count, behind) for count in numbers)]

    def _number(self, count: int, behind: Mapping[str, object]) -> Cell | Text:
        if not self.exact or not count:
            return _shown(count)
        return Cell(number(count), href=list_behind(self.chosen, **behind))


def _numbers(line: Line) -> Sequence[int]:
    children = line.children
    return (line.incidents, line.violations, children.girls, children.boys, children.unknown, children.total)


def _verified_between(first: datetime.date, last: datetime.date) -> Mapping[str, object]:
    return {"verified_from": first, "verified_to": last}


def _place_name(one: PlaceLine) -> str:
    if one.part is None:
        return _("%(country)s, part not recorded") % {"country": one.country}
    return f"{one.country}, {one.part}"


def _actor_chart(figures: own.OwnFigures, names: Mapping[object, str], note: str) -> Chart | None:
    lines = [line for line in figures.by_actor if line.violations]
    if not lines:
        return None
    first = lines[0]
    finding = _("%(actor)s: %(number)s of %(total)s violations") % {
        "actor": _actor_name(first.key, names),
        "number": number(first.violations),
        "total": number(figures.total.violations),
    }
    return counts(
        [Count(_actor_name(line.key, names), line.violations) for line in lines],
        finding=finding,
        subtitle=_("Violations by actor"),
        source=note,
        unit=pgettext("unit of a figure", "Violations"),
        heading=_("Actor"),
        ident="violations-by-actor",
    )
