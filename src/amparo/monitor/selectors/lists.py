"""Lists of incidents: filtered, sorted and paged in the query, at a cost that does not grow with the table.

Counts stop at a bound. What stands in the columns of a page takes one query each, for any number of rows.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from amparo.accounts.models import Person
from amparo.actors.merging.resolving import shown_texts
from amparo.actors.merging.selectors import standing
from amparo.actors.models import Actor
from amparo.kernel.models import texts_by_id
from amparo.kernel.repeated import Repeated, keys_of
from amparo.monitor import policies
from amparo.monitor.models import Incident, Mention, Status, Victim, Violation
from amparo.monitor.selectors.keysets import Cursor, Part, cut
from amparo.monitor.selectors.narrowing import WAITING, IncidentFilter, filtered, overdue, overdue_before
from amparo.places.models import Area, Level
from amparo.terms.models import Term

PAGE_ROWS = 25
MOST_COUNTED = 2_000

# Sort key in the address -> the field and its direction. The id breaks ties, in the same direction.
SORTS: Mapping[str, tuple[str, bool]] = {
    "-date": ("date_earliest", True),
    "date": ("date_earliest", False),
    "-code": ("code", True),
    "code": ("code", False),
}
_LISTED = (
    "version", "code", "date_text", "date_earliest", "date_latest", "committed_year", "country_id", "admin1_id",
    "status", "verified_year", "agency_id",
)  # fmt: skip


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


def incident_part(
    acting: Person, chosen: IncidentFilter, cursor: Cursor | None = None, *, size: int | None = None
) -> Part[Incident]:
    """Return one part of the list in the order that is chosen. One query."""
    name, descending = SORTS[chosen.sort]
    found = filtered(acting, chosen).only(*_LISTED)
    return cut(found, cursor, name=name, descending=descending, size=size or PAGE_ROWS)


def incident_slice(
    acting: Person, chosen: IncidentFilter, cursor: Cursor | None = None, *, size: int | None = None
) -> Slice:
    """Return one part of the list with what stands in its columns. Seven queries."""
    part = incident_part(acting, chosen, cursor, size=size)
    return Slice(rows_of(part.rows), part.has_earlier, part.has_later)


class Known:
    """Places, types and actors that are at hand already, by id. What is missing is fetched once, together.

    A page has few distinct ones: a join would make each of them anew in every row. Types and actors are texts.
    """

    def __init__(
        self,
        areas: Iterable[Area] = (),
        types: Mapping[uuid.UUID, str] | None = None,
        actors: Mapping[uuid.UUID, str] | None = None,
    ) -> None:
        self.areas = {area.pk: area for area in areas}
        self.types = dict(types or {})
        self.actors = dict(actors or {})

    def fetch(self, areas: set[uuid.UUID], types: set[uuid.UUID], actors: set[uuid.UUID]) -> None:
        """Fetch what is missing: one query for each kind of which something is."""
        if missing := areas - self.areas.keys():
            self.areas |= Area.objects.only("code", "pcode", "name", "names", "level").order_by().in_bulk(list(missing))
        if missing := types - self.types.keys():
            self.types |= texts_by_id(Term.objects.filter(pk__in=missing), "labels", "label")
        if missing := actors - self.actors.keys():
            self.actors |= shown_texts(missing)


def rows_of(incidents: Sequence[Incident], known: Known | None = None) -> list[IncidentRow]:
    """Return the incidents with what stands in their columns. At most six queries for any number of them."""
    keys = keys_of(incident.pk for incident in incidents)
    known = known or Known()
    violations = [
        (incident, _parsed(type_id), _parsed(actor_id)) for incident, type_id, actor_id in _VIOLATIONS.rows(keys)
    ]
    known.fetch(
        areas={place for row in incidents for place in (row.country_id, row.admin1_id, _finer(row)) if place},
        types={type_id for _incident, type_id, _actor in violations if type_id},
        actors={actor_id for _incident, _type, actor_id in violations if actor_id},
    )
    acts: dict[Any, dict[str, None]] = defaultdict(dict)
    actors: dict[Any, dict[str, None]] = defaultdict(dict)
    for incident_key, type_id, actor_id in violations:
        if type_id:
            acts[incident_key][known.types[type_id]] = None
        if actor_id:
            actors[incident_key][known.actors[actor_id]] = None
    victims = _victims_of(keys)
    sources = dict(_SOURCES.rows(keys))
    made = []
    for incident, key in zip(incidents, keys, strict=True):
        incident.country = known.areas[incident.country_id]
        incident.admin1 = known.areas[incident.admin1_id] if incident.admin1_id else None
        incident.admin2 = known.areas[finer] if (finer := _finer(incident)) else None
        made.append(
            IncidentRow(
                incident,
                acts=tuple(acts[key]),
                actors=tuple(actors[key]),
                girls=victims[key]["girl"],
                boys=victims[key]["boy"],
                unknown=victims[key]["unknown"],
                sources=sources.get(key, 0),
            )
        )
    return made


def _finer(incident: Incident) -> uuid.UUID | None:
    """Return the second-level part, where it was fetched: a page of the list shows the first level alone."""
    return incident.__dict__.get("admin2_id")


@lru_cache(maxsize=512)
def _parsed(value: str | uuid.UUID | None) -> uuid.UUID | None:
    """Return an id as the program holds it. The few types and actors of a page come again and again."""
    return uuid.UUID(value) if isinstance(value, str) else value


_VIOLATIONS = Repeated(
    lambda ids: (
        Violation.objects.filter(incident_id__in=ids).order_by("id").values_list("incident_id", "type_id", "actor_id")
    )
)
_VICTIMS = Repeated(
    lambda ids: (
        Victim.objects.filter(incident_id__in=ids)
        .order_by()
        .values_list("incident_id", "sex")
        .annotate(Sum("girls"), Sum("boys"), Sum("unknown"), Count("pk"))
    )
)
_SOURCES = Repeated(
    lambda ids: (
        Mention.objects.filter(incident_id__in=ids)
        .order_by()
        .values_list("incident_id")
        .annotate(Count("source_id", distinct=True))
    )
)


def _victims_of(keys: Sequence[Any]) -> dict[Any, dict[str, int]]:
    """Return the children of each sex of each incident: counted groups and single children."""
    found: dict[Any, dict[str, int]] = {key: {"girl": 0, "boy": 0, "unknown": 0} for key in keys}
    for key, sex, girls, boys, unknown, single in _VICTIMS.rows(keys):
        children = found[key]
        children["girl"] += girls
        children["boy"] += boys
        children["unknown"] += unknown
        if sex:
            children[sex] += single
    return found


def bounded_count(found: QuerySet[Any]) -> int:
    """Return how many there are, at most one more than `MOST_COUNTED`: a count that never reads a whole table."""
    return found.order_by()[: MOST_COUNTED + 1].count()


def status_counts(acting: Person) -> dict[str, int]:
    """Return the bounded number of incidents in each status, and of those overdue. One query."""
    names = [*Status.values, "overdue"]
    agencies = keys_of(policies.readable_agencies(acting))
    if not agencies:
        return dict.fromkeys(names, 0)
    of_states = [value for state in Status.values for value in [*agencies, state] * 2]
    overdue = [*agencies, *WAITING, connection.ops.adapt_datetimefield_value(overdue_before())] * 2
    with connection.cursor() as cursor:
        cursor.execute(_counts_sql(connection.vendor, len(agencies), MOST_COUNTED), [*of_states, *overdue])
        row = cursor.fetchone()
    return dict(zip(names, row, strict=True))


@lru_cache(maxsize=64)
def _counts_sql(vendor: str, agencies: int, most: int) -> str:
    """Return the bounded counts of every state, and of what is overdue, side by side in one statement.

    The ORM has no count over a limited part of a query. The states differ in one value alone, and persons in the
    number of their agencies: the statement is built once for each number.
    """
    any_of_them = Incident.objects.filter(agency__in=[uuid.UUID(int=n) for n in range(agencies)]).order_by()
    of_state = _bounded_sql(any_of_them.filter(status=Status.REPORTED), most)
    late = _bounded_sql(any_of_them.filter(overdue()), most)
    return f"SELECT {', '.join([of_state] * len(Status) + [late])}"


def _bounded_sql(found: QuerySet[Incident], most: int) -> str:
    """Return a bounded count as a value of SQL. The parameters of the query are asked twice.

    To skip rows costs half of what it costs to count them: it is first seen whether there is one past the bound.
    """
    every, _params = found.values_list("agency_id").query.sql_with_params()
    past = f"SELECT {most + 1} FROM ({every} LIMIT 1 OFFSET {most}) AS past"  # noqa: S608 - our own SQL
    return f"COALESCE(({past}), (SELECT COUNT(*) FROM ({every}) AS counted))"  # noqa: S608 - our own SQL


def countries_with_incidents(acting: Person) -> QuerySet[Area]:
    """Return the countries that the person's incidents lie in. One probe of an index per country."""
    # Countries lie in nothing: so said, the index of parts finds them, in order.
    return _areas_with_incidents(acting, "country").filter(level=Level.COUNTRY, parent=None)


