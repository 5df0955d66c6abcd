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
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from amparo.accounts.models import Person
from amparo.actors.merging.resolving import counted_actor, counted_ids
from amparo.actors.models import Actor
from amparo.kernel.errors import NotFound
from amparo.monitor.models import VERIFIED, Incident, Sex, Victim, Violation
from amparo.monitor.policies import may_read_own_figures

ON_VICTIM: Final = {Sex.GIRL: "girls", Sex.BOY: "boys", Sex.UNKNOWN: "unknown"}
PAIR: Final = Violation.victims.through  # one row for each violation and victim


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """What is counted. Years are inclusive and are years of committing; None leaves a side open."""

    agency_id: uuid.UUID
    verified_only: bool = True
    year_from: int | None = None
    year_to: int | None = None
    actor_id: uuid.UUID | None = None  # with all records that were merged into it
    type_id: uuid.UUID | None = None

    @property
    def counted_ids(self) -> list[uuid.UUID]:
        """The records that count as the actor."""
        return counted_ids(self.actor_id) if self.actor_id else []


@dataclass(frozen=True, slots=True)
class Children:
    """Different children by sex as recorded. A child recorded under two sexes is in both, and once in `total`."""

    girls: int = 0
    boys: int = 0
    unknown: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, in three units. `key` is a year, an actor's id or a sex; None is the rest line."""

    key: int | uuid.UUID | str | None
    incidents: int
    violations: int
    children: Children


@dataclass(frozen=True, slots=True)
class VerifiedLine:
    """Violations verified in one year.

    `in_year` were committed in that year, `late` certainly before it (verified late). `year_not_known` is the rest:
    the date reaches from an earlier year into this one, so that nobody can say.
    """

    year: int
    in_year: int
    late: int
    year_not_known: int

    @property
    def total(self) -> int:
        """All violations verified in the year, the ones verified late among them."""
        return self.in_year + self.late + self.year_not_known


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


@dataclass(frozen=True, slots=True)
class _Records:
    """The records that a filter leaves, one queryset for each unit."""

    chosen: FigureFilter
    incidents: QuerySet[Incident]
    violations: QuerySet[Violation]
    victims: QuerySet[Victim]
    pairs: QuerySet[Any]


def own_figures(acting: Person, chosen: FigureFilter) -> OwnFigures:
    """Count the agency's records.

    Raises
    ------
    NotFound
        If the person may not see figures of that agency; it might as well not exist.
    """
    if not may_read_own_figures(acting, chosen.agency_id):
        raise NotFound
    records = _records(chosen)
    years, actors = _years(records), _actors(records)
    total = Line(
        None,
        sum(row.line.incidents for row in years),
        sum(row.line.violations for row in actors),
        _to_children(records.victims.aggregate(**_named(), **_counted())),
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


def _records(chosen: FigureFilter) -> _Records:
    incidents = Incident.objects.filter(_incident_condition(chosen)).order_by()
    violations = Violation.objects.filter(_incident_condition(chosen, "incident__"), _act_condition(chosen)).order_by()
    victims = Victim.objects.filter(_victim_condition(chosen, "")).order_by()
    if _act_condition(chosen):
        acts = Violation.objects.filter(_act_condition(chosen)).order_by()
        incidents = incidents.filter(Exists(acts.filter(incident_id=OuterRef("pk"))))
        suffered = PAIR.objects.filter(_act_condition(chosen, "violation__"))
        victims = victims.filter(Exists(suffered.filter(victim_id=OuterRef("pk"))))
    pairs = PAIR.objects.filter(_victim_condition(chosen), _act_condition(chosen, "violation__")).order_by()
    return _Records(chosen, incidents, violations, victims, pairs)


def _act_condition(chosen: FigureFilter, path: str = "") -> Q:
    """By whom and what; empty where the filter does not say."""
    condition = Q()
    if chosen.actor_id is not None:
        condition &= Q(**{f"{path}actor_id__in": chosen.counted_ids})
    if chosen.type_id is not None:
        condition &= Q(**{f"{path}type_id": chosen.type_id})
    return condition


def _incident_condition(chosen: FigureFilter, path: str = "") -> Q:
    return Q(**{f"{path}agency_id": chosen.agency_id}) & _narrowing(chosen, path)


def _victim_condition(chosen: FigureFilter, path: str = "victim__") -> Q:
    """The same by way of the victim, which repeats the agency: without a narrowing no incident is looked at."""
    return Q(**{f"{path}agency_id": chosen.agency_id}) & _narrowing(chosen, f"{path}incident__")


def _narrowing(chosen: FigureFilter, path: str) -> Q:
    conditions: dict[str, object] = {}
    if chosen.verified_only:
        conditions[f"{path}status__in"] = VERIFIED
    if chosen.year_from is not None:
        conditions[f"{path}committed_year__gte"] = chosen.year_from
    if chosen.year_to is not None:
        conditions[f"{path}committed_year__lte"] = chosen.year_to
    return Q(**conditions)


def _named(path: str = "") -> dict[str, Any]:
    """Aggregates over victims: different pseudonyms, all of them and by sex."""
    name = f"{path}pseudonym"
    known = ~Q(**{name: ""})
    by_sex = {f"named_{sex}": Count(name, distinct=True, filter=known & Q(**{f"{path}sex": sex})) for sex in ON_VICTIM}
    return {**by_sex, "named": Count(name, distinct=True, filter=known)}


def _counted(path: str = "") -> dict[str, Any]:
    """Aggregates over victims: the sums of counted groups, by sex."""
    return {f"counted_{sex}": Sum(f"{path}{field}") for sex, field in ON_VICTIM.items()}


def _to_children(row: Mapping[str, Any]) -> Children:
    counted = {sex: row[f"counted_{sex}"] or 0 for sex in ON_VICTIM}
    by_sex = {sex: row[f"named_{sex}"] + counted[sex] for sex in ON_VICTIM}
    return Children(
        girls=by_sex[Sex.GIRL],
        boys=by_sex[Sex.BOY],
        unknown=by_sex[Sex.UNKNOWN],
        total=row["named"] + sum(counted.values()),
    )


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


def _years(records: _Records) -> list[_Touched]:
    """One line a year, oldest first; the last one, with key None, holds incidents whose year is not known."""
    incidents = dict(records.incidents.values_list("committed_year").annotate(n=Count("pk")))
    violations = dict(records.violations.values_list("incident__committed_year").annotate(n=Count("pk")))
    victims = records.victims.values("incident__committed_year").annotate(
        **_named(), **_counted(), **_touched("incident_id")
    )
    rows = {row["incident__committed_year"]: row for row in victims}
    lines = []
    for year in sorted(incidents, key=lambda year: (year is None, year)):
        row = rows.get(year)
        children = _to_children(row) if row else Children()
        touched = _only_touched(row) if row else {}
        lines.append(_Touched(Line(year, incidents[year], violations.get(year, 0), children), touched))
    return lines


def _by_verified_year(records: _Records) -> tuple[VerifiedLine, ...]:
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
        )
        for row in rows
        if row["incident__verified_year"] is not None
    )


