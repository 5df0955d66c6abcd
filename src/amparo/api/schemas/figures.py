"""Figures in three units that are never added: incidents, violations, children."""

import datetime
import uuid
from typing import Literal

from ninja import Schema
from pydantic import Field

from amparo.monitor.models import PublishedFigure as PublishedFigureRow


class ChildrenFigure(Schema):
    """Different children. A child recorded under two sexes is in both and once in the total."""

    girls: int
    boys: int
    unknown: int
    total: int


class FigureLine(Schema):
    """One line in three units, which are never added. A null key is the rest: not known, or attributed to nobody.

    A child who appears in two lines is counted once in each, so lines need not sum to the total.
    """

    key: str | None
    incidents: int
    violations: int
    children: ChildrenFigure


class ActorLine(FigureLine):
    """The line of an actor: `key` is its id. Code and name are null for what is attributed to nobody."""

    code: str | None
    name: str | None


class VerifiedYearLine(Schema):
    """Violations verified in one year: committed in that year, certainly before it (late), or in a year not known."""

    year: int
    violations: int
    in_year: int
    late: int
    year_not_known: int


class OwnFigures(Schema):
    """The agency's own figures by committed year, by verified year, by actor and by sex.

    `several_violations`: the children who suffered two violations or more of those counted, in one incident or in
    several, with these incidents and violations.
    """

    agency: uuid.UUID
    verified_only: bool
    total: FigureLine
    by_committed_year: list[FigureLine]
    by_verified_year: list[VerifiedYearLine]
    by_actor: list[ActorLine]
    by_sex: list[FigureLine]
    several_violations: FigureLine


class PublishedFigure(Schema):
    """A figure as others printed it, with its source and how far it may be relied on.

    `revision` counts from 1 and `revised_at` says since when the values stand so: a later report may correct them.
    """

    code: str
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
    revision: int
    revised_at: datetime.datetime

    @staticmethod
    def resolve_revision(figure: PublishedFigureRow) -> int:
        """Return how many times the figure was stated."""
        return figure.version

    @staticmethod
    def resolve_revised_at(figure: PublishedFigureRow) -> datetime.datetime:
        """Return since when the figure stands as it does."""
        return figure.updated_at


class AgencyAccess(Schema):
    """An agency in which the request may act, with the roles held there today."""

    id: uuid.UUID
    code: str
    name: str
    roles: list[str]


class Access(Schema):
    """Who asks, and what that allows today. `expires_at` is null for somebody who is signed in on the pages."""

    kind: Literal["token", "session"]
    agencies: list[AgencyAccess]
    scopes: list[str] = Field(examples=[["figures:read", "incidents:read"]])
    expires_at: datetime.datetime | None
