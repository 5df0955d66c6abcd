"""Incidents and violations: two units, never added."""

import datetime
import uuid
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from amparo.api.schemas.common import Counts, Described
from amparo.monitor.models import AgeBand, Status

StatusAsked = Annotated[Status, Described("Where the incident stands.")]
StatusChoice = Annotated[
    Status | Literal["overdue"], Described("Where the incident stands; `overdue` waits longer than 60 days.")
]
Order = Annotated[Literal["-date", "date", "-code", "code"], Described("The order; a minus turns it round.")]


class When(Schema):
    """The fuzzy date of an incident as recorded (EDTF), its bounds, and the two years, which are kept apart.

    `committed_year` is null where the date spans two years, `verified_year` where nobody has verified yet.
    """

    date: str = Field(examples=["2024-05"])
    date_earliest: datetime.date
    date_latest: datetime.date
    committed_year: int | None
    verified_year: int | None


class IncidentItem(When):
    """One incident of a list. Acts and actors are in words, in the language that the request accepts."""

    id: uuid.UUID
    code: str
    status: Status
    country: str
    admin1: str | None
    acts: list[str]
    actors: list[str]
    children: Counts
    sources: int = Field(ge=0, description="How many different sources mention its victims.")


class IncidentList(Schema):
    """One page of incidents. Give `next` as `after` for the page that follows; null means that this is the last."""

    items: list[IncidentItem]
    next: str | None


class ViolationOfIncident(Schema):
    """One act of the incident: its type, the actor where one is named, and the children who suffered it."""

    id: uuid.UUID
    type: str
    actor: str | None
    children: Counts


class AgeLine(Schema):
    """Children of one incident in one age band."""

    age_band: AgeBand
    children: Counts


class IncidentDetail(When):
    """One incident with its violations, and its children by sex and age band.

    A child who suffered two violations is in the counts of both, and once in `children`. What reports said of each
    child stays in the pages.
    """

    id: uuid.UUID
    version: int = Field(ge=1, description="Counts the saves of the record.")
    code: str
    verified_on: datetime.date | None
    status: Status
    country: str
    admin1: str | None
    summary: str = Field(description="Empty for those who neither record nor verify in the agency: analysts.")
    children: Counts
    by_age: list[AgeLine]
    violations: list[ViolationOfIncident]


class ViolationItem(When):
    """One violation: one act, by one actor or by nobody yet named, with the incident it belongs to.

    The date, place and status are those of the incident. Adding `children` over violations counts a child as often
    as it suffered one: for different children use own figures.
    """

    id: uuid.UUID
    incident: uuid.UUID
    incident_code: str
    status: Status
    country: str
    admin1: str | None
    type: str
    actor: str | None
    children: Counts


class ViolationList(Schema):
    """One page of violations, the first recorded first; new ones come last. Keep `next` to go on another day."""

    items: list[ViolationItem]
    next: str | None
