"""Incidents and violations over the API: the same selectors as the pages, so the same rules."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from ninja import Router

from amparo.accounts.models import Person
from amparo.accounts.scopes import Scope
from amparo.accounts.web import acting
from amparo.api import codes
from amparo.api.access import Needs
from amparo.api.audited import note_listing
from amparo.api.schemas.common import ActorCode, After, Counts, Id, Limit, PlaceCode, TypeCode, Words, Year
from amparo.api.schemas.incidents import (
    AgeLine,
    IncidentDetail,
    IncidentItem,
    IncidentList,
    Order,
    StatusAsked,
    StatusChoice,
    ViolationItem,
    ViolationList,
    ViolationOfIncident,
)
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.models import AgeBand, Incident, Sex, Victim
from amparo.monitor.selectors import incidents as single
from amparo.monitor.selectors import lists, violations
from amparo.monitor.selectors.keysets import Cursor, cursor_at, place_of
from amparo.monitor.selectors.narrowing import IncidentFilter

router = Router(tags=["incidents"])
NEEDED = Needs(Scope.INCIDENTS_READ)


@router.get("/incidents", response=IncidentList, auth=NEEDED, summary="Incidents, the newest event first")
def incident_list(
    request: HttpRequest,
    q: Words = "",
    status: StatusChoice | None = None,
    year: Year | None = None,
    country: PlaceCode | None = None,
    part: PlaceCode | None = None,
    actor: ActorCode | None = None,
    violation: TypeCode | None = None,
    sort: Order = "-date",
    limit: Limit = lists.PAGE_ROWS,
    after: After = "",
) -> IncidentList:
    """Return one page of the incidents that you read, narrowed as on the page of the list.

    `year` is the year of committing; `overdue` is whatever waits for verification longer than 60 days.
    """
    person = _reader(request)
    chosen = IncidentFilter(
        words=q,
        status=status or "",
        year=year,
        country_id=codes.place_id("country", country, country=True),
        admin1_id=codes.place_id("part", part, country=False),
        actor_id=codes.actor_id(person, actor),
        type_id=codes.violation_type_id(violation),
        sort=sort,
    )
    order = lists.SORTS[sort][0]
    found = lists.incident_slice(person, chosen, _cursor(after, order), size=limit)
    note_listing(person, "incident", len(found.rows))
    last = found.rows[-1].incident if found.has_later and found.rows else None
    return IncidentList(items=[_item(row) for row in found.rows], next=place_of(last, order) if last else None)


@router.get("/incidents/{uuid:incident_id}", response=IncidentDetail, auth=NEEDED, summary="One incident")
def incident_detail(request: HttpRequest, incident_id: Id) -> IncidentDetail:
    """Return one incident with its violations and the counts of its victims; that it was read is recorded."""
    person = acting(request)
    incident = single.incident_read(person, incident_id)
    victims = list(single.victims_of(incident))
    bands: dict[str, list[Victim]] = defaultdict(list)
    for victim in victims:
        bands[victim.age_band].append(victim)
    return IncidentDetail(
        **_facts(incident),
        version=incident.version,
        verified_on=incident.verified_on,
        summary=incident.summary if policies.may_read_summary(person, incident.agency_id) else "",
        children=_counts(victims),
        by_age=[AgeLine(age_band=AgeBand(band), children=_counts(rows)) for band, rows in sorted(bands.items())],
        violations=[
            ViolationOfIncident(
                id=act.pk,
                type=act.type.code,
                actor=(act.actor.counts_as or act.actor).code if act.actor else None,
                children=_counts(act.victims.all()),
            )
            for act in single.violations_of(incident)
        ],
    )


@router.get("/violations", response=ViolationList, auth=NEEDED, summary="Violations one by one")
def violation_list(
    request: HttpRequest,
    status: StatusAsked | None = None,
    year: Year | None = None,
    country: PlaceCode | None = None,
    part: PlaceCode | None = None,
    actor: ActorCode | None = None,
    violation: TypeCode | None = None,
    limit: Limit = 100,
    after: After = "",
) -> ViolationList:
    """Return one page of violations, each with its incident and the children who suffered it.

    They come in the order of their recording, so new ones come last. `year` is the year of committing.
    """
    person = _reader(request)
    chosen = violations.ViolationFilter(
        status=status or "",
        year=year,
        country_id=codes.place_id("country", country, country=True),
        admin1_id=codes.place_id("part", part, country=False),
        actor_id=codes.actor_id(person, actor),
        type_id=codes.violation_type_id(violation),
    )
    found = violations.violation_part(person, chosen, after=codes.record_id("after", after), size=limit)
    note_listing(person, "violation", len(found.rows))
    last = found.rows[-1].violation if found.has_later else None
    return ViolationList(items=[_violation(row) for row in found.rows], next=str(last.pk) if last else None)


def _reader(request: HttpRequest) -> Person:
    person = acting(request)
    if not policies.may_read(person):
        raise NotFound
    return person


def _cursor(after: str, order: str) -> Cursor | None:
    cursor = cursor_at(after, Incident, order)
    if after and cursor is None:
        raise codes.no_place()
    return cursor


def _facts(incident: Incident) -> dict[str, Any]:
    """Return what every representation of an incident holds."""
    return {
        "id": incident.pk,
        "code": incident.code,
        "date": incident.date_text,
        "date_earliest": incident.date_earliest,
        "date_latest": incident.date_latest,
        "committed_year": incident.committed_year,
        "verified_year": incident.verified_year,
        "status": incident.status,
        "country": incident.country.code,
        "admin1": incident.admin1.code if incident.admin1 else None,
    }


def _item(row: lists.IncidentRow) -> IncidentItem:
    return IncidentItem(
        **_facts(row.incident),
        acts=list(row.acts),
        actors=list(row.actors),
        children=Counts(girls=row.girls, boys=row.boys, unknown=row.unknown),
        sources=row.sources,
    )


def _violation(row: violations.ViolationRow) -> ViolationItem:
    act = row.violation
    facts = {
        **_facts(act.incident), "id": act.pk, "incident": act.incident_id, "incident_code": act.incident.code
    }  # fmt: skip
    facts.pop("code")
    return ViolationItem(
        **facts,
        type=act.type.code,
        actor=(act.actor.counts_as or act.actor).code if act.actor else None,
        children=Counts(girls=row.girls, boys=row.boys, unknown=row.unknown),
    )


def _counts(victims: Iterable[Victim]) -> Counts:
    """Add single children and counted groups, by sex."""
    counts = Counts(girls=0, boys=0, unknown=0)
    for row in victims:
        counts.girls += row.girls + (row.sex == Sex.GIRL)
        counts.boys += row.boys + (row.sex == Sex.BOY)
        counts.unknown += row.unknown + (row.sex == Sex.UNKNOWN)
    return counts
