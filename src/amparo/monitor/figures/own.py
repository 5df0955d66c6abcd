"""Own figures: counted in the database from the agency's records, in three units that are never mixed or added.

* Incidents are events.
* Violations are acts: one incident may hold several, by several actors.
* Children are different pseudonyms plus the children of groups that were only counted. A child known by a pseudonym
  is counted once in each line, however many incidents name it, so the lines of a table need not sum to its total.

The year in which an incident was committed and the year in which it was verified are kept apart. An incident whose
date spans several years has no committed year.
"""

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass

from amparo.accounts.models import Person
from amparo.actors.merging.resolving import counts_as
from amparo.actors.models import Actor
from amparo.kernel.errors import NotFound
from amparo.monitor.figures.counting import Children, FigureFilter, Line
from amparo.monitor.figures.facts.counting import Counted, Units
from amparo.monitor.figures.facts.loading import columns_of
from amparo.monitor.figures.facts.sheets import id_of
from amparo.monitor.models import ON_VICTIM, Sex
from amparo.monitor.policies import may_read_own_figures


@dataclass(frozen=True, slots=True)
class VerifiedLine:
    """Violations verified in one year.

    `in_year` were committed in that year, `late` certainly before it (verified late). `year_not_known` is the rest:
    the date reaches from an earlier year into this one, so that nobody can say. `total` are all of them.
    """

    year: int
    in_year: int
    late: int
    year_not_known: int
    total: int


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """The main tables.

    `several` are the children who suffered two violations or more, with the incidents and the violations in which they
    did: two acts of one incident, or of several.
    """

    total: Line
    by_committed_year: tuple[Line, ...]
    by_verified_year: tuple[VerifiedLine, ...]
    by_actor: tuple[Line, ...]
    by_sex: tuple[Line, ...]
    several: Line


def own_figures(acting: Person, chosen: FigureFilter) -> OwnFigures:
    """Count the agency's records.

    Raises
    ------
    NotFound
        If the person may not see figures of that agency; it might as well not exist.
    """
    if not may_read_own_figures(acting, chosen.agency_id):
        raise NotFound
    return figures_of(Counted(columns_of(chosen)))


def figures_of(counted: Counted) -> OwnFigures:
    """Count facts that the caller was given."""
    total = _line(None, counted.everything())
    return OwnFigures(
        total=total,
        by_committed_year=_years(counted),
        by_verified_year=_by_verified_year(counted),
        by_actor=_actors(counted),
        by_sex=_by_sex(counted, total),
        several=_line(None, counted.of_several_acts()),
    )


def actor_names(figures: OwnFigures) -> dict[object, str]:
    """Names of the actors in the table, by id."""
    ids = [line.key for line in figures.by_actor if isinstance(line.key, uuid.UUID)]
    return {actor.pk: str(actor) for actor in Actor.objects.filter(pk__in=ids)}


def _line(key: int | uuid.UUID | str | None, units: Units) -> Line:
    return Line(key, units.incidents, units.violations, units.children)


def _years(counted: Counted) -> tuple[Line, ...]:
    """One line a year, oldest first; the last one, with key None, holds incidents whose year is not known."""
    years = counted.by(counted.columns["year"])
    return tuple(_line(year or None, years[year]) for year in sorted(years, key=lambda year: (year == 0, year)))


def _by_verified_year(counted: Counted) -> tuple[VerifiedLine, ...]:
    """Only what is verified has a verified year; what is not stays out of this table.

    Late is here what was committed in an earlier year, whatever the quarter: a year is compared with a year.
    """
    years: dict[int, Counter[str]] = defaultdict(Counter)
    for when, count in counted.acts_by_time().items():
        if when.verified:
            late = year_of(when.last) < year_of(when.verified)
            part = "late" if late else "in_year" if when.year_known else "not_known"
            years[year_of(when.verified)][part] += count
    return tuple(
        VerifiedLine(year, parts["in_year"], parts["late"], parts["not_known"], parts.total())
        for year, parts in sorted(years.items())
    )


def year_of(quarter: int) -> int:
    """Return the year of a quarter as it stands in a column."""
    return quarter // 4


def _actors(counted: Counted) -> tuple[Line, ...]:
    """One line an actor, most violations first; the last one, with key None, holds what is attributed to nobody."""
    merged = {one.bytes: root.bytes for one, root in counts_as().items()}
    keys = [merged.get(key, key) for key in counted.columns.table("actor")]
    lines = counted.by_key(keys, counted.columns["actor"], counted.with_act)
    found = [_line(id_of(key), units) for key, units in lines.items()]
    return tuple(sorted(found, key=lambda line: (line.key is None, -line.violations, str(line.key))))


def _by_sex(counted: Counted, total: Line) -> tuple[Line, ...]:
    """Incidents and violations that touched at least one child of that sex, and the children themselves.

    The last line, with key None, holds incidents and violations in which no child is recorded at all.
    """
    of_sex = {Sex.GIRL: total.children.girls, Sex.BOY: total.children.boys, Sex.UNKNOWN: total.children.unknown}
    incidents, violations = counted.touched("incident"), counted.touched("act")
    lines = [
        Line(
            str(sex),
            incidents.of_sex[sex],
            violations.of_sex[sex],
            Children(**{field: of_sex[sex], "total": of_sex[sex]}),
        )
        for sex, field in ON_VICTIM.items()
    ]
    return (*lines, Line(None, incidents.nobody, violations.nobody, Children()))
