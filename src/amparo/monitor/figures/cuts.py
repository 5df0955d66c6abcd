"""Further tables of own figures: by place, age band and role in three units, and by quarter in violations.

A role is told of the children of a violation together, so a line of roles counts the children of the violations of
which it is told. Lines of ages and roles overlap, as those of actors do, and do not sum to the total.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F

from amparo.accounts.models import Person
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
from amparo.monitor.models import ON_VICTIM, AgeBand
from amparo.monitor.policies import may_read_own_figures
from amparo.places.models import Area
from amparo.terms.models import Term, Vocabulary

ROLE = "violation__association__terms"
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
    return cuts_of(records_of(chosen))


def cuts_of(records: Records) -> Cuts:
    """Count records that the caller was given."""
    return Cuts(_places(records), _ages(records), _roles(records), _quarters(records))


def _places(records: Records) -> tuple[PlaceLine, ...]:
    path = ("country_id", "admin1_id")
    of_incident = [f"incident__{name}" for name in path]
    incidents = {tuple(key): n for *key, n in records.incidents.values_list(*path).annotate(n=Count("pk"))}
    violations = {tuple(key): n for *key, n in records.violations.values_list(*of_incident).annotate(n=Count("pk"))}
    rows = records.victims.values(*of_incident).annotate(**named(), **counted())
    children = {tuple(row[name] for name in of_incident): to_children(row) for row in rows}
    areas = Area.objects.in_bulk({pk for key in incidents for pk in key if pk})
    lines = [
        PlaceLine(
            areas[country],
            areas.get(part) if part else None,
            Line(part or country, count, violations.get((country, part), 0), children.get((country, part), Children())),
        )
        for (country, part), count in incidents.items()
    ]
    return tuple(sorted(lines, key=lambda one: (str(one.country), one.part is None, str(one.part))))


def _ages(records: Records) -> tuple[Line, ...]:
    """One line an age band, the youngest first."""
    rows = records.victims.values("age_band").annotate(
        **named(), **counted(), incidents=Count("incident_id", distinct=True)
    )
    acts = records.pairs.values_list("victim__age_band").annotate(n=Count("violation_id", distinct=True))
    violations = dict(acts)
    found = {
        row["age_band"]: Line(row["age_band"], row["incidents"], violations.get(row["age_band"], 0), to_children(row))
        for row in rows
    }
    return tuple(found[band] for band in AgeBand.values if band in found)


def _roles(records: Records) -> tuple[RoleLine, ...]:
    """One line a role, most violations first."""
    acts = (
        records.violations.filter(association__terms__vocabulary=Vocabulary.ROLE)
        .values_list("association__terms")
        .annotate(violations=Count("pk", distinct=True), incidents=Count("incident_id", distinct=True))
    )
    told = records.pairs.filter(**{f"{ROLE}__vocabulary": Vocabulary.ROLE})
    rows = {row[ROLE]: row for row in told.values(ROLE).annotate(**named("victim__"))}
    groups = counted_once(records.over(told), F(ROLE))
    nobody = {f"counted_{sex}": 0 for sex in ON_VICTIM}
    roles = Term.objects.in_bulk([role for role, _violations, _incidents in acts])
    lines = [
        RoleLine(
            roles[role],
            Line(
                role,
                incidents,
                violations,
                to_children({**rows[role], **groups.get(role, nobody)}) if role in rows else Children(),
            ),
        )
        for role, violations, incidents in acts
    ]
    return tuple(sorted(lines, key=lambda one: (-one.line.violations, one.role.position, str(one.role))))


def _quarters(records: Records) -> tuple[QuarterLine, ...]:
    """One line a quarter, the oldest first, and one for what spans several. One query, grouped by days."""
    days = records.violations.values_list(
        "incident__date_earliest", "incident__date_latest", "incident__verified_on"
    ).annotate(n=Count("pk"))
    committed: dict[Quarter | None, int] = defaultdict(int)
    verified: dict[Quarter | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for earliest, latest, verified_on, count in days:
        first, last = quarter_of(earliest), quarter_of(latest)
        committed[first if first == last else None] += count
        if verified_on is not None:
            verified[quarter_of(verified_on)][_lateness(first, last, quarter_of(verified_on))] += count
    quarters = sorted({*committed, *verified}, key=lambda one: (one is None, one))
    return tuple(
        QuarterLine(quarter, committed.get(quarter, 0), **_plain(verified.get(quarter, {}))) for quarter in quarters
    )


def _lateness(first: Quarter, last: Quarter, verified: Quarter) -> str:
    if verified > last:
        return "late"
    return "in_time" if first == verified else "not_known"


def _plain(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in ("in_time", "late", "not_known")}


def quarter_of(day: datetime.date) -> Quarter:
    """Return the year and quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1
