"""Outlines laid out on a sheet of paper: projections, and paths as short as a page needs them.

An outline is a set of rings in degrees of longitude and latitude. A sheet has whole units from the corner at the top
left. Points are set to the nearest unit, so that neighbours that share a border still share it, and a map of hundreds
of areas stays a few dozen kilobytes. Pure functions: no request, no database.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add, mul
from typing import Protocol

Ring = tuple[Sequence[float], Sequence[float]]
"""Longitudes and latitudes of the points of a ring, in degrees. The last point may repeat the first."""

Box = tuple[float, float, float, float]
"""West, south, east, north."""

MARGIN = 4
TALLEST = 1.25


class Projection(Protocol):
    """Turns degrees into places on a plane whose second axis points down."""

    def place(self, xs: Iterable[float], ys: Iterable[float]) -> tuple[list[float], list[float]]:
        """Return the places of points."""
        ...


class EqualEarth:
    """The whole world, every area in its true proportion to the others (Savric, Patterson and Jenny 2018)."""

    _A = (1.340264, -0.081106, 0.000893, 0.003796)
    _M = math.sqrt(3) / 2

    def place(self, xs: Iterable[float], ys: Iterable[float]) -> tuple[list[float], list[float]]:
        """Return the places of points, in units of the earth's radius."""
        a1, a2, a3, a4 = self._A
        across, down = [], []
        for x, y in zip(xs, ys, strict=True):
            t = math.asin(self._M * math.sin(math.radians(y)))
            t2 = t * t
            t6 = t2 * t2 * t2
            slope = self._M * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2))
            across.append(math.radians(x) * math.cos(t) / slope)
            down.append(-t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2)))
        return across, down


class Flat:
    """One country or a part of it: degrees as they are, the longitudes drawn together as far as the latitude asks.

    Where a country lies on both sides of the 180th meridian, its western half is moved round to the east.
    """

    def __init__(self, box: Box) -> None:
        west, south, east, north = box
        self._around = east - west > 180
        self._together = max(math.cos(math.radians((south + north) / 2)), 0.05)

    def place(self, xs: Iterable[float], ys: Iterable[float]) -> tuple[list[float], list[float]]:
        """Return the places of points, in degrees of latitude."""
        k = self._together
        if self._around:
            return [(x + 360 if x < 0 else x) * k for x in xs], [-y for y in ys]
        return [x * k for x in xs], [-y for y in ys]


@dataclass(frozen=True, slots=True)
class Outline:
    """What is to be laid out: a key of the caller's, and the rings. `disputed` areas are drawn as nobody's."""

    key: str
    rings: Sequence[Ring]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One area on the sheet: its path, and a point in its largest part for a circle or a word."""

    key: str
    path: str
    x: int
    y: int
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A laid-out map. `contested` is the path of border lines that are drawn broken; `wide` that of a whole world.

    `spots` are further points by key, of places that are not drawn themselves.
    """

    width: int
    height: int
    figures: Sequence[Figure]
    contested: str = ""
    wide: bool = False
    spots: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def unpacked(rings: Iterable[Sequence[int]], steps: int) -> list[Ring]:
    """Return rings in degrees from flat lists of whole steps: the first point in full, then from each to the next."""
    return [([x / steps for x in accumulate(ring[::2])], [y / steps for y in accumulate(ring[1::2])]) for ring in rings]


def box_of(rings: Iterable[Ring]) -> Box:
    """Return the box that holds the rings. Raises ValueError where there are none."""
    held = [(min(xs), min(ys), max(xs), max(ys)) for xs, ys in rings if xs]
    west, south, east, north = zip(*held, strict=True)
    return min(west), min(south), max(east), max(north)


