"""Own figures: counted in the database from the agency's records, in three units that are never mixed or added.

* Incidents are events.
* Violations are acts: one incident may hold several, by several actors.
* Children are different pseudonyms plus the children of groups that were only counted. A child known by a pseudonym
  is counted once in each line, however many incidents name it, so the lines of a table need not sum to its total.

The year in which an incident was committed and the year in which it was verified are kept apart. An incident whose
date spans several years has no committed year.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from amparo.accounts.models import Person
from amparo.actors.models import Actor
from amparo.kernel.errors import NotFound
from amparo.monitor.models import Incident, Sex, Status, Victim, Violation
from amparo.monitor.policies import may_read_own_figures

VERIFIED: Final = (Status.VERIFIED, Status.VERIFIED_LATE)
ON_VICTIM: Final = {Sex.GIRL: "girls", Sex.BOY: "boys", Sex.UNKNOWN: "unknown"}
PAIR: Final = Violation.victims.through  # one row for each violation and victim


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """What is counted. Years are inclusive and are years of committing; None leaves a side open."""

    agency_id: uuid.UUID
    verified_only: bool = True
    year_from: int | None = None
    year_to: int | None = None
    actor_id: uuid.UUID | None = None
    type_id: uuid.UUID | None = None


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
class _Records:
    """The records that a filter leaves, one queryset for each unit."""

    chosen: FigureFilter
    incidents: QuerySet[Incident]
    violations: QuerySet[Violation]
    victims: QuerySet[Victim]


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
    total = Line(None, records.incidents.count(), records.violations.count(), _children(records.victims))
    return OwnFigures(
        total=total,
        by_committed_year=_by_committed_year(records),
        by_verified_year=_by_verified_year(records),
        by_actor=_by_actor(records),
        by_sex=_by_sex(records, total),
    )


def actor_names(figures: OwnFigures) -> dict[object, str]:
    """Names of the actors in the table, by id."""
    ids = [line.key for line in figures.by_actor if isinstance(line.key, uuid.UUID)]
    return {actor.pk: str(actor) for actor in Actor.objects.filter(pk__in=ids)}


def _records(chosen: FigureFilter) -> _Records:
    incidents = Incident.objects.filter(_incident_condition(chosen)).order_by()
    violations = Violation.objects.filter(_incident_condition(chosen, "incident__"), _act_condition(chosen)).order_by()
    victims = Victim.objects.filter(_incident_condition(chosen, "incident__")).order_by()
    if _act_condition(chosen):
        acts = Violation.objects.filter(_act_condition(chosen)).order_by()
        incidents = incidents.filter(Exists(acts.filter(incident_id=OuterRef("pk"))))
        pairs = PAIR.objects.filter(_act_condition(chosen, "violation__"))
        victims = victims.filter(Exists(pairs.filter(victim_id=OuterRef("pk"))))
    return _Records(chosen, incidents, violations, victims)


def _act_condition(chosen: FigureFilter, path: str = "") -> Q:
    """By whom and what; empty where the filter does not say."""
    condition = Q()
    if chosen.actor_id is not None:
        condition &= Q(**{f"{path}actor_id": chosen.actor_id})
    if chosen.type_id is not None:
        condition &= Q(**{f"{path}type_id": chosen.type_id})
    return condition


def _incident_condition(chosen: FigureFilter, path: str = "") -> Q:
    conditions: dict[str, object] = {f"{path}agency_id": chosen.agency_id}
    if chosen.verified_only:
        conditions[f"{path}status__in"] = VERIFIED
    if chosen.year_from is not None:
        conditions[f"{path}committed_year__gte"] = chosen.year_from
    if chosen.year_to is not None:
        conditions[f"{path}committed_year__lte"] = chosen.year_to
    return Q(**conditions)


def _counts(path: str = "") -> dict[str, Any]:
    """Aggregates over victims: different pseudonyms, and the sums of counted groups, by sex."""
    name = f"{path}pseudonym"
    known = ~Q(**{name: ""})
    by_sex = {f"named_{sex}": Count(name, distinct=True, filter=known & Q(**{f"{path}sex": sex})) for sex in ON_VICTIM}
    counted = {f"counted_{sex}": Sum(f"{path}{field}") for sex, field in ON_VICTIM.items()}
    return {**by_sex, **counted, "named": Count(name, distinct=True, filter=known)}


def _to_children(row: Mapping[str, Any]) -> Children:
    counted = {sex: row[f"counted_{sex}"] or 0 for sex in ON_VICTIM}
    by_sex = {sex: row[f"named_{sex}"] + counted[sex] for sex in ON_VICTIM}
    return Children(
        girls=by_sex[Sex.GIRL],
        boys=by_sex[Sex.BOY],
        unknown=by_sex[Sex.UNKNOWN],
        total=row["named"] + sum(counted.values()),
    )


def _children(victims: QuerySet[Victim]) -> Children:
    return _to_children(victims.aggregate(**_counts()))


def _by_committed_year(records: _Records) -> tuple[Line, ...]:
    """One line a year, oldest first; the last one, with key None, holds incidents whose year is not known."""
    incidents = dict(records.incidents.values_list("committed_year").annotate(n=Count("pk")))
    violations = dict(records.violations.values_list("incident__committed_year").annotate(n=Count("pk")))
    victims = records.victims.values("incident__committed_year").annotate(**_counts())
    children = {row["incident__committed_year"]: _to_children(row) for row in victims}
    years = sorted(incidents, key=lambda year: (year is None, year))
    return tuple(Line(year, incidents[year], violations.get(year, 0), children.get(year, Children())) for year in years)


def _by_verified_year(records: _Records) -> tuple[VerifiedLine, ...]:
    """Only what is verified has a verified year; what is not stays out of this table."""
    rows = (
        records.violations.filter(incident__verified_year__isnull=False)
        .values("incident__verified_year")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(incident__status=Status.VERIFIED_LATE)),
            not_known=Count("pk", filter=Q(incident__status=Status.VERIFIED, incident__committed_year__isnull=True)),
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


def _by_actor(records: _Records) -> tuple[Line, ...]:
    """One line an actor, most violations first; the last one, with key None, holds what is attributed to nobody."""
    acts = records.violations.values("actor_id").annotate(
        violations=Count("pk"), incidents=Count("incident_id", distinct=True)
    )
    children = _children_by_actor(records)
    lines = [
        Line(row["actor_id"], row["incidents"], row["violations"], children.get(row["actor_id"], Children()))
        for row in acts
    ]
    return tuple(sorted(lines, key=lambda line: (line.key is None, -line.violations, str(line.key))))


def _children_by_actor(records: _Records) -> dict[uuid.UUID | None, Children]:
    """Children by actor. A group that one actor harmed in two ways is summed once.

    For named actors a pair of violation and victim counts only if no earlier violation by the same actor holds the
    same victim (a victim belongs to one incident, so the filter on incidents holds for both). Violations that
    nobody is named for make one line and need no such care.
    """
    chosen = records.chosen
    acts = _act_condition(chosen, "violation__")
    pairs = PAIR.objects.filter(_incident_condition(chosen, "violation__incident__"), acts)
    earlier = PAIR.objects.filter(
        acts,
        victim_id=OuterRef("victim_id"),
        violation__actor_id=OuterRef("violation__actor_id"),
        violation_id__lt=OuterRef("violation_id"),
    )
    rows = (
        pairs.filter(~Exists(earlier), violation__actor__isnull=False)
        .values("violation__actor_id")
        .annotate(**_counts("victim__"))
        .order_by()
    )
    children: dict[uuid.UUID | None, Children] = {row["violation__actor_id"]: _to_children(row) for row in rows}
    unattributed = PAIR.objects.filter(acts, victim_id=OuterRef("pk"), violation__actor__isnull=True)
    children[None] = _children(records.victims.filter(Exists(unattributed)))
    return children


def _by_sex(records: _Records, total: Line) -> tuple[Line, ...]:
    """Incidents and violations that touched at least one child of that sex, and the children themselves.

    The last line, with key None, holds incidents and violations in which no child is recorded at all.
    """
    of_sex = {Sex.GIRL: total.children.girls, Sex.BOY: total.children.boys, Sex.UNKNOWN: total.children.unknown}
    lines = []
    for sex, field in ON_VICTIM.items():
        involved = Q(sex=sex) | Q(**{f"{field}__gt": 0})
        incidents = records.incidents.filter(Exists(Victim.objects.filter(involved, incident_id=OuterRef("pk"))))
        pairs = PAIR.objects.filter(Q(victim__sex=sex) | Q(**{f"victim__{field}__gt": 0}))
        violations = records.violations.filter(Exists(pairs.filter(violation_id=OuterRef("pk"))))
        children = Children(**{field: of_sex[sex], "total": of_sex[sex]})
        lines.append(Line(str(sex), incidents.count(), violations.count(), children))
    nobody = records.incidents.exclude(Exists(Victim.objects.filter(incident_id=OuterRef("pk"))))
    against_nobody = records.violations.exclude(Exists(PAIR.objects.filter(violation_id=OuterRef("pk"))))
    return (*lines, Line(None, nobody.count(), against_nobody.count(), Children()))
