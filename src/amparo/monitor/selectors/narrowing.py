"""What a list of incidents is narrowed to, and the conditions that this makes: everything is narrowed in the query."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.accounts.models import Person
from amparo.actors.merging.resolving import counted_ids
from amparo.kernel import clock, search
from amparo.kernel.models import SearchEntry
from amparo.kernel.search import COMMON
from amparo.monitor import policies
from amparo.monitor.models import ON_VICTIM, VERIFIED, Incident, Sex, Status, Victim, Violation
from amparo.monitor.searching import KIND
from amparo.monitor.selectors.incidents import incidents_for

COUNTED = "counted"
NOBODY = "none"
WAITING = (Status.REPORTED, Status.UNDER_VERIFICATION)
OVERDUE_DAYS = 60
FEW_HITS = 1_000


@dataclass(frozen=True)
class IncidentFilter:
    """What a list is narrowed to.

    `status` may also be "overdue" (waiting for more than 60 days) or "counted" (verified, in time or late). `no_part`:
    only the country is recorded; `no_subpart`: no second-level part is; `no_year`: the date spans several years;
    `no_actor`: some violation is attributed to nobody; `sex` "none": no child is recorded; `several`: some child of it
    suffered two acts or more of those that the filter leaves, in this incident or in others. Years from and to are
    years of committing; they and days are inclusive, and the whole of an uncertain date must lie between the days of
    committing. `committed_across`: the date begins before this day and reaches to it or past it. `picked`: these
    incidents alone, as ticked in a list.
    """

    words: str = ""
    status: str = ""
    year: int | None = None
    country_id: uuid.UUID | None = None
    admin1_id: uuid.UUID | None = None
    no_part: bool = False
    admin2_id: uuid.UUID | None = None
    no_subpart: bool = False
    actor_id: uuid.UUID | None = None
    type_id: uuid.UUID | None = None
    agency_id: uuid.UUID | None = None
    committed_from: datetime.date | None = None
    committed_to: datetime.date | None = None
    committed_across: datetime.date | None = None
    verified_from: datetime.date | None = None
    verified_to: datetime.date | None = None
    year_from: int | None = None
    year_to: int | None = None
    no_year: bool = False
    no_actor: bool = False
    sex: str = ""
    age_band: str = ""
    role_id: uuid.UUID | None = None
    several: bool = False
    picked: tuple[uuid.UUID, ...] = ()
    sort: str = "-date"

    @property
    def narrows(self) -> bool:
        """Say whether anything is filtered out."""
        return self != IncidentFilter(sort=self.sort)


def filtered(acting: Person, chosen: IncidentFilter) -> QuerySet[Incident]:
    """Return the incidents that the person reads and that pass the filter, unsorted."""
    found = incidents_for(acting).order_by().filter(_facts(chosen) & _committed(chosen) & _children(chosen))
    acts = _acts(chosen)
    if acts:
        found = found.filter(_with_act(acts))
    if chosen.several:
        found = found.filter(_with_several_acts(chosen, acts))
    matching = search.matching(chosen.words, kind=KIND, scopes=policies.readable_agencies(acting))
    return found if matching is None else found.filter(_hits(matching))


def _facts(chosen: IncidentFilter) -> Q:
    """Return the conditions on the incident itself: its state and place, and whether it was picked."""
    conditions = Q(pk__in=chosen.picked) if chosen.picked else Q()
    if chosen.status == "overdue":
        conditions &= overdue()
    elif chosen.status == COUNTED:
        conditions &= Q(status__in=VERIFIED)
    elif chosen.status:
        conditions &= Q(status=chosen.status)
    for name in ("agency_id", "country_id", "admin1_id", "admin2_id"):
        if value := getattr(chosen, name):
            conditions &= Q(**{name: value})
    for name, absent in (("admin1", chosen.no_part), ("admin2", chosen.no_subpart)):
        if absent:
            conditions &= Q(**{name: None})
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
        "date_earliest__lt": chosen.committed_across,
        "date_latest__gte": chosen.committed_across,
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


def _with_several_acts(chosen: IncidentFilter, acts: Mapping[str, object]) -> Q:
    """Return the condition that a child of the incident suffered two acts or more.

    A child under a pseudonym is known in all incidents of the agency, a counted group within its own alone. What counts
    is what the filter leaves by state, time, place, actor and kind of act.
    """
    pairs: QuerySet[Any] = Violation.victims.through.objects.all()
    counted = Incident.objects.order_by().filter(_facts(chosen) & _committed(chosen), pk=OuterRef("incident_id"))
    # Each step goes from one row to its few by an index. As joins, databases would begin with all acts of an actor.
    is_act = Exists(Violation.objects.filter(pk=OuterRef("violation_id"), **acts))
    is_counted = Exists(Violation.objects.filter(Exists(counted), pk=OuterRef("violation_id"), **acts))
    other = pairs.filter(is_counted, ~Q(violation_id=OuterRef(OuterRef("violation_id"))), victim_id=OuterRef("pk"))
    of_child = Victim.objects.filter(
        Exists(other), agency_id=OuterRef("victim__agency_id"), pseudonym=OuterRef("victim__pseudonym")
    )
    of_group = pairs.filter(is_counted, ~Q(violation_id=OuterRef("violation_id")), victim_id=OuterRef("victim_id"))
    again = (~Q(victim__pseudonym="") & Exists(of_child)) | (Q(victim__pseudonym="") & Exists(of_group))
    return Q(Exists(pairs.filter(is_act & again, violation__incident_id=OuterRef("pk"))))


def overdue() -> Q:
    """Return the condition that an incident has waited for more than 60 days."""
    return Q(status__in=WAITING) & Q(created_at__lt=overdue_before())


def overdue_before() -> datetime.datetime:
    """Return the moment before which what was recorded has waited for more than 60 days."""
    return clock.now() - datetime.timedelta(days=OVERDUE_DAYS)
