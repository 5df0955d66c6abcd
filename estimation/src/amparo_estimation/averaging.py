"""Exact model averaging over all decomposable graphs on three to five lists.

Madigan and York (1997), "Bayesian methods for estimation of the size of a closed population", Biometrika 84, 19-31.
Each decomposable graph says which lists depend on which. Under a hyper-Dirichlet prior (Dawid and Lauritzen 1993)
the likelihood of a graph and of a number n0 of unrecorded people is a product over cliques divided by a product over
separators, in closed form (docs/methods.md, equations 1 to 4). So the joint posterior of graph and n0 is summed
exactly; nothing is sampled.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amparo_estimation._graphs import Graph, clique_separator_matrix, decomposable_graphs
from amparo_estimation._grid import BOUND_MULTIPLE, Grid, Vector, fixed_grid, full_grid, sparse_grid, thinned
from amparo_estimation._special import gammaln
from amparo_estimation.posterior import Posterior
from amparo_estimation.table import CaptureTable

Matrix = NDArray[np.float64]
LogPrior = Callable[[Vector], Vector]

LEAST_LISTS: Final = 3
MOST_LISTS: Final = 5
BLOCK: Final = 256  # points handled at once: the 822 graphs of five lists then fill 1.7 MB, which a cache holds
STACK: Final = 8  # points in one matrix product: thin enough for BLAS to stay on one thread
SMALLEST_EXPONENT: Final = -700.0  # e^-700 is nothing; below -708 exp gives denormal numbers, 100 times slower
NEGLIGIBLE_LOG_WEIGHT: Final = -45.0  # a graph below e^-45 of the heaviest is left at its weight on the sparse grid
# A block with less in and around it on the sparse grid is left out; far less than NEGLIGIBLE_LOG_WEIGHT, so that no
# graph that is kept loses its bulk.
NEGLIGIBLE_MASS: Final = 1e-24
TAIL_SETTLED: Final = 1e-10  # the grid ends where less than this lies beyond
REPORTED_MODELS: Final = 10
MULTIPLES: Final = (100, 1_000, 10_000, 100_000, BOUND_MULTIPLE)


@dataclass(frozen=True, slots=True)
class WeightedGraph:
    """One graph's posterior weight and the median of N under it."""

    graph: str
    weight: float
    median: int


@dataclass(frozen=True, slots=True)
class Average:
    """The posterior of N averaged over graphs, and the heaviest graphs, heaviest first."""

    posterior: Posterior
    models: tuple[WeightedGraph, ...]


def one_over_n(population: Vector) -> Vector:
    """Log of the default prior on N, proportional to 1/N."""
    return -np.log(population)


class LogMarginal:
    """Log marginal likelihood of every graph at any n0, times the prior on N.

    Parameters
    ----------
    table : CaptureTable
        p lists, n people observed.
    delta : float
        Prior weight of one cell of the full table of 2**p cells.
    log_prior : callable
        Log prior of N = n + n0, vectorised; need not be normalised.
    """

    def __init__(self, table: CaptureTable, delta: float, log_prior: LogPrior) -> None:
        self._log_prior = log_prior
        self.n_lists = len(table.lists)
        self.n_observed = table.n_observed
        self._delta_total = delta * 2**self.n_lists
        counts = table.cell_counts()
        cells = np.arange(counts.size)
        subsets = range(1, counts.size)
        self._on_none = np.empty(len(subsets))  # y_A(0) + delta_A: observed people on none of the lists of A
        self._constant = np.empty(len(subsets))
        for mask in subsets:
            margin = np.bincount(cells & mask, weights=counts, minlength=counts.size)
            delta_margin = delta * 2 ** (self.n_lists - mask.bit_count())
            others = margin[1:][margin[1:] > 0]
            self._on_none[mask - 1] = margin[0] + delta_margin
            self._constant[mask - 1] = (
                np.sum(gammaln(others + delta_margin) - gammaln(delta_margin))
                - gammaln(delta_margin)
                + gammaln(self._delta_total)
            )

    def terms(self, missing: Vector) -> Matrix:
        """Log of f_A(n0) for every set A of lists (equation 2); shape (n_points, 2**p - 1)."""
        whole = gammaln(missing + (self.n_observed + self._delta_total))
        changing: Matrix = gammaln(missing[:, np.newaxis] + self._on_none)
        changing += self._constant
        changing -= whole[:, np.newaxis]
        return changing

    def common(self, missing: Vector) -> Vector:
        """Log of N! / n0! and of the prior on N, which all graphs share; shape (n_points,)."""
        population = missing + self.n_observed
        shared: Vector = gammaln(population + 1) - gammaln(missing + 1) + self._log_prior(population)
        return shared

    def of_cells(self, grid: Grid, graphs: Matrix) -> Matrix:
        """Log mass, up to one constant, of each cell under each of `graphs` (rows of the clique-separator matrix).

        Returns
        -------
        ndarray, shape (n_cells, n_graphs)
        """
        joint = _thin_product(self.terms(grid.centre), graphs.T)
        joint += (self.common(grid.centre) + np.log(grid.width))[:, np.newaxis]
        return joint


