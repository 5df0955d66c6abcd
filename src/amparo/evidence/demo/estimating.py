"""One estimate a year, from the sources that overlap in that year."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from amparo.accounts.models import Agency, Person
from amparo.evidence.models import EstimateRun
from amparo.evidence.results import ResultRecord, StratumRecord
from amparo.evidence.services import MOST_SOURCES, EstimateRequest, perform, request_estimate
from amparo.monitor.models import Source
from amparo.monitor.selectors.captures import CaptureQuery, Grouping, capture_counts


@dataclass(frozen=True, slots=True)
class YearEstimate:
    """What was estimated for one year."""

    year: int
    run_id: uuid.UUID
    lists: tuple[str, ...]
    stratum: StratumRecord


def estimate_years(analyst: Person, agency: Agency, sources: Sequence[Source]) -> Iterator[YearEstimate]:
    """Estimate every year with the lists that `overlapping` chooses, and yield each.

    A year that has been estimated by this analyst before is not estimated again. Years without three overlapping
    lists are refused by the estimate itself, which says so; where there are not even three sources, nothing is run.
    """
    query = CaptureQuery(agency.pk, tuple(source.pk for source in sources), by=(Grouping.YEAR,))
    patterns: dict[int, dict[int, int]] = defaultdict(dict)
    for count in capture_counts(analyst, query):
        if count.group[0]:
            patterns[int(count.group[0])][count.mask] = count.n
    for year in sorted(patterns):
        chosen = [sources[i] for i in overlapping(patterns[year], len(sources))]
        if len(chosen) >= 3:
            yield _estimate(analyst, agency, year, chosen)


def overlapping(patterns: Mapping[int, int], n_lists: int) -> list[int]:
    """Choose up to five lists of a year: the largest, then always the largest that shares somebody with one chosen.

    Parameters
    ----------
    patterns
        Bit mask of lists to number of children.
    n_lists
        How many lists there are.

    Returns
    -------
    list of int
        Places of the chosen lists, largest first. Lists that share nobody with the others are left out, since nothing
        says how much they miss; so are lists inside another that hold exactly the same children.
    """
    sizes = {i: sum(n for mask, n in patterns.items() if mask >> i & 1) for i in range(n_lists)}
    waiting = sorted((i for i in sizes if sizes[i]), key=lambda i: (-sizes[i], i))
    chosen = waiting[:1]
    while len(chosen) < MOST_SOURCES:
        near = [i for i in waiting if i not in chosen and any(_shared(patterns, i, j) for j in chosen)]
        fresh = [i for i in near if not any(_shared(patterns, i, j) == sizes[i] == sizes[j] for j in chosen)]
        if not fresh:
            break
        chosen.append(fresh[0])
    return chosen


def _shared(patterns: Mapping[int, int], i: int, j: int) -> int:
    return sum(n for mask, n in patterns.items() if mask >> i & 1 and mask >> j & 1)


def _estimate(analyst: Person, agency: Agency, year: int, chosen: Sequence[Source]) -> YearEstimate:
    earlier = EstimateRun.objects.filter(
        agency=agency, asked_by=analyst, settings__year_from=year, settings__year_to=year
    ).first()
    run = earlier or request_estimate(
        acting=analyst,
        agency_id=agency.pk,
        data=EstimateRequest(tuple(source.pk for source in chosen), year_from=year, year_to=year),
    )
    document: ResultRecord = perform(run.pk).result.document
    lists = tuple(source["name"] for source in run.settings["sources"])
    return YearEstimate(year, run.pk, lists, document["strata"][0])
