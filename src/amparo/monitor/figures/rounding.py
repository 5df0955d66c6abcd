"""Own figures for those who work with sums alone: rounded to tens, and small numbers not told apart.

Every number stands for itself: totals are rounded too, so that no small number is found by subtraction.
Lines stand by name: in the order of their numbers, two that are rounded alike would tell which was larger.
"""

from dataclasses import replace

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor.figures.counting import Children, FigureFilter, Line
from amparo.monitor.figures.cuts import Cuts, everything_of
from amparo.monitor.figures.own import OwnFigures, VerifiedLine, actor_names
from amparo.monitor.policies import may_read_rounded_figures

TENS = 10
FEW = -1
"""Stands for every number from 1 to 9."""


def rounded_figures(acting: Person, chosen: FigureFilter) -> tuple[OwnFigures, Cuts]:
    """Return all tables with rounded numbers. Raises NotFound where the person may not read them."""
    if not may_read_rounded_figures(acting, chosen.agency_id):
        raise NotFound
    figures, cuts = everything_of(chosen)
    names = actor_names(figures)
    actors = sorted(figures.by_actor, key=lambda line: (line.key is None, names.get(line.key, "")))
    roles = sorted(cuts.by_role, key=lambda one: str(one.role))
    return (
        OwnFigures(
            total=_line(figures.total),
            by_committed_year=tuple(map(_line, figures.by_committed_year)),
            by_verified_year=tuple(map(_verified, figures.by_verified_year)),
            by_actor=tuple(map(_line, actors)),
            by_sex=tuple(map(_line, figures.by_sex)),
            several=_line(figures.several),
        ),
        Cuts(
            by_place=tuple(replace(one, line=_line(one.line)) for one in cuts.by_place),
            by_age=tuple(map(_line, cuts.by_age)),
            by_role=tuple(replace(one, line=_line(one.line)) for one in roles),
            by_quarter=tuple(
                replace(
                    one,
                    committed=rounded(one.committed),
                    in_time=rounded(one.in_time),
                    late=rounded(one.late),
                    not_known=rounded(one.not_known),
                )
                for one in cuts.by_quarter
            ),
        ),
    )


def rounded(number: int) -> int:
    """Return a number to the nearest ten; FEW for 1 to 9; 0 for 0."""
    if 0 < number < TENS:
        return FEW
    return (number + TENS // 2) // TENS * TENS


def _line(line: Line) -> Line:
    children = line.children
    return Line(
        line.key,
        rounded(line.incidents),
        rounded(line.violations),
        Children(*(rounded(n) for n in (children.girls, children.boys, children.unknown, children.total))),
    )


def _verified(line: VerifiedLine) -> VerifiedLine:
    return VerifiedLine(
        line.year, rounded(line.in_year), rounded(line.late), rounded(line.year_not_known), rounded(line.total)
    )
