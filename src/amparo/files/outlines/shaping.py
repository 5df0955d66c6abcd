"""Sound shapes out of rings, and outlines as light as a page needs them.

shapely is loaded inside the functions: a web worker never needs it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from amparo.files.outlines.geojson import Fault
from amparo.kernel.ui.sheets import Box, Ring
from amparo.places.models import STEPS_PER_DEGREE

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# A feature that crosses itself more often, or has more points, is not repaired: that could take hours.
MOST_CROSSINGS = 20
MOST_POINTS_TO_REPAIR = 20_000
# A repair that changes the surface by more than a hundredth is no repair but another shape.
MOST_CHANGE = 0.01
# Points that move an outline by less than this share of the country's extent are left out.
FINENESS = 1 / 2_000
_CHUNK = 100


@dataclass(frozen=True)
class Sound:
    """A shape that can be drawn; `repaired` where it crossed itself slightly."""

    shape: BaseGeometry
    repaired: bool
    box: Box
    points: int


@dataclass(frozen=True)
class Packed:
    """An outline as it is stored."""

    rings: str
    points: int
    box: Box


def sound(polygons: Sequence[Sequence[Ring]]) -> Sound:
    """Return the shape of some polygons, repaired where that changes next to nothing. Raises Fault."""
    import shapely
    from shapely import MultiPolygon, Polygon

    parts = [
        Polygon(list(zip(*rings[0], strict=True)), [list(zip(*hole, strict=True)) for hole in rings[1:]])
        for rings in polygons
    ]
    shape: BaseGeometry = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    points = int(shapely.count_coordinates(shape))
    if shape.is_valid and shape.area > 0:
        return Sound(shape, False, shape.bounds, points)
    reason = shapely.is_valid_reason(shape)
    repaired = _repaired(shape, points)
    if repaired is None:
        raise Fault(
            _("Its outline crosses or touches itself (%(where)s).") % {"where": reason[:80]},
            _("Repair the outline in a GIS program, and save the layer again."),
        )
    return Sound(repaired, True, repaired.bounds, points)


def _repaired(shape: BaseGeometry, points: int) -> BaseGeometry | None:
    """Return the shape made valid where the repair is small and certain, else None."""
    import shapely

    before = sum(part.area for part in getattr(shape, "geoms", [shape]))
    if points > MOST_POINTS_TO_REPAIR or before <= 0 or _crosses_often(shape):
        return None
    made = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if made.geom_type not in ("Polygon", "MultiPolygon") or made.is_empty:
        return None
    return made if abs(made.area - before) <= MOST_CHANGE * before else None


def _crosses_often(shape: BaseGeometry) -> bool:
    """Count crossings a hundred lines at a time, and stop early: a star of thousands would fill the memory."""
    import numpy as np
    import shapely

    found = 0
    starts, ends = [], []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            coordinates = shapely.get_coordinates(ring)
            starts.append(coordinates[:-1])
            ends.append(coordinates[1:])
    lines: Any = shapely.linestrings(np.stack([np.concatenate(starts), np.concatenate(ends)], axis=1))
    tree = shapely.STRtree(lines)
    for start in range(0, len(lines), _CHUNK):
        found += tree.query(lines[start : start + _CHUNK], predicate="crosses").shape[1]
        if found > 2 * MOST_CROSSINGS:  # each crossing is found from both of its lines
            return True
    return False


def simplified(shapes: Sequence[BaseGeometry]) -> list[Packed]:
    """Return the outlines of one country at one level, simplified together so that neighbours still touch."""
    import shapely

    west, south, east, north = shapely.total_bounds(list(shapes))
    tolerance = max(east - west, north - south) * FINENESS
    lighter: Any = shapely.coverage_simplify(list(shapes), tolerance)
    return [_pack(after, before, tolerance) for after, before in zip(lighter, shapes, strict=True)]


def _pack(shape: BaseGeometry, before: BaseGeometry, tolerance: float) -> Packed:
    import shapely

    if shape.is_empty or not shape.is_valid:
        shape = before.simplify(tolerance / 2)
    parts = sorted(getattr(shape, "geoms", [shape]), key=lambda part: -part.area)
    kept = [parts[0], *(part for part in parts[1:] if part.area > tolerance * tolerance)]
    rings = [
        _steps(shapely.get_coordinates(ring).tolist()) for part in kept for ring in (part.exterior, *part.interiors)
    ]
    return Packed(
        json.dumps(rings, separators=(",", ":")),
        sum(len(ring) // 2 for ring in rings),
        tuple(round(float(side), 4) for side in shape.bounds),  # type: ignore[arg-type]  # four sides
    )


def _steps(points: Sequence[Sequence[float]]) -> list[int]:
    out: list[int] = []
    last_x = last_y = 0
    for x, y in points:
        here_x, here_y = round(x * STEPS_PER_DEGREE), round(y * STEPS_PER_DEGREE)
        if not out or (here_x, here_y) != (last_x, last_y):
            out += (here_x - last_x, here_y - last_y)
            last_x, last_y = here_x, here_y
    return out
