"""Lists of incidents: filtered, sorted and paged in the query, at a cost that does not grow with the table.

Counts stop at a bound. What stands in the columns of a page takes one query each, for any number of rows.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from amparo.accounts.models import Person
from amparo.actors.merging.resolving import counted_ids, shown_texts
from amparo.actors.merging.selectors import standing
from amparo.actors.models import Actor
from amparo.kernel import clock, search
from amparo.kernel.models import SearchEntry, texts_by_id
from amparo.kernel.repeated import Repeated, keys_of
from amparo.kernel.search import COMMON
from amparo.monitor import policies
from amparo.monitor.models import ON_VICTIM, VERIFIED, Incident, Mention, Sex, Status, Victim, Violation
from amparo.monitor.searching import KIND
from amparo.monitor.selectors.incidents import incidents_for
from amparo.monitor.selectors.keysets import Cursor, Part, cut
from amparo.places.models import Area, Level
from amparo.terms.models import Term

PAGE_ROWS = 25
MOST_COUNTED = 2_000
OVERDUE_DAYS = 60
FEW_HITS = 1_000

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
COUNTED = "counted"
NOBODY = "none"
WAITING = (Status.REPORTED, Status.UNDER_VERIFICATION)


@dataclass(frozen=True)
class IncidentFilter:
    """What a list is narrowed to.

    `status` may also be "overdue" (waiting for more than 60 days) or "counted" (verified, in time or late). `no_part`:
    only the country is recorded; `no_year`: the date spans several years; `no_actor`: some violation is attributed to
    nobody; `sex` "none": no child is recorded. Years from and to are years of committing; they and days are inclusive,
    and the whole of an uncertain date must lie between the days of committing.
    """

    words: str = ""
    status: str = ""
    year: int | None = None
    country_id: uuid.UUID | None = None
    admin1_id: uuid.UUID | None = None
    no_part: bool = False
    actor_id: uuid.UUID | None = None
    type_id: uuid.UUID | None = None
    agency_id: uuid.UUID | None = None
    committed_from: datetime.date | None = None
    committed_to: datetime.date | None = None
    verified_from: datetime.date | None = None
    verified_to: datetime.date | None = None
    year_from: int | None = None
    year_to: int | None = None
    no_year: bool = False
    no_actor: bool = False
    sex: str = ""
    age_band: str = ""
    role_id: uuid.UUID | None = None
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


def filtered(acting: Person, chosen: IncidentFilter) -> QuerySet[Incident]:
    """Return the incidents that the person reads and that pass the filter, unsorted."""
    found = incidents_for(acting).order_by().filter(_facts(chosen) & _committed(chosen) & _children(chosen))
    if acts := _acts(chosen):
        found = found.filter(_with_act(acts))
    matching = search.matching(chosen.words, kind=KIND, scopes=policies.readable_agencies(acting))
    return found if matching is None else found.filter(_hits(matching))


def _facts(chosen: IncidentFilter) -> Q:
    """Return the conditions on the incident itself: its state, year and place."""
    conditions = Q()
    if chosen.status == "overdue":
        conditions &= _overdue()
    elif chosen.status == COUNTED:
        conditions &= Q(status__in=VERIFIED)
    elif chosen.status:
        conditions &= Q(status=chosen.status)
    for name in ("agency_id", "country_id", "admin1_id"):
        if value := getattr(chosen, name):
            conditions &= Q(**{name: value})
    if chosen.no_part:
        conditions &= Q(admin1=None)
    return conditions


def _committed(chosen: IncidentFilter) -> Q:
    """Return the conditions on when it was committed, and when verified."""
    conditions = Q(committed_year=None) if chosen.no_year else Q()
    if chosen.year is not None:
        # The bounds repeat what the year says, so that the index of the list's order finds the rows.
        first, last = datetime.date(chosen.year, 1, 1), datetime.date(chosen.year, 12, 31)
        conditions &= Q(committed_year=chosen.year, date_earliest__range=(first, last))
    bounds = {
        "committed_year__gte": chosen.year_from,
        "committed_year__lte": chosen.year_to,
        "date_earliest__gte": chosen.committed_from,
        "date_latest__lte": chosen.committed_to,
        "verified_on__gte": chosen.verified_from,
        "verified_on__lte": chosen.verified_to,
    }
    return conditions & Q(**{name: value for name, value in bounds.items() if value is not None})


def _children(chosen: IncidentFilter) -> Q:
    """Return the conditions on the children of the incident."""
    children = Victim.objects.filter(incident=OuterRef("pk"))
    conditions = Q()
    if chosen.sex == NOBODY:
        conditions &= ~Q(Exists(children))
    elif chosen.sex:
        conditions &= Q(Exists(children.filter(Q(sex=chosen.sex) | Q(**{f"{ON_VICTIM[Sex(chosen.sex)]}__gt": 0}))))
    if chosen.age_band:
        conditions &= Q(Exists(children.filter(age_band=chosen.age_band)))
    return conditions


def _acts(chosen: IncidentFilter) -> dict[str, object]:
    """Return what some one violation of the incident must be: of which type, by whom, and in which role of children."""
    acts: dict[str, object] = {"type_id": chosen.type_id} if chosen.type_id else {}
    if chosen.actor_id:
        acts["actor_id__in"] = counted_ids(chosen.actor_id)
    elif chosen.no_actor:
        acts["actor"] = None
    if chosen.role_id:
        acts["association__terms"] = chosen.role_id
    return acts


def _hits(matching: QuerySet[SearchEntry, uuid.UUID]) -> Q:
    """Return the condition that an incident is among the hits of a search.

    Few hits are fetched first: the page is then made of them. As a subquery they would be looked for in every row of
    the list, in its order, until the page is full.
    """
    try:
        few = list(matching[: FEW_HITS + 1])
    except ValueError:  # A common word: the hits refer to the outer row and cannot be fetched by themselves.
        return Q(pk__in=matching)
    return Q(pk__in=few) if len(few) <= FEW_HITS else Q(pk__in=matching)


def _with_act(acts: Mapping[str, object]) -> Q:
    """Return the condition that some violation of the incident is of this actor and type.

    Where few violations are, they are collected; where many are, incidents are looked at one by one in the order of
    the page, whose first rows are soon found. Either way round would read the whole table in the other case.
    """
    few = Violation.objects.filter(**acts)
    if not few.order_by().values_list("pk")[COMMON : COMMON + 1]:
        return Q(pk__in=few.order_by().values("incident_id"))
    return Q(Exists(Violation.objects.filter(incident=OuterRef("pk"), **acts)))


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
            self.areas |= Area.objects.only("code", "name", "names").order_by().in_bulk(list(missing))
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
        areas={place for row in incidents for place in (row.country_id, row.admin1_id) if place},
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


def _overdue() -> Q:
    return Q(status__in=WAITING) & Q(created_at__lt=_overdue_before())


def _overdue_before() -> datetime.datetime:
    return clock.now() - datetime.timedelta(days=OVERDUE_DAYS)


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
    overdue = [*agencies, *WAITING, connection.ops.adapt_datetimefield_value(_overdue_before())] * 2
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
    overdue = _bounded_sql(any_of_them.filter(_overdue()), most)
    return f"SELECT {', '.join([of_state] * len(Status) + [overdue])}"


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


def queue(acting: Person) -> QuerySet[Incident]:
    """Return what waits for a second person, in no order."""
    return incidents_for(acting).order_by().filter(status__in=WAITING)


def queue_part(acting: Person, cursor: Cursor | None = None) -> Part[Incident]:
    """Return one part of what waits for a second person, the longest waiting first.

    One query for each state that waits, merged here: in one query the index could not give the order, and all that
    waits would be sorted for the sake of a page.
    """
    own = incidents_for(acting).select_related("country", "admin1", "recorded_by").defer("summary")
    parts = [
        cut(own.filter(status=status), cursor, name="created_at", descending=False, size=PAGE_ROWS)
        for status in WAITING
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
