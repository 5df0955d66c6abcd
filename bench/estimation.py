"""Speed of the exact model average: processor seconds and peak memory on the five lists of the United Kingdom 2013.

    python bench/estimation.py [--json]

The counts are published (Silverman 2014, "Modern Slavery: an application of multiple systems estimation", Home Office;
police and National Crime Agency joined); they are read from ``../shared`` where it is present. Seconds are the median
of several runs of the average over 822 graphs, imports and the one enumeration of graphs not counted (it is printed
apart); memory is what one run adds at its peak, traced. A first unmeasured run warms numpy up.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np

from amparo_estimation import CaptureTable, estimate
from amparo_estimation._graphs import clique_separator_matrix
from amparo_estimation.averaging import average

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data" / "estimation" / "reference.json"
LISTS = ("LA", "NG", "PFNCA", "GO", "GP")
COUNTS = {
    "10000": 54, "01000": 463, "00100": 995, "00010": 695, "00001": 316, "11000": 15, "10100": 19, "10010": 3,
    "01100": 62, "01010": 19, "01001": 1, "00110": 76, "00101": 11, "00011": 8, "11100": 1, "11010": 1, "01110": 4,
    "11110": 1,
}  # fmt: skip
RUNS = 7


def table() -> CaptureTable:
    """The five lists, from the shared file or from the counts above."""
    if not REFERENCE.exists():
        return CaptureTable.from_counts(COUNTS, LISTS)
    data = json.loads(REFERENCE.read_text())["datasets"]["UKdat_5"]
    return CaptureTable.from_counts({row["h"]: row["n"] for row in data["histories"]}, data["lists"])


def seconds(run: Callable[[], object]) -> float:
    """Median processor seconds of `RUNS` runs, all threads counted."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def megabytes(run: Callable[[], object]) -> float:
    """Memory that one run adds at its peak."""
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def figures() -> dict[str, float | str]:
    """All figures, by name."""
    people = table()
    start = time.process_time()
    clique_separator_matrix(5)
    enumeration = time.process_time() - start
    runs: dict[str, Callable[[], object]] = {
        "27440_integers": lambda: average(people, points=np.arange(1, 27_441)),
        "1000_points": lambda: average(people, points=np.round(np.linspace(1, 82_320, 1_000))),
        "estimate_default_grid": lambda: estimate(people),
    }
    found: dict[str, float | str] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"numpy {np.__version__}",
        "enumerate_822_graphs_cpu_s": round(enumeration, 4),
    }
    for name, run in runs.items():
        run()
        found[f"{name}_cpu_s"] = round(seconds(run), 4)
        found[f"{name}_mb"] = round(megabytes(run), 1)
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Speed of the exact model average.")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    found = figures()
    if parser.parse_args().json:
        json.dump(found, sys.stdout)
        return
    for name, value in found.items():
        print(f"{name:32} {value}")


if __name__ == "__main__":
    main()
