"""Incidents over the API: the same selectors as the pages, so the same rules."""

import uuid

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from amparo.accounts.web import acting
from amparo.api.schemas import Counts, IncidentDetail, IncidentItem, IncidentList, ViolationItem, Year
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.monitor import policies
from amparo.monitor.models import Incident
from amparo.monitor.selectors import incidents as single
from amparo.monitor.selectors import lists
from amparo.monitor.selectors.keysets import Cursor, cursor_at, place_of

router = Router(tags=["incidents"])
ORDER = lists.SORTS[lists.IncidentFilter().sort][0]


@router.get("/incidents", response=IncidentList, summary="Incidents that you read, newest event first")
def incident_list(
    request: HttpRequest, q: str = "", status: str = "", year: Year | None = None, after: str = ""
) -> IncidentList:
    """Return one page of incidents. `after` is what the page before gave as `next`."""
    person = acting(request)
    if not policies.may_read(person):
        raise NotFound
    chosen = lists.IncidentFilter(words=q, status=status, year=year)
    part = lists.incident_slice(person, chosen, _cursor(after))
    last = part.rows[-1].incident if part.has_later and part.rows else None
    return IncidentList(
        items=[_item(row) for row in part.rows],
        next=place_of(last, ORDER) if last else None,
    )


@router.get("/incidents/{uuid:incident_id}", response=IncidentDetail, summary="One incident")
def incident_detail(request: HttpRequest, incident_id: uuid.UUID) -> IncidentDetail:
    """Return one incident; that it was read is recorded."""
    incident = single.incident_read(acting(request), incident_id)
    return IncidentDetail(
        id=incident.pk,
        version=incident.version,
        code=incident.code,
        date=incident.date_text,
        date_earliest=incident.date_earliest,
        date_latest=incident.date_latest,
        committed_year=incident.committed_year,
        verified_year=incident.verified_year,
        verified_on=incident.verified_on,
        status=incident.status,
        country=incident.country.code,
        admin1=incident.admin1.code if incident.admin1 else None,
        summary=incident.summary,
        violations=[
            ViolationItem(type=act.type.code, actor=(act.actor.counts_as or act.actor).code if act.actor else None)
            for act in single.violations_of(incident)
        ],
    )


def _cursor(after: str) -> Cursor | None:
    cursor = cursor_at(after, Incident, ORDER)
    if after and cursor is None:
        fault = Problem("after", _("This is not a place in a list."), _("Give `next` as it came."))
        raise Invalid(problems=[fault])
    return cursor


def _item(row: lists.IncidentRow) -> IncidentItem:
    incident = row.incident
    return IncidentItem(
        id=incident.pk,
        code=incident.code,
        date=incident.date_text,
        date_earliest=incident.date_earliest,
        date_latest=incident.date_latest,
        committed_year=incident.committed_year,
        verified_year=incident.verified_year,
        status=incident.status,
        country=incident.country.code,
        admin1=incident.admin1.code if incident.admin1 else None,
        acts=list(row.acts),
        actors=list(row.actors),
        children=Counts(girls=row.girls, boys=row.boys, unknown=row.unknown),
        sources=row.sources,
    )
