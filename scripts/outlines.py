"""Makes src/amparo/places/data/world.json: the outlines of the world's countries, reduced from Natural Earth.

    npm pack world-atlas@2.0.2
    .venv/bin/python scripts/outlines.py world-atlas-2.0.2.tgz

`world-atlas` (npm, version 2.0.2) redistributes the countries of Natural Earth 4.1.0 at 1:50 million as TopoJSON.
Natural Earth is in the public domain. Borders are kept as shared lines (arcs), each simplified once, so that
neighbours still touch. What is done to the areas:

- each gets the ISO 3166-1 alpha-3 code of its number;
- parts that have a code of their own and are drawn within another country (CUT) become areas of their own;
- areas in dispute (DISPUTED) are kept apart from every country: how they are drawn is decided by the installation
  (docs/decisions/0005-maps.md), never by the file.
"""

import argparse
import json
import sys
import tarfile
from collections import defaultdict
from pathlib import Path

import pycountry
from shapely import LineString, Polygon

TARGET = Path(__file__).resolve().parents[1] / "src" / "amparo" / "places" / "data" / "world.json"
PACKAGE, VERSION, MEMBER = "world-atlas", "2.0.2", "package/countries-50m.json"
STEPS_PER_DEGREE = 100
FINEST, COARSEST = 0.01, 0.06
# Rings smaller than this (square degrees) are left out, unless an area has no larger one.
SMALLEST = 0.004

# Code of the part -> the country it is drawn within, and the box (west, south, east, north) its polygons lie in.
CUT = {
    "crimea": ("RUS", (32.0, 44.2, 36.7, 46.3)),
    "GUF": ("FRA", (-55.0, 1.5, -51.0, 6.5)),
    "GLP": ("FRA", (-62.0, 15.7, -60.9, 16.7)),
    "MTQ": ("FRA", (-61.3, 14.3, -60.7, 15.0)),
    "REU": ("FRA", (55.0, -21.5, 56.0, -20.7)),
    "MYT": ("FRA", (44.8, -13.2, 45.5, -12.5)),
    "SJM": ("NOR", (-10.0, 70.5, 36.0, 81.5)),
    "BES": ("NLD", (-69.0, 11.8, -62.0, 18.0)),
}
# Areas that no country is given: by the name that Natural Earth writes, or by their number in ISO 3166-1.
DISPUTED = {
    "Kosovo": "kosovo",
    "N. Cyprus": "northern-cyprus",
    "Somaliland": "somaliland",
    "Siachen Glacier": "siachen",
    "W. Sahara": "western-sahara",
    "Taiwan": "taiwan",
    "Palestine": "palestine",
    "Falkland Is.": "falkland-islands",
    "crimea": "crimea",
}
# Lines of control and contested borders: two neighbours, and the box where the line between them is contested.
EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)
CONTESTED = (
    ("IND", "PAK", (73.4, 32.4, 78.5, 37.5)),
    ("IND", "CHN", EVERYWHERE),
    ("CHN", "PAK", EVERYWHERE),
    ("KOR", "PRK", EVERYWHERE),
    ("ISR", "SYR", EVERYWHERE),
    ("ISR", "LBN", EVERYWHERE),
    ("SDN", "SSD", (27.5, 9.2, 29.2, 10.6)),
    ("EGY", "SDN", (33.0, 21.5, 37.5, 24.0)),
)
# What Natural Earth calls by a name of its own and draws as one: split by the longitude of each island.
INDIAN_OCEAN = "Indian Ocean Ter."


def main() -> int:
    """Read the package, write the file, say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    world = World(read(parser.parse_args().package))
    made = world.reduced()
    TARGET.write_text(json.dumps(made, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")
    points = sum(len(arc) // 2 for arc in made["arcs"])
    print(f"{len(made['areas'])} areas, {len(made['arcs'])} lines, {points} points, {TARGET.stat().st_size} bytes")
    return 0


def read(package: Path) -> dict:
    """Return the topology inside the package."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            raise SystemExit(f"{package} holds no {MEMBER}.")
        return json.load(member)


