"""Maps: processor time and size of a page with 774 areas, and of a file of a million points, in a database of its own.

    .venv/bin/python bench/maps.py [--areas 774] [--points 1300]

No real outlines are needed: the areas are invented, each of a grid with wavering borders that neighbours share, with as
many points as published second-level outlines have (--points each). 774 is how many second-level areas Nigeria has.
"""

import argparse
import gzip
import itertools
import json
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=774)
    parser.add_argument("--points", type=int, default=1_300)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        os.environ.setdefault("AMPARO_SECRET_KEY", "bench" * 8)
        os.environ.setdefault("AMPARO_AUDIT_KEY", "bench" * 8)
        os.environ["AMPARO_DATA_DIR"] = folder
        os.environ["AMPARO_HOSTS"] = "localhost,testserver"
        os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
        import django

        django.setup()
        from django.db import connection

        connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        path = Path(folder) / "invented.geojson"
        _write(path, asked.areas, asked.points)
        _bring_in(path)
        _draw(asked.areas)
        _world()
    return 0


@contextmanager
def _timed(what: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{what:<58} {wall:7.2f} s wall {processor:7.3f} s of our processor", flush=True)


def _write(path: Path, count: int, points: int) -> None:
    """Write a grid of areas whose borders waver, each drawn once and walked by both neighbours."""
    chance = random.Random(1)  # noqa: S311 - a repeatable bench
    across = math.ceil(math.sqrt(count * 1.25))
    step, each = 12 / across, max(points // 4, 2)
    edges: dict[tuple[tuple[int, int], tuple[int, int]], list[tuple[float, float]]] = {}

    def corner(x: int, y: int) -> tuple[float, float]:
        chance.seed(x * 1_000 + y)
        return 3 + (x + chance.uniform(-0.3, 0.3)) * step, 4 + (y + chance.uniform(-0.3, 0.3)) * step

    def edge(one: tuple[int, int], other: tuple[int, int]) -> list[tuple[float, float]]:
        key = (min(one, other), max(one, other))
        if key not in edges:
            (x0, y0), (x1, y1) = corner(*key[0]), corner(*key[1])
            waves = [(chance.uniform(0.2, 1), chance.uniform(1, 40), chance.uniform(0, 6)) for _ in range(5)]
            edges[key] = []
            for place in range(each + 1):
                t = place / each
                swing = 0.04 * math.sin(math.pi * t) * sum(a * math.sin(f * t + p) / f**0.5 for a, f, p in waves)
                edges[key].append((x0 + (x1 - x0) * t - (y1 - y0) * swing, y0 + (y1 - y0) * t + (x1 - x0) * swing))
        line = edges[key]
        return line if one <= other else line[::-1]

    features = []
    for number in range(count):
        x, y = number % across, number // across
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        ring: list[tuple[float, float]] = []
        for one, other in itertools.pairwise(corners):
            ring += edge(one, other)[1:] if ring else edge(one, other)
        ring[-1] = ring[0]
        features.append(
            {
                "type": "Feature",
                "properties": {"ADM2_PCODE": f"NG90{number:04d}", "ADM2_EN": f"Area {number}", "ADM0_PCODE": "NG"},
                "geometry": {"type": "Polygon", "coordinates": [[[round(a, 6), round(b, 6)] for a, b in ring]]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def _bring_in(path: Path) -> None:
    from amparo.files.outlines.importing import import_outlines
    from amparo.places.models import Area, Level

    count = len(json.loads(path.read_text())["features"])
    country = Area.objects.get(code="NGA")
    state = Area.objects.create(
        code="NG90", pcode="NG90", name="Invented", level=Level.ADMIN_1, parent=country, source="-"
    )
    Area.objects.bulk_create(
        Area(code=f"NG90{n:04d}", pcode=f"NG90{n:04d}", name=f"Area {n}", level=Level.ADMIN_2, parent=state, source="-")
        for n in range(count)
    )
    with _timed(f"{path.stat().st_size / 1e6:.0f} MB of GeoJSON brought in"):
        done = import_outlines(path, source="bench")
    print(f"  {done.points_read:,} points of {done.new} areas became {done.points_kept:,}")


def _draw(count: int) -> None:
    from django.template import Context, Template

    from amparo.kernel.ui import charts
    from amparo.kernel.ui.charts import Legend
    from amparo.places import maps, selectors

    template = Template("{% load ui %}{% chart drawn %}")
    chance = random.Random(2)  # noqa: S311 - a repeatable bench
    values = {f"NG90{n:04d}": int(chance.paretovariate(0.6)) for n in range(count)}
    state = selectors.area_by_code("NG90")
    hrefs = {code: f"/incidents/?country=x&part={code}" for code in values}
    for again in ("first", "again"):
        with _timed(f"map of {count} areas from the database, {again}"):
            laid = maps.parts_map(state)
            if laid is None:
                raise SystemExit("Nothing can be drawn.")
            legend = Legend("A finding", "Incidents", laid.source, laid.names, hrefs=hrefs)
            drawn = charts.choropleth(laid.sheet, values, legend=legend, unit="Incidents")
        with _timed("  the same in points"):
            charts.bubbles(laid.sheet, values, legend=legend, unit="Incidents")
        with _timed("  its table and what stands around it"):
            page = template.render(Context({"drawn": drawn}))
    for what, text in (("drawing", drawn.svg), ("drawing with its table", page)):
        packed = len(gzip.compress(text.encode(), 6))
        print(f"  {what}: {len(text) / 1e3:.0f} kB, {packed / 1e3:.1f} kB compressed")


def _world() -> None:
    from amparo.kernel.ui import charts
    from amparo.kernel.ui.charts import Legend
    from amparo.places import maps, selectors

    for again in ("first", "again"):
        with _timed(f"map of the world, {again}"):
            laid = maps.world_map(selectors.countries())
            values = {figure.key: number for number, figure in enumerate(laid.sheet.figures)}
            drawn = charts.choropleth(
                laid.sheet, values, legend=Legend("A finding", "Incidents", laid.source, laid.names), unit="Incidents"
            )
    print(f"  drawing: {len(gzip.compress(drawn.svg.encode(), 6)) / 1e3:.1f} kB compressed")


if __name__ == "__main__":
    sys.exit(main())
