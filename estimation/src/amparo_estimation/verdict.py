"""The verdict: may this estimate be used, with care, or not at all - by stated rules.

Rules, in order (docs/verdict.md says why each number is what it is):

1. ``refusals`` look at the table alone. If any holds, nothing is computed: red, no number.
2. ``objections`` look at the results. Red ones take the range away; amber ones stay beside it.
3. With no red and no amber reason the verdict is green.
"""

from collections.abc import Iterable, Iterator
from math import floor
from typing import Final, Literal

from amparo_estimation.averaging import LEAST_LISTS, MOST_LISTS, Average
from amparo_estimation.classical import Interval
from amparo_estimation.reasons import Reason, reason
from amparo_estimation.table import CaptureTable

Colour = Literal["green", "amber", "red"]

OVERLAPS_REFUSED_BELOW: Final = 10  # people on two lists or more; fewer: red, no number
OVERLAPS_FEW_BELOW: Final = 30  # fewer: amber
TAIL_MULTIPLE: Final = 30  # "tail" is more missing than this many times those observed
TAIL_MASS_AT_MOST: Final = 0.01  # more: amber
OPEN_MULTIPLE: Final = 1_000
OPEN_MASS_AT_MOST: Final = 1e-4  # more: red, open-ended
ONE_GRAPH_ABOVE: Final = 0.99  # one graph with more weight: amber
WIDEST_RATIO: Final = 4.0  # upper end over lower end; more: amber
CUT_AT_MOST: Final = 0.01  # density at the last point of a fixed grid, as a share of the peak; more: amber


def colour(reasons: Iterable[Reason]) -> Colour:
    """Red if any reason is red, else amber if any is amber, else green."""
    levels = {item.level for item in reasons}
    if "red" in levels:
        return "red"
    return "amber" if "amber" in levels else "green"


def refusals(table: CaptureTable) -> tuple[Reason, ...]:
    """Why no number can be computed from `table`, whose empty lists have been left out; empty if one can.

    Only the first obstacle is named: the later ones would be answered by its remedy.
    """
    return tuple(item for item in [next(_obstacles(table), None)] if item is not None)


def _obstacles(table: CaptureTable) -> Iterator[Reason]:
    n_lists = len(table.lists)
    if table.n_observed == 0:
        yield reason("nobody")
    if n_lists < LEAST_LISTS:
        yield reason("too_few_lists", n_lists=n_lists, least=LEAST_LISTS)
    if n_lists > MOST_LISTS:
        yield reason("too_many_lists", n_lists=n_lists, least=LEAST_LISTS, most=MOST_LISTS)
    for pair in table.pairs():
        if pair.both and not pair.only_a and not pair.only_b:
            yield reason("lists_identical", a=pair.a, b=pair.b)
    groups = table.groups()
    if len(groups) > 1:
        yield reason(
            "lists_not_connected", n_groups=len(groups), groups=" | ".join(", ".join(group) for group in groups)
        )
    if table.n_overlapping < OVERLAPS_REFUSED_BELOW:
        yield reason(
            "too_few_overlaps",
            n_overlapping=table.n_overlapping,
            n_observed=table.n_observed,
            least=OVERLAPS_REFUSED_BELOW,
        )


def objections(table: CaptureTable, average: Average, independent: Interval, chao: Interval) -> tuple[Reason, ...]:
    """Every amber and red reason that the results give."""
    return (
        *_about_the_tail(average),
        *_about_the_methods(average, independent, chao),
        *_about_the_models(average),
        *_about_the_lists(table),
    )


def _about_the_tail(average: Average) -> Iterator[Reason]:
    posterior = average.posterior
    low, high = posterior.quantile(0.025), posterior.quantile(0.975)
    open_mass, tail_mass = posterior.above(OPEN_MULTIPLE), posterior.above(TAIL_MULTIPLE)
    if open_mass > OPEN_MASS_AT_MOST:
        yield reason("open_ended", multiple=OPEN_MULTIPLE, mass=open_mass)
    if tail_mass > TAIL_MASS_AT_MOST:
        yield reason("long_tail", multiple=TAIL_MULTIPLE, mass=tail_mass)
    if high / low > WIDEST_RATIO:
        yield reason("wide_interval", ratio=high / low, most=WIDEST_RATIO)
    if posterior.cut() > CUT_AT_MOST:
        yield reason("grid_cut", grid_max=int(posterior.grid.centre[-1]))


def _about_the_methods(average: Average, independent: Interval, chao: Interval) -> Iterator[Reason]:
    low, high = average.posterior.quantile(0.025), average.posterior.quantile(0.975)
    if chao.low > high:
        yield reason("lower_bound_contradicts", chao_low=round(chao.low), high=high)
    elif chao.point > high:
        yield reason("lower_bound_above", chao=round(chao.point), high=high)
    other_high = independent.high
    if other_high is not None and (other_high < low or independent.low > high):
        yield reason("methods_disagree", other_low=round(independent.low), other_high=round(other_high))


def _about_the_models(average: Average) -> Iterator[Reason]:
    humps = average.posterior.humps()
    if humps is not None:
        yield reason(
            "two_humps",
            low_peak=humps.low_peak,
            high_peak=humps.high_peak,
            low_mass=humps.low_mass,
            high_mass=humps.high_mass,
        )
    heaviest = average.models[0]
    if heaviest.weight > ONE_GRAPH_ABOVE:
        yield reason("one_graph", graph=heaviest.graph, weight=floor(heaviest.weight * 10_000) / 10_000)


def _about_the_lists(table: CaptureTable) -> Iterator[Reason]:
    if table.n_overlapping < OVERLAPS_FEW_BELOW:
        yield reason(
            "few_overlaps", n_overlapping=table.n_overlapping, n_observed=table.n_observed, least=OVERLAPS_FEW_BELOW
        )
    for pair in table.pairs():
        if pair.both and not pair.only_a:
            yield reason("list_inside_another", inner=pair.a, outer=pair.b)
        elif pair.both and not pair.only_b:
            yield reason("list_inside_another", inner=pair.b, outer=pair.a)
