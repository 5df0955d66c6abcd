"""Own figures: counted in the database from the agency's records, in three units that are never mixed or added.

* Incidents are events.
* Violations are acts: one incident may hold several, by several actors.
* Children are different pseudonyms plus the children of groups that were only counted. A child known by a pseudonym
  is counted once in each line, however many incidents name it, so the lines of a table need not sum to its total.

The year in which an incident was committed and the year in which it was verified are kept apart. An incident whose
date spans several years has no committed year.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from amparo.accounts.models import Person
from amparo.actors.merging.resolving import counted_actor
from amparo.actors.models import Actor
from amparo.kernel.errors import NotFound
from amparo.monitor.figures.counting import (
    Children,
    FigureFilter,
    Line,
    Records,
    counted,
    counted_once,
    named,
    records_of,
    to_children,
)
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
    """Everything the page of own figures shows."""

    total: Line
    by_committed_year: tuple[Line, ...]
    by_verified_year: tuple[VerifiedLine, ...]
    by_actor: tuple[Line, ...]
    by_sex: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Touched:
    """A line, and how many of its incidents (or violations) touched a child of each sex, or any child at all."""

    line: Line
    touched: Mapping[str, int]


def own_figures(acting: Person, chosen: FigureFilter) -> OwnFigures:
    """Count the agency's records.

    Raises
    ------
    NotFound
        If the person may not see figures of that agency; it might as well not exist.
    """
    if not may_read_own_figures(acting, chosen.agency_id):
        raise NotFound
    return figures_of(records_of(chosen))


def figures_of(records: Records) -> OwnFigures:
    """Count records that the caller was given."""
    years, actors = _years(records), _actors(records)
    total = Line(
        None,
        sum(row.line.incidents for row in years),
        sum(row.line.violations for row in actors),
        to_children(records.victims.aggregate(**named(), **counted())),
    )
    return OwnFigures(
        total=total,
        by_committed_year=tuple(row.line for row in years),
        by_verified_year=_by_verified_year(records),
        by_actor=tuple(row.line for row in actors),
        by_sex=_by_sex(total, years, actors),
    )


def actor_names(figures: OwnFigures) -> dict[object, str]:
    """Names of the actors in the table, by id."""
    ids = [line.key for line in figures.by_actor if isinstance(line.key, uuid.UUID)]
    return {actor.pk: str(actor) for actor in Actor.objects.filter(pk__in=ids)}


def _touched(counted: str, path: str = "") -> dict[str, Any]:
    """Aggregates over victims: how many different `counted` touch a child of each sex, and any child at all."""
    by_sex = {
        f"touched_{sex}": Count(
            counted, distinct=True, filter=Q(**{f"{path}sex": sex}) | Q(**{f"{path}{field}__gt": 0})
        )
        for sex, field in ON_VICTIM.items()
    }
    return {**by_sex, "touched": Count(counted, distinct=True)}


def _only_touched(row: Mapping[str, Any]) -> dict[str, int]:
    return {name: row[name] for name in ("touched", *(f"touched_{sex}" for sex in ON_VICTIM))}


def _years(records: Records) -> list[_Touched]:
    """One line a year, oldest first; the last one, with key None, holds incidents whose year is not known."""
    incidents = dict(records.incidents.values_list("committed_year").annotate(n=Count("pk")))
    violations = dict(records.violations.values_list("incident__committed_year").annotate(n=Count("pk")))
    victims = records.victims.values("incident__committed_year").annotate(
        **named(), **counted(), **_touched("incident_id")
    )
    rows = {row["incident__committed_year"]: row for row in victims}
    lines = []
    for year in sorted(incidents, key=lambda year: (year is None, year)):
        row = rows.get(year)
        children = to_children(row) if row else Children()
        touched = _only_touched(row) if row else {}
        lines.append(_Touched(Line(year, incidents[year], violations.get(year, 0), children), touched))
    return lines


def _by_verified_year(records: Records) -> tuple[VerifiedLine, ...]:
    """Only what is verified has a verified year; what is not stays out of this table.

    Late is here what was committed in an earlier year, whatever the quarter: a year is compared with a year.
    """
    verified = records.violations.filter(incident__verified_year__isnull=False)
    years = list(verified.order_by().values_list("incident__verified_year", flat=True).distinct())
    late = Q(pk__in=[])
    for year in years:
        late |= Q(incident__verified_year=year, incident__date_latest__lt=datetime.date(year or 1, 1, 1))
    rows = (
        verified.values("incident__verified_year")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=late),
            not_known=Count("pk", filter=Q(incident__committed_year__isnull=True) & ~late),
        )
        .order_by("incident__verified_year")
    )
    return tuple(
        VerifiedLine(
            year=row["incident__verified_year"],
            in_year=row["n"] - row["late"] - row["not_known"],
            late=row["late"],
            year_not_known=row["not_known"],
            total=row["n"],
        )
        for row in rows
        if row["incident__verified_year"] is not None
    )


def _actors(records: Records) -> list[_Touched]:
    """One line an actor, most violations first; the last one, with key None, holds what is attributed to nobody."""
    by = records.violations.annotate(by=counted_actor("actor")).values("by")
    acts = by.annotate(violations=Count("pk"), incidents=Count("incident_id", distinct=True))
    children_of = {
        row["by"]: row
        for row in records.pairs.annotate(by=counted_actor("violation__actor"))
        .values("by")
        .annotate(**named("victim__"), **_touched("violation_id", "victim__"))
    }
    of_groups = counted_once(records, counted_actor("violation__actor"))
    nobody = {f"counted_{sex}": 0 for sex in ON_VICTIM}
    lines = []
    for act in acts:
        row = children_of.get(act["by"])
        children = to_children({**row, **of_groups.get(act["by"], nobody)}) if row else Children()
        line = Line(act["by"], act["incidents"], act["violations"], children)
        lines.append(_Touched(line, _only_touched(row) if row else {}))
    return sorted(lines, key=lambda row: (row.line.key is None, -row.line.violations, str(row.line.key)))


def _by_sex(total: Line, years: Sequence[_Touched], actors: Sequence[_Touched]) -> tuple[Line, ...]:
    """Incidents and violations that touched at least one child of that sex, and the children themselves.

    An incident lies in one year and a violation has one actor (or none), so their numbers are sums over these. The
    last line, with key None, holds incidents and violations in which no child is recorded at all.
    """
    of_sex = {Sex.GIRL: total.children.girls, Sex.BOY: total.children.boys, Sex.UNKNOWN: total.children.unknown}

    def touched(rows: Sequence[_Touched], name: str) -> int:
        return sum(row.touched.get(name, 0) for row in rows)

    lines = [
        Line(
            str(sex),
            touched(years, f"touched_{sex}"),
            touched(actors, f"touched_{sex}"),
            Children(**{field: of_sex[sex], "total": of_sex[sex]}),
        )
        for sex, field in ON_VICTIM.items()
    ]
    without = (total.incidents - touched(years, "touched"), total.violations - touched(actors, "touched"))
    return (*lines, Line(None, *without, Children()))
