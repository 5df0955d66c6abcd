"""Invented outlines: squares in Colombia, whose P-codes stand in the list that the tests import."""

import json
from pathlib import Path
from typing import Any

from amparo.places.models import Area, Level

Points = list[list[float]]


def areas() -> dict[str, Area]:
    """Two first-level areas of Colombia and one second-level area in the first of them, with P-codes."""
    country = Area.objects.get(code="COL")
    made: dict[str, Area] = {}
    for code, name, level, parent in (
        ("CO90", "Lantern", Level.ADMIN_1, country),
        ("CO91", "Harbour", Level.ADMIN_1, country),
        ("CO90001", "River School", Level.ADMIN_2, None),
    ):
        within = parent or made["CO90"]
        made[code] = Area.objects.create(
            code=code, pcode=code, name=name, level=level, parent=within, source="invented"
        )
    return made


def square(west: float = -75.0, south: float = 4.0, side: float = 1.0) -> Points:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str = "CO90", ring: Points | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"ADM1_EN": "Lantern", "ADM1_PCODE": code, "ADM0_PCODE": "CO", **properties},
        "geometry": {"type": "Polygon", "coordinates": [square() if ring is None else ring]},
    }


def collection(*features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "name": "invented", "features": list(features)}


def file(folder: Path, content: object, name: str = "given.geojson") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path
