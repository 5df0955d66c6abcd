"""Figures over the API: own ones for those who read them, published ones for everybody."""

from collections.abc import Sequence
from typing import Annotated

from django.http import HttpRequest
from ninja import Router

from amparo.accounts.scopes import Scope
from amparo.accounts.web import acting
from amparo.actors.models import Actor
from amparo.actors.selectors import actors_for
from amparo.api import codes
from amparo.api.access import Everybody, Needs
from amparo.api.audited import note_listing
from amparo.api.schemas.common import ActorCode, AgencyId, Code, Described, TypeCode, Year
from amparo.api.schemas.figures import (
    ActorLine,
    ChildrenFigure,
    FigureLine,
    OwnFigures,
    PublishedFigure,
    VerifiedYearLine,
)
from amparo.monitor.figures import own, selectors
from amparo.monitor.figures.counting import FigureFilter, Line
from amparo.monitor.models import PublishedFigure as PublishedFigureRow

router = Router(tags=["figures"])
VerifiedOnly = Annotated[bool, Described("Leave out what nobody has verified, or not yet.")]


@router.get(
    "/figures/{uuid:agency_id}",
    response=OwnFigures,
    auth=Needs(Scope.FIGURES_READ),
    summary="Own figures of an agency",
)
def own_figures(
    request: HttpRequest,
    agency_id: AgencyId,
    verified_only: VerifiedOnly = True,
    year_from: Year | None = None,
    year_to: Year | None = None,
    actor: ActorCode | None = None,
    violation: TypeCode | None = None,
) -> OwnFigures:
    """Count the agency's records in three units, which are never added: incidents, violations, children.

    Years are inclusive and are years of committing. `/api/access` tells the id of your agency.
    """
    person = acting(request)
    chosen = FigureFilter(
        agency_id,
        verified_only=verified_only,
        year_from=year_from,
        year_to=year_to,
        actor_id=codes.actor_id(person, actor),
        type_id=codes.violation_type_id(violation),
    )
    figures = own.own_figures(person, chosen)
    actors = actors_for(person).in_bulk([line.key for line in figures.by_actor if line.key is not None])
    note_listing(person, "figure", 1, agency_id)
    return OwnFigures(
        agency=agency_id,
        verified_only=verified_only,
        total=_line(figures.total),
        by_committed_year=_lines(figures.by_committed_year),
        by_verified_year=[_verified(line) for line in figures.by_verified_year],
        by_actor=[_actor(line, actors.get(line.key)) for line in figures.by_actor],
        by_sex=_lines(figures.by_sex),
        several_violations=_line(figures.several),
    )


@router.get(
    "/published-figures",
    response=list[PublishedFigure],
    auth=Everybody(),
    summary="Figures that others published",
)
def published_figures(
    request: HttpRequest, situation: Code = "", unit: Code = "", standing: Code = ""
) -> list[PublishedFigureRow]:
    """Return the register, as printed, with sources. What does not add up was printed so."""
    return list(selectors.published_figures(selectors.RegisterFilter(situation, unit, standing)))


def _lines(lines: Sequence[Line]) -> list[FigureLine]:
    return [_line(line) for line in lines]


def _line(line: Line) -> FigureLine:
    return FigureLine(
        key=None if line.key is None else str(line.key),
        incidents=line.incidents,
        violations=line.violations,
        children=ChildrenFigure(
            girls=line.children.girls,
            boys=line.children.boys,
            unknown=line.children.unknown,
            total=line.children.total,
        ),
    )


def _actor(line: Line, actor: Actor | None) -> ActorLine:
    names = {"code": actor.code, "name": str(actor)} if actor else {"code": None, "name": None}
    return ActorLine(**_line(line).model_dump(), **names)


def _verified(line: own.VerifiedLine) -> VerifiedYearLine:
    return VerifiedYearLine(
        year=line.year,
        violations=line.total,
        in_year=line.in_year,
        late=line.late,
        year_not_known=line.year_not_known,
    )