class World:
    """The topology with its areas named, and what each line parts."""

    def __init__(self, topology: dict) -> None:
        self.arcs = [decoded(arc, topology["transform"]) for arc in topology["arcs"]]
        self.areas: dict[str, list] = defaultdict(list)
        for geometry in topology["objects"]["countries"]["geometries"]:
            polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            for polygon in polygons:
                self.areas[self.code_of(geometry, polygon)].append(polygon)
        self.beside = defaultdict(set)
        for code, polygons in self.areas.items():
            for index in lines_of(polygons):
                self.beside[index].add(code)

    def code_of(self, geometry: dict, polygon: list) -> str:
        name = geometry["properties"]["name"]
        west, south, east, north = self.box(polygon[0])
        if name == INDIAN_OCEAN:
            return "CXR" if west > 100 else "CCK"
        if name in DISPUTED:
            return DISPUTED[name]
        country = pycountry.countries.get(numeric=geometry["id"]) if geometry.get("id") else None
        code = country.alpha_3 if country else None
        for part, (whole, (w, s, e, n)) in CUT.items():
            if code == whole and w <= west and east <= e and s <= south and north <= n:
                return part
        if code is None:
            # Natural Earth draws bases and buffer zones that have no code: they stay with nobody.
            return f"no-code-{name.lower().replace(' ', '-').replace('.', '')}"
        return code

    def ring(self, indexes: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indexes:
            arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points

    def box(self, ring: list[int]) -> tuple[float, float, float, float]:
        xs, ys = zip(*self.ring(ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def size(self, code: str) -> float:
        """The longest side of the largest part of an area, in degrees."""
        boxes = [self.box(polygon[0]) for polygon in self.areas[code]]
        return max(max(east - west, north - south) for west, south, east, north in boxes)

    def reduced(self) -> dict:
        tolerances = {
            index: min(max(min(self.size(code) for code in codes) / 250, FINEST), COARSEST)
            for index, codes in self.beside.items()
        }
        areas = {code: self.worth_drawing(polygons) for code, polygons in sorted(self.areas.items())}
        used = sorted({index for polygons in areas.values() for index in lines_of(polygons)})
        places = {index: place for place, index in enumerate(used)}
        renumbered = {
            code: [[[places[i] if i >= 0 else ~places[~i] for i in ring] for ring in polygon] for polygon in polygons]
            for code, polygons in areas.items()
        }
        return {
            "source": f"Natural Earth 4.1.0, 1:50 million, by the npm package {PACKAGE} {VERSION}",
            "licence": "public domain",
            "made_by": "scripts/outlines.py",
            "steps_per_degree": STEPS_PER_DEGREE,
            "arcs": [encoded(simplified(self.arcs[index], tolerances[index])) for index in used],
            "areas": renumbered,
            "contested": sorted(places[i] for i in used if self.is_contested(i)),
        }

    def worth_drawing(self, polygons: list) -> list:
        sizes = [Polygon(self.ring(polygon[0])).area for polygon in polygons]
        least = min(SMALLEST, max(sizes))
        kept = [polygon for polygon, size in zip(polygons, sizes, strict=True) if size >= least]
        return [
            [polygon[0], *(hole for hole in polygon[1:] if Polygon(self.ring(hole)).area >= SMALLEST)]
            for polygon in kept
        ]

    def is_contested(self, index: int) -> bool:
        codes = self.beside[index]
        if len(codes) < 2:
            return False
        if codes & set(DISPUTED.values()):
            return True
        x, y = self.arcs[index][len(self.arcs[index]) // 2]
        return any({a, b} <= codes and w <= x <= e and s <= y <= n for a, b, (w, s, e, n) in CONTESTED)


def decoded(arc: list, transform: dict) -> list[tuple[float, float]]:
    """Return the points of a TopoJSON arc: whole numbers, each the step from the one before."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale_x + move_x, y * scale_y + move_y))
    return points


def simplified(points: list[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    """Leave out points that no eye misses. The two ends stay; a closed line stays a ring."""
    if points[0] != points[-1]:
        return list(LineString(points).simplify(tolerance).coords)
    ring = Polygon(points).simplify(tolerance).exterior.coords
    return list(ring) if len(ring) >= 4 else points


def encoded(points: list[tuple[float, float]]) -> list[int]:
    """Return the points in steps of a hundredth of a degree: the first in full, then each from the one before."""
    out: list[int] = []
    last: tuple[int, int] | None = None
    for x, y in points:
        here = (round(x * STEPS_PER_DEGREE), round(y * STEPS_PER_DEGREE))
        if last is None:
            out += here
        elif here != last:
            out += (here[0] - last[0], here[1] - last[1])
        last = here
    return out if len(out) > 2 else [*out, 0, 0]


def lines_of(polygons: list) -> set[int]:
    """Return the numbers of all lines that polygons are made of."""
    return {index if index >= 0 else ~index for polygon in polygons for ring in polygon for index in ring}


if __name__ == "__main__":
    sys.exit(main())
