"""The one call: a table of capture histories in, several methods and one verdict out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amparo_estimation.averaging import REPORTED_MODELS, Average, LogPrior, WeightedGraph, average
from amparo_estimation.classical import Interval, chao_lower_bound, independence
from amparo_estimation.posterior import Drawing
from amparo_estimation.reasons import Reason, reason
from amparo_estimation.sentence import Kind, Sentence
from amparo_estimation.table import CaptureTable
from amparo_estimation.verdict import TAIL_MULTIPLE, Colour, colour, objections, refusals

QUANTILES: Final = (0.025, 0.25, 0.5, 0.75, 0.975)


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method says of the population size N.

    Parameters
    ----------
    name : {"model_averaging", "independence", "chao_lower_bound"}
    median : float
        Posterior median; for the two classical methods the maximum-likelihood point.
    mean : float or None
        Posterior mean, on a fixed grid only (see docs/methods.md).
    q025, q975 : float or None
        Ends of the 95 % interval; None where the data set no end.
    tail_mass : float or None
        Posterior probability that more than 30 times those observed are missing.
    models : tuple of WeightedGraph
        The heaviest graphs, heaviest first.
    """

    name: str
    median: float
    q025: float
    q975: float | None
    mean: float | None = None
    tail_mass: float | None = None
    models: tuple[WeightedGraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """An estimate for one table, or the refusal to give one.

    Parameters
    ----------
    table : CaptureTable
        The table used: lists that hold nobody have been left out.
    verdict : {"green", "amber", "red"}
    reasons : tuple of Reason
        Red first, then amber, then notes; never empty.
    sentence : Sentence
        The result in one sentence, and its parts.
    methods : tuple of MethodResult
        Model averaging first; empty if the table was refused.
    quantiles : tuple of (float, int)
        Probability and N for 2.5, 25, 50, 75 and 97.5 %; empty if refused.
    drawing : Drawing or None
        The posterior to draw; None if refused.
    """

    table: CaptureTable
    verdict: Colour
    reasons: tuple[Reason, ...]
    sentence: Sentence
    methods: tuple[MethodResult, ...] = ()
    quantiles: tuple[tuple[float, int], ...] = ()
    drawing: Drawing | None = None


def estimate(
    table: CaptureTable,
    *,
    delta: float | None = None,
    log_prior: LogPrior | None = None,
    grid_max: int | None = None,
    points: NDArray[np.integer] | Iterable[int] | None = None,
    noun: str = "children",
    n_models: int = REPORTED_MODELS,
) -> Result:
    """Estimate how many people could have appeared on at least one list.

    Parameters
    ----------
    table : CaptureTable
        Capture histories. Lists that hold nobody are left out first, each with a note.
    delta : float, optional
        Prior weight of one cell of the table; 2**-p for p lists by default.
    log_prior : callable, optional
        Log prior of the population N, called with a vector of N. By default proportional to 1/N.
    grid_max : int, optional
        Use the fixed grid 1, 2, ..., grid_max for the number missing; the posterior mean is given then.
    points : array of int, optional
        Any other fixed grid for the number missing; not together with `grid_max`.
    noun : str
        Who is counted, in the plural, for the sentence.
    n_models : int
        How many graphs to report.

    Returns
    -------
    Result
        Red without methods if the table cannot carry an estimate; an exception is for misuse only.

    Raises
    ------
    ValueError
        If delta is not positive, `grid_max` is below 1, or both grids are given.

    Examples
    --------
    >>> table = CaptureTable.from_counts({"100": 247, "010": 49, "001": 60, "110": 142, "101": 112, "011": 4,
    ...                                   "111": 12}, lists=["A", "B", "C"])
    >>> result = estimate(table, grid_max=6260)
    >>> result.verdict, result.methods[0].q025, result.methods[0].q975
    ('green', 694, 787)
    >>> result.methods[0].models[0].graph
    '[A][B C]'
    """
    grid = _points(grid_max, points)
    used = table.without_empty_lists()
    refused = refusals(used)
    if refused:
        sentence = Sentence("refused", None, None, used.n_observed, noun)
        return Result(used, "red", (*refused, *used.notes), sentence)
    averaged = average(used, delta=delta, log_prior=log_prior, points=grid, n_models=n_models)
    independent, chao = independence(used), chao_lower_bound(used)
    reasons = tuple(sorted(objections(used, averaged, independent, chao), key=lambda item: item.level, reverse=True))
    posterior = averaged.posterior
    return Result(
        table=used,
        verdict=colour(reasons),
        reasons=(*(reasons or (reason("no_objection"),)), *used.notes),
        sentence=_sentence(reasons, averaged, noun),
        methods=(
            _averaged_result(averaged),
            _classical_result("independence", independent),
            _classical_result("chao_lower_bound", chao),
        ),
        quantiles=tuple((probability, posterior.quantile(probability)) for probability in QUANTILES),
        drawing=posterior.drawing(),
    )


def _points(grid_max: int | None, points: NDArray[np.integer] | Iterable[int] | None) -> NDArray[np.integer] | None:
    if grid_max is not None and points is not None:
        raise ValueError("Give grid_max or points, not both.")
    if grid_max is not None:
        if grid_max < 1:
            raise ValueError("grid_max, the largest number missing, must be at least 1.")
        return np.arange(1, grid_max + 1)
    return None if points is None else np.asarray(points if isinstance(points, np.ndarray) else list(points))


def _sentence(reasons: tuple[Reason, ...], averaged: Average, noun: str) -> Sentence:
    """The range stands only where no red reason takes it away."""
    red = {item.code for item in reasons if item.level == "red"}
    low, high = averaged.posterior.quantile(0.025), averaged.posterior.quantile(0.975)
    kind: Kind = "range" if not red else "no_upper_end" if red == {"open_ended"} else "refused"
    return Sentence(
        kind=kind,
        low=None if kind == "refused" else low,
        high=high if kind == "range" else None,
        n_observed=averaged.posterior.n_observed,
        noun=noun,
    )


def _averaged_result(averaged: Average) -> MethodResult:
    posterior = averaged.posterior
    return MethodResult(
        name="model_averaging",
        median=posterior.quantile(0.5),
        mean=posterior.mean(),
        q025=posterior.quantile(0.025),
        q975=posterior.quantile(0.975),
        tail_mass=posterior.above(TAIL_MULTIPLE),
        models=averaged.models,
    )


def _classical_result(name: str, interval: Interval) -> MethodResult:
    return MethodResult(
        name=name,
        median=round(interval.point, 1),
        q025=round(interval.low, 1),
        q975=None if interval.high is None else round(interval.high, 1),
    )
