"""What the API says, typed: the schema at /api/openapi.json is made from these."""

import datetime
import uuid
from typing import Annotated

from ninja import Schema
from pydantic import Field

Year = Annotated[int, Field(ge=1, le=9999)]
"""A year that a date can lie in."""


class Problem(Schema):
    """An error (RFC 9457), with what to do next and, where it applies, each place that is wrong."""

    type: str
    title: str
    status: int
    detail: str
    advice: str
    problems: list[dict[str, str]] = []


class Counts(Schema):
    """Children of an incident by sex as recorded."""

    girls: int
    boys: int
    unknown: int


class IncidentItem(Schema):
    """One incident of a list. `committed_year` is null where the date spans two years."""

    id: uuid.UUID
    code: str
    date: str
    date_earliest: datetime.date
    date_latest: datetime.date
    committed_year: int | None
    verified_year: int | None
    status: str
    country: str
    admin1: str | None
    acts: list[str]
    actors: list[str]
    children: Counts
    sources: int


class IncidentList(Schema):
    """One page of incidents, newest event first. Give `next` as `after` for the page that follows."""

    items: list[IncidentItem]
    next: str | None


class ViolationItem(Schema):
    """One act: the code of its type, and the actor's code where one is named."""

    type: str
    actor: str | None


class IncidentDetail(Schema):
    """One incident with its violations. What reports said of each child stays in the pages."""

    id: uuid.UUID
    version: int
    code: str
    date: str
    date_earliest: datetime.date
    date_latest: datetime.date
    committed_year: int | None
    verified_year: int | None
    verified_on: datetime.date | None
    status: str
    country: str
    admin1: str | None
    summary: str
    violations: list[ViolationItem]


class ChildrenFigure(Schema):
    """Different children. Sexes need not sum to the total: see the documentation of own figures."""

    girls: int
    boys: int
    unknown: int
    total: int


class FigureLine(Schema):
    """One line in three units, which are never added. A null key is the rest: not known, or attributed to nobody."""

    key: str | None
    incidents: int
    violations: int
    children: ChildrenFigure


class OwnFigures(Schema):
    """The agency's own figures by committed year, actor and sex."""

    verified_only: bool
    total: FigureLine
    by_committed_year: list[FigureLine]
    by_actor: list[FigureLine]
    by_sex: list[FigureLine]


class PublishedFigure(Schema):
    """A figure as others printed it, with its source and how far it may be relied on."""

    situation: str
    period_start: datetime.date
    period_end: datetime.date
    unit: str
    qualifier: str
    boys: int | None
    girls: int | None
    unknown_sex: int | None
    total: int
    party: str
    party_total: int | None
    source: str
    standing: str