def _thin_product(left: Matrix, right: Matrix) -> Matrix:
    """``left @ right`` by stacks of a few rows: threads would cost more processor time here than they save."""
    stacked = len(left) // STACK * STACK
    product = np.empty((len(left), right.shape[1]))
    stacks = product[:stacked].reshape(-1, STACK, right.shape[1])
    np.matmul(left[:stacked].reshape(-1, STACK, left.shape[1]), right, out=stacks)
    np.matmul(left[stacked:], right, out=product[stacked:])
    return product


def average(
    table: CaptureTable,
    *,
    delta: float | None = None,
    log_prior: LogPrior | None = None,
    points: NDArray[np.integer] | NDArray[np.floating] | None = None,
    n_models: int = REPORTED_MODELS,
) -> Average:
    """Average over all decomposable graphs on the lists of `table`.

    Parameters
    ----------
    table : CaptureTable
        Three to five lists.
    delta : float, optional
        Prior weight of each of the 2**p cells (hyper-Dirichlet); 2**-p by default.
    log_prior : callable, optional
        Log prior of the population N, called with a vector of N; proportional to 1/N by default.
    points : array of int, shape (n_points,), optional
        A fixed grid for n0, ascending; by default the grid chooses itself (see ``_grid``).
    n_models : int
        How many of the heaviest graphs to report.

    Returns
    -------
    Average

    Raises
    ------
    ValueError
        If the number of lists is not three to five, delta is not positive, or the grid is not ascending integers.
    """
    n_lists = len(table.lists)
    if not LEAST_LISTS <= n_lists <= MOST_LISTS:
        raise ValueError(f"Graphs are averaged for {LEAST_LISTS} to {MOST_LISTS} lists; this table has {n_lists}.")
    delta = 2.0**-n_lists if delta is None else delta
    if not delta > 0:
        raise ValueError("delta, the prior weight of a cell, must be above zero.")
    marginal = LogMarginal(table, delta, log_prior or one_over_n)
    fixed = None if points is None else fixed_grid(points)
    look = _look(marginal, sparse_grid(table.n_observed) if fixed is None else thinned(fixed, table.n_observed))
    grid = full_grid(table.n_observed, look.multiple(table.n_observed)) if fixed is None else fixed
    return _sum_over(marginal, grid, look, table, n_models)