def lay_out(
    outlines: Sequence[Outline],
    projection: Projection,
    *,
    width: int,
    contested: Sequence[Ring] = (),
    wide: bool = False,
    spots: Mapping[str, tuple[float, float]] | None = None,
) -> Sheet:
    """Lay the outlines out on a sheet of this width; one taller than it should be becomes narrower instead.

    `spots` are longitude and latitude of further points by key; one beyond the edge stands at the edge.
    """
    placed = [(one, [projection.place(*ring) for ring in one.rings if len(ring[0]) > 0]) for one in outlines]
    placed = [(one, rings) for one, rings in placed if rings]
    if not placed:
        return Sheet(width, 1, ())
    west, top, east, bottom = box_of(ring for _one, rings in placed for ring in rings)
    inner = width - 2 * MARGIN
    scale = min(inner / max(east - west, 1e-9), TALLEST * inner / max(bottom - top, 1e-9))
    frame = _Frame(west, top, scale)
    lines = "".join(_open_path(*frame.units(*projection.place(*line))) for line in contested)
    across, down = math.ceil((east - west) * scale) + 2 * MARGIN, math.ceil((bottom - top) * scale) + 2 * MARGIN
    set_down = {key: frame.units(*projection.place([x], [y])) for key, (x, y) in (spots or {}).items()}
    return Sheet(
        across,
        down,
        tuple(frame.figure(one, rings) for one, rings in placed),
        lines,
        wide,
        {key: (min(max(xs[0], 0), across), min(max(ys[0], 0), down)) for key, (xs, ys) in set_down.items()},
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    top: float
    scale: float

    def units(self, xs: Sequence[float], ys: Sequence[float]) -> tuple[list[int], list[int]]:
        k, west, top = self.scale, self.west - MARGIN / self.scale, self.top - MARGIN / self.scale
        return [round((x - west) * k) for x in xs], [round((y - top) * k) for y in ys]

    def figure(self, one: Outline, rings: Sequence[Ring]) -> Figure:
        laid = [self.units(*ring) for ring in rings]
        paths = [path for ring in laid if (path := _closed_path(*ring))]
        largest = laid[0] if len(laid) == 1 else max(laid, key=lambda ring: _extent(*ring))
        x, y = _middle(*largest)
        return Figure(one.key, "".join(paths) or f"M{x} {y}h1v1h-1z", x, y, one.disputed)


def _extent(xs: Sequence[int], ys: Sequence[int]) -> int:
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def _middle(xs: Sequence[int], ys: Sequence[int]) -> tuple[int, int]:
    """Return the centroid of a ring; where it is too thin to have one, the middle of its box."""
    next_x, next_y = [*xs[1:], xs[0]], [*ys[1:], ys[0]]
    crosses = [x0 * y1 - x1 * y0 for x0, y0, x1, y1 in zip(xs, ys, next_x, next_y, strict=True)]
    twice = sum(crosses)
    if not twice:
        return (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
    across = sum(map(mul, map(add, xs, next_x), crosses))
    down = sum(map(mul, map(add, ys, next_y), crosses))
    return round(across / (3 * twice)), round(down / (3 * twice))


def _steps(xs: Sequence[int], ys: Sequence[int]) -> list[tuple[int, int]]:
    """Return the steps from point to point; none of no length, and one for several in the same direction."""
    out: list[tuple[int, int]] = []
    last_x, last_y = xs[0], ys[0]
    px = py = 0
    for x, y in zip(xs, ys, strict=True):
        dx, dy = x - last_x, y - last_y
        if not (dx or dy):
            continue
        last_x, last_y = x, y
        if px * dy == py * dx and px * dx + py * dy > 0:
            px, py = px + dx, py + dy
            out[-1] = (px, py)
        else:
            px, py = dx, dy
            out.append((dx, dy))
    return out


def _closed_path(xs: Sequence[int], ys: Sequence[int]) -> str:
    steps = _steps(xs, ys)
    if (xs[0], ys[0]) == (xs[-1], ys[-1]) and steps:
        steps.pop()  # the path closes itself
    return f"M{xs[0]} {ys[0]}{_line(steps)}z" if len(steps) > 1 else ""


def _open_path(xs: Sequence[int], ys: Sequence[int]) -> str:
    steps = _steps(xs, ys)
    return f"M{xs[0]} {ys[0]}{_line(steps)}" if steps else ""


def _line(steps: Sequence[tuple[int, int]]) -> str:
    """Write steps as short as SVG allows: a minus sign parts two numbers as well as a blank does."""
    return "l" + " ".join(f"{x}{y}" if y < 0 else f"{x} {y}" for x, y in steps).replace(" -", "-")
