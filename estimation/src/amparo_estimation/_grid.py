"""Grids over n0, the number of people whom no list recorded.

The posterior is a distribution over integers. A grid is a row of cells; a cell stands for `width` integers around its
`centre`, and its mass is the width times the probability at the centre. Cells of width 1 are the integers themselves.
Wide cells are safe because the posterior of n0 under any of the graphs is never sharper than that of a count: its
standard deviation is at least about sqrt(n0), and at least about n0 / sqrt(n) where n people were observed. The cells
are an eighth of that, and a rule of equal steps on a smooth peak converges faster than any power of the step.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

INTEGERS_UP_TO_MULTIPLE: Final = 10  # every integer up to 10 n; geometric cells beyond
INTEGERS_AT_MOST: Final = 200_000  # if 10 n is more than this, integers only up to INTEGERS_AT_LEAST
INTEGERS_AT_LEAST: Final = 10_000
CELLS_PER_DEVIATION: Final = 8
SPARSE_CELLS_PER_DEVIATION: Final = 1
SMALLEST_N_FOR_STEP: Final = 100  # with few people observed the step stays as fine as with 100
BOUND_MULTIPLE: Final = 10**6  # no grid goes beyond a million times the number observed


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells over n0: `centre` and `width` (number of integers), both of shape (n_cells,), ascending.

    `fixed` says that the caller chose the points; then they are the whole support, each with equal measure.
    """

    centre: Vector
    width: Vector
    fixed: bool = False


def fixed_grid(points: NDArray[np.integer] | NDArray[np.floating]) -> Grid:
    """The given points as the whole support of n0; steps wider than one are not weighted.

    Raises
    ------
    ValueError
        If the points are not ascending whole numbers from 0 on.
    """
    centre = np.asarray(points, dtype=np.float64)
    if centre.ndim != 1 or centre.size == 0 or not np.all(np.isfinite(centre)):
        raise ValueError("A grid is a one-dimensional row of at least one whole number.")
    if centre[0] < 0 or np.any(centre != np.rint(centre)) or np.any(np.diff(centre) <= 0):
        raise ValueError("The points of a grid must be whole numbers from 0 on, each larger than the one before.")
    return Grid(centre=centre, width=np.ones_like(centre), fixed=True)


def _cells(edges: Vector) -> Grid:
    """Cells between the edges, each holding the integers above its lower edge up to and with its upper edge."""
    whole = np.unique(np.rint(edges))
    low, high = whole[:-1] + 1, whole[1:]
    return Grid(centre=(low + high) / 2, width=high - low + 1)


def _square_root_edges(start: float, stop: float, per_deviation: float) -> Vector:
    """Edges whose distance at m is sqrt(m) / per_deviation."""
    steps = np.arange(0, 2 * per_deviation * (np.sqrt(stop) - np.sqrt(start)))
    return np.append((np.sqrt(start) + steps / (2 * per_deviation)) ** 2, stop)


def _geometric_edges(start: float, stop: float, n_observed: int, per_deviation: float) -> Vector:
    """Edges whose distance at m is m / (per_deviation * sqrt(n))."""
    step = 1 / (per_deviation * np.sqrt(max(n_observed, SMALLEST_N_FOR_STEP)))
    steps = np.arange(0, np.log(stop / start) / step)
    return np.append(start * np.exp(steps * step), stop)


def _joined(*grids: Grid) -> Grid:
    return Grid(centre=np.concatenate([g.centre for g in grids]), width=np.concatenate([g.width for g in grids]))


def sparse_grid(n_observed: int) -> Grid:
    """A cheap look at the whole range 1 to 10^6 n: where the mass lies, and where it ends."""
    stop = float(BOUND_MULTIPLE * n_observed)
    turn = float(max(n_observed, SMALLEST_N_FOR_STEP))
    edges = np.concatenate(
        [
            np.zeros(1),
            _square_root_edges(1.0, turn, SPARSE_CELLS_PER_DEVIATION),
            _geometric_edges(turn, stop, n_observed, SPARSE_CELLS_PER_DEVIATION),
        ]
    )
    return _cells(edges)


def full_grid(n_observed: int, multiple: int) -> Grid:
    """Integers up to 10 n (for very large n, narrow cells), then geometric cells up to `multiple` times n."""
    turn = float(INTEGERS_UP_TO_MULTIPLE * n_observed)
    stop = float(multiple * n_observed)
    if turn <= INTEGERS_AT_MOST:
        near = Grid(centre=np.arange(1.0, turn + 1), width=np.ones(int(turn)))
        return _joined(near, _cells(_geometric_edges(turn, stop, n_observed, CELLS_PER_DEVIATION)))
    near = Grid(centre=np.arange(1.0, INTEGERS_AT_LEAST + 1), width=np.ones(INTEGERS_AT_LEAST))
    middle = _cells(_square_root_edges(float(INTEGERS_AT_LEAST), float(n_observed), CELLS_PER_DEVIATION))
    far = _cells(_geometric_edges(float(n_observed), stop, n_observed, CELLS_PER_DEVIATION))
    return _joined(near, middle, far)


def thinned(grid: Grid, n_observed: int) -> Grid:
    """Some cells of `grid`, each standing for its neighbours too: a sparse look at a fixed grid."""
    wanted = sparse_grid(n_observed).centre
    chosen = np.unique(np.clip(np.searchsorted(grid.centre, wanted), 0, grid.centre.size - 1))
    between = (chosen[:-1] + chosen[1:] + 1) // 2
    width = np.add.reduceat(grid.width, np.concatenate([[0], between]))
    return Grid(centre=grid.centre[chosen], width=width)