def _actors(records: _Records) -> list[_Touched]:
    """One line an actor, most violations first; the last one, with key None, holds what is attributed to nobody."""
    by = records.violations.annotate(by=counted_actor("actor")).values("by")
    acts = by.annotate(violations=Count("pk"), incidents=Count("incident_id", distinct=True))
    named = {
        row["by"]: row
        for row in records.pairs.annotate(by=counted_actor("violation__actor"))
        .values("by")
        .annotate(**_named("victim__"), **_touched("violation_id", "victim__"))
    }
    counted = _groups_by_actor(records)
    nobody = {f"counted_{sex}": 0 for sex in ON_VICTIM}
    lines = []
    for act in acts:
        row = named.get(act["by"])
        children = _to_children({**row, **counted.get(act["by"], nobody)}) if row else Children()
        line = Line(act["by"], act["incidents"], act["violations"], children)
        lines.append(_Touched(line, _only_touched(row) if row else {}))
    return sorted(lines, key=lambda row: (row.line.key is None, -row.line.violations, str(row.line.key)))


def _groups_by_actor(records: _Records) -> dict[uuid.UUID | None, Mapping[str, int]]:
    """Children of counted groups by actor; key None for violations that nobody is named for.

    A group that one actor harmed in two ways is summed once: each pair of group and actor is taken once before the
    sums are made. The ORM cannot sum over such pairs, so the outer query is written here; it names constants only.
    """
    names = {f"n_{sex}": F(f"victim__{field}") for sex, field in ON_VICTIM.items()}
    once = (
        records.pairs.filter(victim__pseudonym="")
        .annotate(by_actor=counted_actor("violation__actor"), of_group=F("victim_id"), **names)
        .values("by_actor", "of_group", *names)
        .distinct()
    )
    inner, parameters = once.query.sql_with_params()
    sums = ", ".join(f"SUM({name})" for name in names)
    with connection.cursor() as cursor:
        sql = f"SELECT by_actor, {sums} FROM ({inner}) AS once GROUP BY by_actor"  # noqa: S608 - constants only
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    return {
        None if actor is None else uuid.UUID(str(actor)): {
            f"counted_{sex}": int(n) for sex, n in zip(ON_VICTIM, numbers, strict=True)
        }
        for actor, *numbers in rows
    }


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
