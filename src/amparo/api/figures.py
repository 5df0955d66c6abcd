"""Figures over the API: own ones for those who read them, published ones for everybody."""

import uuid
from collections.abc import Sequence

from django.http import HttpRequest
from ninja import Router

from amparo.accounts.web import acting
from amparo.api.schemas import ChildrenFigure, FigureLine, OwnFigures, PublishedFigure, Year
from amparo.monitor.figures import own, selectors
from amparo.monitor.models import PublishedFigure as PublishedFigureRow

router = Router(tags=["figures"])


@router.get("/figures/{uuid:agency_id}", response=OwnFigures, summary="Own figures of an agency")
def own_figures(
    request: HttpRequest,
    agency_id: uuid.UUID,
    verified_only: bool = True,
    year_from: Year | None = None,
    year_to: Year | None = None,
) -> OwnFigures:
    """Count the agency's records in three units."""
    chosen = own.FigureFilter(agency_id, verified_only=verified_only, year_from=year_from, year_to=year_to)
    figures = own.own_figures(acting(request), chosen)
    return OwnFigures(
        verified_only=verified_only,
        total=_line(figures.total),
        by_committed_year=_lines(figures.by_committed_year),
        by_actor=_lines(figures.by_actor),
        by_sex=_lines(figures.by_sex),
    )


@router.get("/published-figures", response=list[PublishedFigure], auth=None, summary="Figures that others published")
def published_figures(
    request: HttpRequest, situation: str = "", unit: str = "", standing: str = ""
) -> list[PublishedFigureRow]:
    """Return the register, as printed, with sources."""
    return list(selectors.published_figures(selectors.RegisterFilter(situation, unit, standing)))


def _lines(lines: Sequence[own.Line]) -> list[FigureLine]:
    return [_line(line) for line in lines]


def _line(line: own.Line) -> FigureLine:
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
