"""What every table of own figures is made of: the records that a filter leaves, and how children are counted in them.

Children are different pseudonyms plus the children of groups that were only counted.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from amparo.actors.merging.resolving import counted_ids
from amparo.monitor.models import ON_VICTIM, VERIFIED, Incident, Sex, Victim, Violation

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
class Records:
    """The records that a filter leaves, one queryset for each unit."""

    chosen: FigureFilter
    incidents: QuerySet[Incident]
    violations: QuerySet[Violation]
    victims: QuerySet[Victim]
    pairs: QuerySet[Any]

    def over(self, pairs: QuerySet[Any]) -> "Records":
        """Return the same records with other pairs of violation and victim."""
        return replace(self, pairs=pairs)


def records_of(chosen: FigureFilter) -> Records:
    """Return the records that a filter leaves."""
    incidents = Incident.objects.filter(_incident_condition(chosen)).order_by()
    violations = Violation.objects.filter(_incident_condition(chosen, "incident__"), _act_condition(chosen)).order_by()
    victims = Victim.objects.filter(_victim_condition(chosen, "")).order_by()
    if _act_condition(chosen):
        acts = Violation.objects.filter(_act_condition(chosen)).order_by()
        incidents = incidents.filter(Exists(acts.filter(incident_id=OuterRef("pk"))))
        suffered = PAIR.objects.filter(_act_condition(chosen, "violation__"))
        victims = victims.filter(Exists(suffered.filter(victim_id=OuterRef("pk"))))
    pairs = PAIR.objects.filter(_victim_condition(chosen), _act_condition(chosen, "violation__")).order_by()
    return Records(chosen, incidents, violations, victims, pairs)


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


def named(path: str = "") -> dict[str, Any]:
    """Aggregates over victims: different pseudonyms, all of them and by sex."""
    name = f"{path}pseudonym"
    known = ~Q(**{name: ""})
    by_sex = {f"named_{sex}": Count(name, distinct=True, filter=known & Q(**{f"{path}sex": sex})) for sex in ON_VICTIM}
    return {**by_sex, "named": Count(name, distinct=True, filter=known)}


def counted(path: str = "") -> dict[str, Any]:
    """Aggregates over victims: the sums of counted groups, by sex."""
    return {f"counted_{sex}": Sum(f"{path}{field}") for sex, field in ON_VICTIM.items()}


def to_children(row: Mapping[str, Any]) -> Children:
    """Return the children of a row of `named` and `counted`."""
    counted = {sex: row[f"counted_{sex}"] or 0 for sex in ON_VICTIM}
    by_sex = {sex: row[f"named_{sex}"] + counted[sex] for sex in ON_VICTIM}
    return Children(
        girls=by_sex[Sex.GIRL],
        boys=by_sex[Sex.BOY],
        unknown=by_sex[Sex.UNKNOWN],
        total=row["named"] + sum(counted.values()),
    )


def counted_once(records: Records, by: Combinable) -> dict[uuid.UUID | None, Mapping[str, int]]:
    """Return the children of counted groups by what `by` names (an id; None for none).

    A group that is named twice by one id, harmed by one actor in two ways, is summed once: each pair of group and id
    is taken once before the sums are made. The ORM cannot sum over such pairs, so the outer query is written here; it
    names constants only.
    """
    names = {f"n_{sex}": F(f"victim__{field}") for sex, field in ON_VICTIM.items()}
    once = (
        records.pairs.filter(victim__pseudonym="")
        .annotate(by_id=by, of_group=F("victim_id"), **names)
        .values("by_id", "of_group", *names)
        .distinct()
    )
    inner, parameters = once.query.sql_with_params()
    sums = ", ".join(f"SUM({name})" for name in names)
    with connection.cursor() as cursor:
        sql = f"SELECT by_id, {sums} FROM ({inner}) AS once GROUP BY by_id"  # noqa: S608 - constants only
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    return {
        None if one is None else uuid.UUID(str(one)): {
            f"counted_{sex}": int(n) for sex, n in zip(ON_VICTIM, numbers, strict=True)
        }
        for one, *numbers in rows
    }