@dataclass(frozen=True, slots=True)
class _Look:
    """The posterior on a sparse grid: log weight of each graph, the scale, and the mass in each cell."""

    grid: Grid
    log_weights: Vector
    scale: float
    mass: Vector

    def multiple(self, n_observed: int) -> int:
        """The first multiple of n beyond which next to nothing lies; the bound, where this grid ends, at the latest."""
        beyond = ((multiple, self.mass[self.grid.centre > multiple * n_observed].sum()) for multiple in MULTIPLES)
        return next(multiple for multiple, mass in beyond if mass < TAIL_SETTLED)

    def is_empty(self, first: float, last: float) -> bool:
        """Whether next to nothing lies from n0 = `first` to `last`, one sparse cell on either side included.

        A sparse cell is at most one standard deviation wide, so no peak hides between two of them.
        """
        low, high = np.searchsorted(self.grid.centre, [first, last])
        return bool(self.mass[max(low - 2, 0) : high + 2].sum() < NEGLIGIBLE_MASS)

    def candidates(self) -> NDArray[np.intp]:
        """Rows of the graphs that can matter, heaviest first."""
        order: NDArray[np.intp] = np.argsort(-self.log_weights, kind="stable")
        matters: NDArray[np.bool_] = self.log_weights[order] > NEGLIGIBLE_LOG_WEIGHT + self.log_weights[order[0]]
        return order[matters]


def _blocks(grid: Grid) -> Iterator[tuple[slice, Grid]]:
    for start in range(0, grid.centre.size, BLOCK):
        block = slice(start, start + BLOCK)
        yield block, Grid(grid.centre[block], grid.width[block])


def _look(marginal: LogMarginal, grid: Grid) -> _Look:
    graphs = clique_separator_matrix(marginal.n_lists)
    log_weights = np.full(len(graphs), -np.inf)
    log_mass = np.empty_like(grid.centre)
    scale = -np.inf
    for block, cells in _blocks(grid):
        joint = marginal.of_cells(cells, graphs)
        peak = float(joint.max())
        np.exp(np.maximum(joint - peak, SMALLEST_EXPONENT), out=joint)
        log_mass[block] = np.log(joint.sum(axis=1)) + peak
        np.logaddexp(log_weights, np.log(joint.sum(axis=0)) + peak, out=log_weights)
        scale = max(scale, peak)
    mass = np.exp(log_mass - log_mass.max())
    return _Look(grid=grid, log_weights=log_weights, scale=scale, mass=mass / mass.sum())


def _sum_over(marginal: LogMarginal, grid: Grid, look: _Look, table: CaptureTable, n_models: int) -> Average:
    """The exact sum over the grid, block by block."""
    rows = look.candidates()
    graphs = np.ascontiguousarray(clique_separator_matrix(marginal.n_lists)[rows])
    kept = min(2 * n_models, rows.size)  # twice those asked for: the sparse look may order close weights wrongly
    mass = np.zeros_like(grid.centre)
    heavy = np.zeros((grid.centre.size, kept))
    weights = np.zeros(rows.size)
    for block, cells in _blocks(grid):
        if look.is_empty(cells.centre[0], cells.centre[-1]):
            continue
        joint = marginal.of_cells(cells, graphs)
        joint -= look.scale
        np.maximum(joint, SMALLEST_EXPONENT, out=joint)
        np.exp(joint, out=joint)
        mass[block] = joint.sum(axis=1)
        weights += joint.sum(axis=0)
        heavy[block] = joint[:, :kept]
    names = [decomposable_graphs(marginal.n_lists)[row] for row in rows[:kept]]
    posterior = Posterior.on_grid(grid, mass, table.n_observed)
    return Average(posterior=posterior, models=_ranked(grid, weights, heavy, names, table)[:n_models])


def _ranked(
    grid: Grid, weights: Vector, heavy: Matrix, graphs: list[Graph], table: CaptureTable
) -> tuple[WeightedGraph, ...]:
    total = weights.sum()
    ranked = [
        WeightedGraph(
            graph=graphs[k].notation(table.lists),
            weight=float(weights[k] / total),
            median=Posterior.on_grid(grid, heavy[:, k], table.n_observed).quantile(0.5),
        )
        for k in np.argsort(-weights[: len(graphs)], kind="stable")
    ]
    return tuple(ranked)
