"""The outlines of countries that come with the system: read once, when the first map is asked for.

`data/world.json` is made by `scripts/outlines.py` from Natural Earth (public domain). Borders are kept once each, as
lines; a ring is a list of their numbers, a negative one (~n) for a line that is walked backwards.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from amparo.kernel.ui.sheets import EqualEarth, Outline, Ring, Sheet, lay_out, unpacked
from amparo.places.borders import DISPUTED, Borders

DATA = Path(__file__).parent / "data" / "world.json"
WIDTH = 960
# No child is recruited there, and it would take a fifth of the sheet.
LEFT_OUT = frozenset({"ATA", "HMD", "SGS", "BVT", "ATF"})


@dataclass(frozen=True, slots=True)
class World:
    """Lines in degrees, the areas made of them, and the lines that are contested."""

    source: str
    lines: Sequence[Ring]
    areas: dict[str, list[list[list[int]]]]
    contested: frozenset[int]

    def rings(self, code: str) -> list[Ring]:
        """Return the rings of an area; none where the file has no outline of it."""
        return [self._ring(ring) for polygon in self.areas.get(code, ()) for ring in polygon]

    def contested_lines(self, code: str) -> list[Ring]:
        """Return those border lines of an area that are contested."""
        used = {i if i >= 0 else ~i for polygon in self.areas.get(code, ()) for ring in polygon for i in ring}
        return [self.lines[index] for index in sorted(used & self.contested)]

    def _ring(self, indexes: Sequence[int]) -> Ring:
        xs: list[float] = []
        ys: list[float] = []
        for index in indexes:
            line_x, line_y = self.lines[index if index >= 0 else ~index]
            if index < 0:
                line_x, line_y = line_x[::-1], line_y[::-1]
            start = 1 if xs else 0
            xs += line_x[start:]
            ys += line_y[start:]
        return _unbroken(xs), ys


def _unbroken(xs: list[float]) -> list[float]:
    """Return longitudes that go on past 180 where a ring crosses that meridian, and do not leap round the earth."""
    if max(xs) - min(xs) <= 180:
        return xs
    turns, out, last = 0, [], xs[0]
    for x in xs:
        turns += (x - last < -180) - (x - last > 180)
        out.append(x + 360 * turns)
        last = x
    return out


def _cut(ring: Ring) -> list[Ring]:
    """Return what of a ring lies on either side of the 180th meridian, each part at its edge of the sheet."""
    xs, ys = ring
    if min(xs) >= -180 and max(xs) <= 180:
        return [ring]
    return [part for turn in (-360, 0, 360) if (part := _inside([x + turn for x in xs], ys))]


def _inside(xs: Sequence[float], ys: Sequence[float]) -> Ring | None:
    """Return what of a ring lies between the two edges (Sutherland and Hodgman 1974), or None."""
    points = list(zip(xs, ys, strict=True))
    for edge, sign in ((-180, 1), (180, -1)):
        kept: list[tuple[float, float]] = []
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], *points[:1]], strict=True):
            here, there = sign * (x0 - edge) >= 0, sign * (x1 - edge) >= 0
            if here:
                kept.append((x0, y0))
            if here != there:
                kept.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        points = kept
    return ([x for x, _y in points], [y for _x, y in points]) if len(points) > 2 else None


@lru_cache(maxsize=1)
def world() -> World:
    """Return the world of the data file."""
    held = json.loads(DATA.read_text("utf-8"))
    lines = unpacked(held["arcs"], held["steps_per_degree"])
    return World(held["source"], lines, held["areas"], frozenset(held["contested"]))


def country_rings(code: str, borders: Borders) -> list[Ring]:
    """Return the rings of a country with what the installation draws as part of it; none where it has no outline."""
    found = world()
    names = [name for name, one in DISPUTED.items() if one.code == code]
    within = [name for name, country in borders.within if country == code]
    return [ring for key in (code, *names, *within) for ring in found.rings(key)]


def contested_of(code: str, borders: Borders) -> list[Ring]:
    """Return the contested lines of a country's border."""
    names = [name for name, one in DISPUTED.items() if one.code == code]
    return [line for key in (code, *names) for line in world().contested_lines(key)]


@lru_cache(maxsize=2)
def world_sheet(borders: Borders) -> Sheet:
    """Return the world on a sheet. Keys are codes of areas, or names of what is in dispute and has no code."""
    found = world()
    outlines = [
        Outline(code, [part for ring in country_rings(code, borders) for part in _cut(ring)])
        for code in found.areas
        if code not in DISPUTED and code not in LEFT_OUT
    ]
    outlines += [
        Outline(one.code or name, found.rings(name), disputed=borders.is_neutral(name))
        for name, one in DISPUTED.items()
        if name not in dict(borders.within)
    ]
    contested = [found.lines[index] for index in sorted(found.contested)]
    return lay_out(outlines, EqualEarth(), width=WIDTH, contested=contested, wide=True)
