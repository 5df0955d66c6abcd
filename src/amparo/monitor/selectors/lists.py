"""Lists of incidents: filtered, sorted and paged in the query, at a cost that does not grow with the table.

Counts stop at a bound. What stands in the columns of a page takes one query each, for any number of rows.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from amparo.accounts.models import Person
from amparo.actors.models import Actor
from amparo.kernel import clock, search
from amparo.monitor import policies
from amparo.monitor.models import Incident, Mention, Status, Victim, Violation
from amparo.monitor.searching import KIND
from amparo.monitor.selectors.incidents import incidents_for
from amparo.monitor.selectors.keysets import Cursor, Part, cut
from amparo.places.models import Area, Level

PAGE_ROWS = 25
MOST_COUNTED = 10_000
OVERDUE_DAYS = 60

# Sort key in the address -> the field and its direction. The id breaks ties, in the same direction.
SORTS: Mapping[str, tuple[str, bool]] = {
    "-date": ("date_earliest", True),
    "date": ("date_earliest", False),
    "-code": ("code", True),
    "code": ("code", False),
}
WAITING = (Status.REPORTED, Status.UNDER_VERIFICATION)


@dataclass(frozen=True)
class IncidentFilter:
    """What a list is narrowed to. `status` may also be "overdue": waiting for more than 60 days."""

    words: str = ""
    status: str = ""
    year: int | None = None
    country_id: uuid.UUID | None = None
    admin1_id: uuid.UUID | None = None
    actor_id: uuid.UUID | None = None
    type_id: uuid.UUID | None = None
    sort: str = "-date"

    @property
    def narrows(self) -> bool:
        """Say whether anything is filtered out."""
        return self != IncidentFilter(sort=self.sort)


@dataclass(frozen=True)
class IncidentRow:
    """One incident as a list shows it. Counts add the pseudonymous children to the counted groups."""

    incident: Incident
    acts: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    girls: int = 0
    boys: int = 0
    unknown: int = 0
    sources: int = 0


@dataclass(frozen=True)
class Slice:
    """One part of a list, and whether there are rows before and after it."""

    rows: Sequence[IncidentRow]
    has_earlier: bool
    has_later: bool


@dataclass(frozen=True)
class _Columns:
    acts: dict[uuid.UUID, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    actors: dict[uuid.UUID, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))


def filtered(acting: Person, chosen: IncidentFilter) -> QuerySet[Incident]:
    """Return the incidents that the person reads and that pass the filter, unsorted, with their places."""
    found = incidents_for(acting).order_by().select_related("country", "admin1").defer("summary")
    conditions = Q()
    if chosen.status == "overdue":
        conditions &= Q(status__in=WAITING, created_at__lt=_overdue_before())
    elif chosen.status:
        conditions &= Q(status=chosen.status)
    if chosen.year is not None:
        # The bounds repeat what the year says, so that the index of the list's order finds the rows.
        first, last = datetime.date(chosen.year, 1, 1), datetime.date(chosen.year, 12, 31)
        conditions &= Q(committed_year=chosen.year, date_earliest__range=(first, last))
    for name in ("country_id", "admin1_id"):
        if value := getattr(chosen, name):
            conditions &= Q(**{name: value})
    found = found.filter(conditions)
    acts = {name: value for name in ("actor_id", "type_id") if (value := getattr(chosen, name))}
    if acts:
        found = found.filter(Exists(Violation.objects.filter(incident=OuterRef("pk"), **acts)))
    matching = search.matching(chosen.words, kind=KIND, scopes=policies.readable_agencies(acting))
    return found if matching is None else found.filter(pk__in=matching)


def incident_part(acting: Person, chosen: IncidentFilter, cursor: Cursor | None = None) -> Part[Incident]:
    """Return one part of the list in the order that is chosen. One query."""
    name, descending = SORTS[chosen.sort]
    return cut(filtered(acting, chosen), cursor, name=name, descending=descending, size=PAGE_ROWS)


def incident_slice(acting: Person, chosen: IncidentFilter, cursor: Cursor | None = None) -> Slice:
    """Return one part of the list with what stands in its columns. Five queries."""
    part = incident_part(acting, chosen, cursor)
    return Slice(rows_of(part.rows), part.has_earlier, part.has_later)


def rows_of(incidents: Sequence[Incident]) -> list[IncidentRow]:
    """Return the incidents with what stands in their columns. Four queries for any number of them."""
    ids = [incident.pk for incident in incidents]
    columns = _acts_of(ids)
    groups, children = _victims_of(ids)
    sources = dict(
        Mention.objects.filter(incident_id__in=ids)
        .values_list("incident_id")
        .annotate(count=Count("source_id", distinct=True))
        .order_by()
    )
    return [
        IncidentRow(
            incident,
            acts=tuple(columns.acts.get(incident.pk, ())),
            actors=tuple(columns.actors.get(incident.pk, ())),
            girls=groups[incident.pk]["girls"] + children[incident.pk, "girl"],
            boys=groups[incident.pk]["boys"] + children[incident.pk, "boy"],
            unknown=groups[incident.pk]["unknown"] + children[incident.pk, "unknown"],
            sources=sources.get(incident.pk, 0),
        )
        for incident in incidents
    ]


def _acts_of(ids: Sequence[uuid.UUID]) -> _Columns:
    columns = _Columns()
    for act in Violation.objects.filter(incident_id__in=ids).select_related("type", "actor").order_by("id"):
        columns.acts[act.incident_id][str(act.type)] = None
        if act.actor is not None:
            columns.actors[act.incident_id][str(act.actor)] = None
    return columns


def _victims_of(
    ids: Sequence[uuid.UUID],
) -> tuple[dict[uuid.UUID, dict[str, int]], dict[tuple[uuid.UUID, str], int]]:
    groups: dict[uuid.UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    children: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    rows = (
        Victim.objects.filter(incident_id__in=ids)
        .values("incident_id", "sex")
        .annotate(boys=Sum("boys"), girls=Sum("girls"), unknown=Sum("unknown"), rows=Count("id"))
        .order_by()
    )
    for row in rows:
        if row["sex"]:
            children[row["incident_id"], row["sex"]] += row["rows"]
        for name in ("boys", "girls", "unknown"):
            groups[row["incident_id"]][name] += row[name]
    return groups, children


def _overdue_before() -> datetime.datetime:
    return clock.now() - datetime.timedelta(days=OVERDUE_DAYS)


def bounded_count(found: QuerySet[Any]) -> int:
    """Return how many there are, at most one more than `MOST_COUNTED`: a count that never reads a whole table."""
    return found.order_by()[: MOST_COUNTED + 1].count()


def status_counts(acting: Person) -> dict[str, int]:
    """Return the bounded number of incidents in each status, and of those overdue. One query each."""
    own = incidents_for(acting).order_by()
    counts = {status.value: bounded_count(own.filter(status=status)) for status in Status}
    counts["overdue"] = bounded_count(filtered(acting, IncidentFilter(status="overdue")))
    return counts


def countries_with_incidents(acting: Person) -> QuerySet[Area]:
    """Return the countries that the person's incidents lie in. One probe of an index per country."""
    return _areas_with_incidents(acting, "country").filter(level=Level.COUNTRY)


def parts_with_incidents(acting: Person, country_id: uuid.UUID) -> QuerySet[Area]:
    """Return the parts of a country that the person's incidents lie in."""
    return _areas_with_incidents(acting, "admin1").filter(parent_id=country_id)


def _areas_with_incidents(acting: Person, name: str) -> QuerySet[Area]:
    found = Incident.objects.filter(agency__in=policies.readable_agencies(acting), **{name: OuterRef("pk")})
    return Area.objects.filter(Exists(found)).order_by("name")


def actors_with_incidents() -> QuerySet[Actor]:
    """Return the actors that some violation names."""
    return Actor.objects.filter(Exists(Violation.objects.filter(actor=OuterRef("pk")))).order_by("name")


def queue(acting: Person) -> QuerySet[Incident]:
    """Return what waits for a second person, the longest waiting first."""
    waiting = incidents_for(acting).filter(status__in=WAITING)
    return waiting.select_related("country", "admin1", "recorded_by").order_by("created_at", "id")