def parts_with_incidents(acting: Person, country_id: uuid.UUID) -> QuerySet[Area]:
    """Return the parts of a country that the person's incidents lie in."""
    return _areas_with_incidents(acting, "admin1").filter(parent_id=country_id)


def _areas_with_incidents(acting: Person, name: str) -> QuerySet[Area]:
    found = Incident.objects.filter(agency__in=policies.readable_agencies(acting), **{name: OuterRef("pk")})
    return Area.objects.filter(Exists(found)).order_by("name").only("code", "name", "names")


def actors_to_choose(acting: Person) -> QuerySet[Actor]:
    """Return every actor that the person may read and that stands for itself.

    Also those in no incident of the person's: a shorter list would betray whom the incidents of others name.
    """
    return standing(acting)


def queue(acting: Person, chosen: IncidentFilter | None = None) -> QuerySet[Incident]:
    """Return what waits for a second person and passes the filter, in no order."""
    chosen = chosen or IncidentFilter()
    return _whatever_state(acting, chosen).filter(status__in=_states(chosen))


def queue_part(acting: Person, chosen: IncidentFilter | None = None, cursor: Cursor | None = None) -> Part[Incident]:
    """Return one part of what waits for a second person and passes the filter, the longest waiting first.

    One query for each state that waits, merged here: in one query the index could not give the order, and all that
    waits would be sorted for the sake of a page.
    """
    chosen = chosen or IncidentFilter()
    own = _whatever_state(acting, chosen).select_related("country", "admin1", "recorded_by").defer("summary")
    parts = [
        cut(own.filter(status=status), cursor, name="created_at", descending=False, size=PAGE_ROWS)
        for status in _states(chosen)
    ]
    rows = sorted((row for part in parts for row in part.rows), key=lambda row: (row.created_at, row.pk))
    backwards = cursor is not None and cursor.backwards
    shown = rows[-PAGE_ROWS:] if backwards else rows[:PAGE_ROWS]
    left = len(rows) > len(shown)
    return Part(
        shown,
        has_earlier=any(part.has_earlier for part in parts) or (backwards and left),
        has_later=any(part.has_later for part in parts) or (not backwards and left),
    )


def _states(chosen: IncidentFilter) -> Sequence[str]:
    return [status for status in WAITING if chosen.status in ("", "overdue", status)]


def _whatever_state(acting: Person, chosen: IncidentFilter) -> QuerySet[Incident]:
    """Return what passes the filter but for its state, which is asked for apart: named twice, no index is used."""
    found = filtered(acting, replace(chosen, status=""))
    return found.filter(created_at__lt=overdue_before()) if chosen.status == "overdue" else found
