"""The posterior of the population size N: quantiles, tail, mean where it exists, a shape to draw, and its humps."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from amparo_estimation._grid import Grid, Vector

DRAWN_BINS: Final = 120
DRAWN_FROM, DRAWN_TO = 0.001, 0.999  # quantiles between which the posterior is drawn
LEAST_HUMP_MASS: Final = 0.05  # a hump holds at least this share of the probability
DIP_AT_MOST: Final = 0.8  # between two humps the density falls below this share of the lower one


@dataclass(frozen=True, slots=True)
class Humps:
    """Two humps of a posterior: N at each peak, and the probability on either side of the dip between them."""

    low_peak: int
    high_peak: int
    low_mass: float
    high_mass: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A posterior to draw: `mass[k]` lies between the population sizes `edges[k]` and `edges[k + 1]`."""

    edges: tuple[float, ...]
    mass: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Posterior:
    """A distribution over the population size N = n + n0, on a grid of cells over n0.

    Parameters
    ----------
    grid : Grid
        Cells over n0.
    mass : ndarray, shape (n_cells,)
        Probability of each cell; sums to one.
    n_observed : int
        n, the number of people recorded.
    """

    grid: Grid
    mass: Vector
    n_observed: int
    _cumulative: Vector

    @classmethod
    def on_grid(cls, grid: Grid, mass: Vector, n_observed: int) -> "Posterior":
        """A posterior from unnormalised mass in each cell of the grid."""
        share = mass / mass.sum()
        return cls(grid=grid, mass=share, n_observed=n_observed, _cumulative=np.cumsum(share))

    def quantile(self, probability: float) -> int:
        """The smallest N at which the cumulative probability reaches `probability`."""
        k = min(int(np.searchsorted(self._cumulative, probability)), self.mass.size - 1)
        width = self.grid.width[k]
        first = self.grid.centre[k] - (width - 1) / 2
        reached = self._cumulative[k] - self.mass[k]
        inside = 0 if width == 1 else np.ceil((probability - reached) / self.mass[k] * width) - 1
        return self.n_observed + int(first + np.clip(inside, 0, width - 1))

    def above(self, multiple: int) -> float:
        """Probability that those missing are more than `multiple` times those observed."""
        return float(self.mass[self.grid.centre > multiple * self.n_observed].sum())

    def mean(self) -> float | None:
        """The mean of N on a fixed grid; None otherwise, because without an end to the grid none exists in general.

        With a prior of 1/N and the complete graph the posterior falls like N**(delta - 2), so its mean diverges.
        """
        if not self.grid.fixed:
            return None
        return float(self.n_observed + np.sum(self.mass * self.grid.centre))

    def density(self) -> Vector:
        """Probability per unit of log N; shape (n_cells,). Its peaks do not depend on the width of the cells."""
        per_integer: Vector = self.mass / self.grid.width
        return per_integer * (self.grid.centre + self.n_observed)

    def humps(self) -> Humps | None:
        """The two humps of the posterior, None if it has one.

        At each point the density is compared with the lower of the highest peaks to its left and to its right. Where
        it falls furthest below, there is the dip; it counts if it falls below ``DIP_AT_MOST`` of that peak and
        at least ``LEAST_HUMP_MASS`` lies on either side.
        """
        density = self.density()
        lower_peak = np.minimum(np.maximum.accumulate(density), np.maximum.accumulate(density[::-1])[::-1])
        between = (self._cumulative >= LEAST_HUMP_MASS) & (self._cumulative <= 1 - LEAST_HUMP_MASS)
        if not between.any():
            return None
        depth = np.where(between, density / np.where(lower_peak > 0, lower_peak, 1.0), 1.0)
        dip = int(depth.argmin())
        if depth[dip] >= DIP_AT_MOST:
            return None
        population = self.grid.centre + self.n_observed
        return Humps(
            low_peak=round(population[density[:dip].argmax()]),
            high_peak=round(population[dip + density[dip:].argmax()]),
            low_mass=float(self._cumulative[dip]),
            high_mass=float(1 - self._cumulative[dip]),
        )

    def cut(self) -> float:
        """Density at the last point of a fixed grid as a share of the peak; 0 for a grid that ended by itself."""
        if not self.grid.fixed:
            return 0.0
        return float(self.mass[-1] / self.mass.max())

    def drawing(self, bins: int = DRAWN_BINS) -> Drawing:
        """Mass between evenly spaced population sizes, over the middle 99.8 % of the posterior."""
        low, high = self.quantile(DRAWN_FROM) - 0.5, self.quantile(DRAWN_TO) + 0.5
        edges = np.linspace(low, high, min(bins, max(1, round(high - low))) + 1)
        upper = self.grid.centre + self.grid.width / 2 + self.n_observed
        cumulative = np.interp(edges, np.append(upper[0] - self.grid.width[0], upper), np.append(0, self._cumulative))
        return Drawing(edges=tuple(edges.tolist()), mass=tuple(np.diff(cumulative).tolist()))
