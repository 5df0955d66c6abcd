"""A point that stands for an area on somebody else's map: the middle of the box around it, and no place in it."""

import uuid
from collections.abc import Collection

from amparo.places.borders import borders
from amparo.places.models import Area, Level, Outline
from amparo.places.world import country_rings

Point = tuple[float, float]
"""Longitude and latitude in degrees, rounded to a hundredth."""


def points_of(areas: Collection[Area]) -> dict[uuid.UUID, Point]:
    """Return a point for each area of which an outline is known. One query for any number."""
    boxes = Outline.objects.filter(area__in=[area.pk for area in areas])
    found = {
        pk: _middle(west, east, south, north)
        for pk, west, east, south, north in boxes.values_list("area_id", "west", "east", "south", "north")
    }
    for area in areas:
        if area.pk not in found and area.level == Level.COUNTRY and (point := _of_country(area.code)):
            found[area.pk] = point
    return found


def _of_country(code: str) -> Point | None:
    """Return the middle of the largest part of a country: islands far away must not draw it into the sea."""
    rings = country_rings(code, borders())
    if not rings:
        return None
    xs, ys = max(rings, key=lambda ring: (max(ring[0]) - min(ring[0])) * (max(ring[1]) - min(ring[1])))
    return _middle(min(xs), max(xs), min(ys), max(ys))


def _middle(west: float, east: float, south: float, north: float) -> Point:
    return round((west + east) / 2, 2), round((south + north) / 2, 2)
