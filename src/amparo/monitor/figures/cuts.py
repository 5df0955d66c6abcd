"""Further tables of own figures: by place, age band and role in three units, and by quarter in violations.

A role is told of the children of a violation together, so a line of roles counts the children of the violations of
which it is told. Lines of ages and roles overlap, as those of actors do, and do not sum to the total.
"""

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor.figures.counting import FigureFilter, Line
from amparo.monitor.figures.facts.counting import Counted, Units
from amparo.monitor.figures.facts.loading import columns_of
from amparo.monitor.figures.facts.reading import AGES
from amparo.monitor.figures.facts.sheets import ID, id_of
from amparo.monitor.figures.own import OwnFigures, figures_of
from amparo.monitor.policies import may_read_own_figures
from amparo.places.models import Area
from amparo.terms.models import Term

Quarter = tuple[int, int]
"""Year and quarter, the first being 1."""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One first-level part, or a country where the part is not recorded."""

    country: Area
    part: Area | None
    line: Line


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role in association; `group` is what the list of roles files it under."""

    role: Term
    line: Line


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """Violations of one quarter; None holds those whose date spans several.

    `committed` were committed in it. Verified in it were `in_time` (committed in it too), `late` (certainly committed
    before it), and `not_known` (the date reaches from an earlier quarter into it).
    """

    quarter: Quarter | None
    committed: int
    in_time: int = 0
    late: int = 0
    not_known: int = 0


@dataclass(frozen=True, slots=True)
class Cuts:
    """The further tables."""

    by_place: tuple[PlaceLine, ...]
    by_age: tuple[Line, ...]
    by_role: tuple[RoleLine, ...]
    by_quarter: tuple[QuarterLine, ...]


def figure_cuts(acting: Person, chosen: FigureFilter) -> Cuts:
    """Count the agency's records by place, age, role and quarter. Raises NotFound as `own_figures` does."""
    if not may_read_own_figures(acting, chosen.agency_id):
        raise NotFound
    return cuts_of(Counted(columns_of(chosen)), _told_of(chosen))


def all_figures(acting: Person, chosen: FigureFilter) -> tuple[OwnFigures, Cuts]:
    """Count the agency's records for all tables at once. Raises NotFound as `own_figures` does."""
    if not may_read_own_figures(acting, chosen.agency_id):
        raise NotFound
    return everything_of(chosen)


def everything_of(chosen: FigureFilter) -> tuple[OwnFigures, Cuts]:
    """Count all tables, for a caller who has asked whether the person may read them."""
    counted = Counted(columns_of(chosen))
    return figures_of(counted), cuts_of(counted, _told_of(chosen))


def _told_of(chosen: FigureFilter) -> Counted:
    """Return the facts of those acts of which roles are told, once for each role."""
    return Counted(columns_of(chosen, by_role=True))


def cuts_of(counted: Counted, told: Counted) -> Cuts:
    """Count facts that the caller was given; `told`: the acts of which roles are told."""
    return Cuts(_places(counted), _ages(counted), _roles(told), _quarters(counted))


def _places(counted: Counted) -> tuple[PlaceLine, ...]:
    columns = counted.columns
    found = {
        (id_of(key[:ID]), id_of(key[ID:])): units
        for key, units in counted.by_key(columns.table("place"), columns["place"]).items()
    }
    areas = Area.objects.in_bulk({pk for key in found for pk in key if pk})
    lines = [
        PlaceLine(areas[country], areas[part] if part else None, _line(part or country, units))
        for (country, part), units in found.items()
        if country
    ]
    return tuple(sorted(lines, key=lambda one: (str(one.country), one.part is None, str(one.part))))


def _line(key: uuid.UUID | str | None, units: Units) -> Line:
    return Line(key, units.incidents, units.violations, units.children)


def _ages(counted: Counted) -> tuple[Line, ...]:
    """One line an age band, the youngest first."""
    found = counted.by(counted.columns["age"], counted.with_child)
    return tuple(_line(band, found[number]) for band, number in AGES.items() if number in found)


def _roles(told: Counted) -> tuple[RoleLine, ...]:
    """One line a role, most violations first."""
    found = {id_of(key): units for key, units in told.by_key(told.columns.table("role"), told.columns["role"]).items()}
    roles = Term.objects.in_bulk([pk for pk in found if pk])
    lines = [RoleLine(roles[pk], _line(pk, units)) for pk, units in found.items() if pk]
    return tuple(sorted(lines, key=lambda one: (-one.line.violations, one.role.position, str(one.role))))


def _quarters(counted: Counted) -> tuple[QuarterLine, ...]:
    """One line a quarter, the oldest first, and one for what spans several."""
    committed: Counter[int] = Counter()
    verified: dict[int, Counter[str]] = defaultdict(Counter)
    for when, count in counted.acts_by_time().items():
        committed[when.first if when.first == when.last else _SEVERAL] += count
        if when.verified:
            in_time = "in_time" if when.first == when.verified else "not_known"
            verified[when.verified]["late" if when.verified > when.last else in_time] += count
    return tuple(
        QuarterLine(
            None if number == _SEVERAL else (number // 4, number % 4 + 1),
            committed[number],
            **{name: verified[number][name] for name in ("in_time", "late", "not_known")},
        )
        for number in sorted({*committed, *verified}, key=lambda number: (number == _SEVERAL, number))
    )


_SEVERAL = 0
"""Stands for no quarter: the date spans several."""
