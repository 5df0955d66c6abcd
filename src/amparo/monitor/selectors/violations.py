"""Violations one by one, each with its incident: the flat list for those who count with a program."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from amparo.accounts.models import Person
from amparo.actors.merging.resolving import counted_ids
from amparo.monitor import policies
from amparo.monitor.models import Sex, Violation

PAIR = Violation.victims.through  # one row for each violation and victim


@dataclass(frozen=True)
class ViolationFilter:
    """What the list is narrowed to. Years are years of committing."""

    status: str = ""
    year: int | None = None
    country_id: uuid.UUID | None = None
    admin1_id: uuid.UUID | None = None
    actor_id: uuid.UUID | None = None
    type_id: uuid.UUID | None = None


@dataclass(frozen=True)
class ViolationRow:
    """One violation with the children who suffered it: pseudonymous ones and counted groups together."""

    violation: Violation
    girls: int = 0
    boys: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class ViolationPart:
    """Some rows of the list, and whether there are rows after them."""

    rows: Sequence[ViolationRow]
    has_later: bool


def violation_part(
    acting: Person, chosen: ViolationFilter, *, after: uuid.UUID | None = None, size: int = 100
) -> ViolationPart:
    """Return violations of the incidents that the person reads, in the order of their recording. Four queries at most.

    New violations come last, so that who has read to the end goes on from there another day.
    """
    found = Violation.objects.filter(_condition(chosen), incident__agency__in=policies.readable_agencies(acting))
    if after is not None:
        found = found.filter(pk__gt=after)
    found = found.select_related("incident__country", "incident__admin1", "type", "actor__counts_as").order_by("id")
    rows = list(found[: size + 1])
    shown = rows[:size]
    counts = _children([row.pk for row in shown])
    made = [ViolationRow(row, **counts[row.pk]) for row in shown]
    return ViolationPart(made, has_later=len(rows) > size)


def _condition(chosen: ViolationFilter) -> Q:
    wanted = {
        "incident__status": chosen.status or None,
        "incident__committed_year": chosen.year,
        "incident__country_id": chosen.country_id,
        "incident__admin1_id": chosen.admin1_id,
        "actor_id__in": counted_ids(chosen.actor_id) if chosen.actor_id else None,
        "type_id": chosen.type_id,
    }
    return Q(**{name: value for name, value in wanted.items() if value is not None})


def _children(ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, int]]:
    counts: dict[uuid.UUID, dict[str, int]] = defaultdict(lambda: {"girls": 0, "boys": 0, "unknown": 0})
    single = {Sex.GIRL.value: "girls", Sex.BOY.value: "boys", Sex.UNKNOWN.value: "unknown"}
    rows = PAIR.objects.filter(violation_id__in=ids).order_by().values_list("violation_id", "victim__sex")
    for violation_id, sex, girls, boys, unknown, children in rows.annotate(
        Sum("victim__girls"), Sum("victim__boys"), Sum("victim__unknown"), Count("pk")
    ):
        found = counts[violation_id]
        found["girls"] += girls
        found["boys"] += boys
        found["unknown"] += unknown
        if sex:
            found[single[sex]] += children
    return counts
