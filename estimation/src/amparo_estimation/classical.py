"""Two classical estimates beside the averaged one: independent lists, and Chao's lower bound.

Neither is the answer. Independence is what one gets by ignoring how lists depend on one another; Chao's bound is what
one gets by trusting only those seen once or twice. Where they contradict the averaged estimate, the verdict says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, expm1, log1p, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amparo_estimation._special import gammaln, xlogy
from amparo_estimation.table import CaptureTable

Matrix = NDArray[np.floating]

CHI_SQUARE_95: Final = 3.841458820694124  # 95 % point of chi-square with one degree of freedom
NORMAL_975: Final = 1.959963984540054
STEPS_AT_MOST: Final = 200
LARGEST_MULTIPLE: Final = 1e12  # an upper end beyond this many times those observed is not an end


@dataclass(frozen=True, slots=True)
class Interval:
    """A point and a 95 % interval for N; None where the data give no end."""

    point: float
    low: float
    high: float | None


def independence(table: CaptureTable) -> Interval:
    """Maximum likelihood and profile-likelihood interval if all lists were independent.

    The model is M_t of Otis et al. (1978): every person is on list j with probability p_j, independently. For a
    given N the best p_j is n_j / N, which leaves the profile (docs/methods.md, equation 5)

        l(N) = log N! - log (N - n)! + sum_j [ n_j log(n_j / N) + (N - n_j) log(1 - n_j / N) ]

    whose top is the estimate and which falls by 1.92 at the ends of the interval (Cormack 1992, Biometrics 48).
    N is treated as continuous. This is the multinomial profile of ``closedpCI.t`` in R's Rcapture.

    Parameters
    ----------
    table : CaptureTable
        Two or more lists that overlap.
    """
    n = table.n_observed
    sizes = np.array(table.sizes(), dtype=np.float64)

    def profile(missing: float) -> float:
        population = n + missing
        chosen = float(gammaln(population + 1) - gammaln(missing + 1))
        return chosen + float(
            np.sum(xlogy(sizes, sizes / population) + xlogy(population - sizes, 1 - sizes / population))
        )

    best = _peak(profile, LARGEST_MULTIPLE * n)
    floor = profile(best) - CHI_SQUARE_95 / 2
    low = 0.0 if profile(0.0) >= floor else _crossing(profile, floor, below=0.0, above=best)
    far = LARGEST_MULTIPLE * n
    high = None if profile(far) >= floor else n + _crossing(profile, floor, below=far, above=best)
    return Interval(point=n + best, low=n + low, high=high)


def _peak(profile: Callable[[float], float], largest: float) -> float:
    """Highest point of a one-peaked profile of the number missing, by golden-section search on log(1 + missing)."""
    golden = (sqrt(5) - 1) / 2
    low, high = 0.0, log1p(largest)
    for _ in range(STEPS_AT_MOST):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if profile(expm1(left)) < profile(expm1(right)):
            low = left
        else:
            high = right
    return expm1((low + high) / 2)


def _crossing(profile: Callable[[float], float], floor: float, *, below: float, above: float) -> float:
    """Where the profile crosses `floor` between a point below it and a point above it, by bisection."""
    for _ in range(STEPS_AT_MOST):
        middle = (below + above) / 2
        if profile(middle) < floor:
            below = middle
        else:
            above = middle
    return (below + above) / 2


def chao_lower_bound(table: CaptureTable) -> Interval:
    """Chao's lower bound for lists of unequal size, with a log-normal interval.

    Chao (1987, Biometrics 43): those seen once and twice bound those never seen from below, however unlike one another
    people are. For lists of unequal size Rivest and Baillargeon (2007, Biometrics 63) write the bound as a log-linear
    model: one effect for each list, and for everyone on more than two lists an effect that bends upward with the
    number of lists, sum_k eta_k max(lists - k, 0) for k = 2 to p - 1. A negative eta_k is set to zero, because
    unlikeness between people can only make them positive (docs/methods.md, equations 6 to 8). It is "Mth Chao (LB)"
    of R's Rcapture. The interval is Chao's log-normal one for those missing.

    Parameters
    ----------
    table : CaptureTable
        Two or more lists that overlap.
    """
    n = table.n_observed
    if not any(mask.bit_count() == 2 for mask, _ in table.histories):
        # Without anybody on exactly two lists the model is pushed to infinity, and what is certain is what was counted.
        return Interval(point=float(n), low=float(n), high=None)
    missing, variance = _chao_fit(table)
    spread = exp(NORMAL_975 * sqrt(log1p(variance / missing**2)))
    return Interval(point=n + missing, low=n + missing / spread, high=n + missing * spread)


def _chao_fit(table: CaptureTable) -> tuple[float, float]:
    """Estimated number missing and the variance of the estimated population."""
    counts = table.cell_counts()[1:]
    cells = np.arange(1, counts.size + 1)
    on = (cells[:, np.newaxis] >> np.arange(len(table.lists)) & 1).astype(np.float64)
    captures = on.sum(axis=1)
    free = list(range(2, len(table.lists)))
    while True:
        heterogeneity = [np.maximum(captures - k, 0) for k in free]
        design = np.column_stack([np.ones(counts.size), on, *heterogeneity])
        beta, covariance = poisson_fit(design, counts)
        eta = beta[1 + len(table.lists) :]
        if not free or eta.min() >= 0:
            break
        free.pop(int(eta.argmin()))
    missing = float(np.exp(beta[0]))
    return missing, missing + missing**2 * float(covariance[0, 0])


def poisson_fit(design: Matrix, counts: Matrix) -> tuple[Matrix, Matrix]:
    """Maximum likelihood for a Poisson log-linear model by iteratively reweighted least squares.

    Parameters
    ----------
    design : ndarray, shape (n_cells, n_parameters)
    counts : ndarray, shape (n_cells,)

    Returns
    -------
    beta : ndarray, shape (n_parameters,)
    covariance : ndarray, shape (n_parameters, n_parameters)
        Inverse Fisher information (pseudo-inverse where an effect runs off to minus infinity).
    """
    linear = np.log(counts + 0.5)
    beta: Matrix = np.linalg.lstsq(design, linear, rcond=None)[0]
    deviance = np.inf
    for _ in range(STEPS_AT_MOST):
        fitted = np.exp(linear)
        root = np.sqrt(fitted)
        working = linear + (counts - fitted) / fitted
        beta = np.linalg.lstsq(design * root[:, np.newaxis], working * root, rcond=None)[0]
        # Effects of empty margins run off to minus infinity; -30 is already zero people.
        linear = np.clip(design @ beta, -30.0, 40.0)
        before, deviance = deviance, float(np.sum(np.exp(linear) - counts * linear))
        if abs(before - deviance) <= 1e-12 * (1 + abs(deviance)):
            break
    information = design.T @ (design * np.exp(linear)[:, np.newaxis])
    covariance: Matrix = np.linalg.pinv(information)
    return beta, covariance
