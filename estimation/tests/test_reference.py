"""Every row of the shared reference file that R's dga and Rcapture produced; skipped aloud where the file is absent."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import gammaln

from amparo_estimation import CaptureTable
from amparo_estimation.averaging import WeightedGraph, average
from amparo_estimation.classical import chao_lower_bound, independence

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "estimation" / "reference.json"
WHY = f"the shared reference file is not there: {FILE.name} in ../shared/data/estimation"


@lru_cache
def reference() -> dict[str, Any]:
    if not FILE.exists():
        return {"datasets": {}, "peer_results": []}
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


def rows(method: str, config: str | None = None) -> list[Any]:
    every = [row for row in reference()["peer_results"] if row["method"] == method]
    chosen = [row for row in every if config in (None, row["config"])]
    named = [pytest.param(row, id=f"{row['dataset']}-{row['config']}") for row in chosen]
    return named or [pytest.param(None, marks=pytest.mark.skip(reason=WHY))]


def table_of(row: dict[str, Any]) -> CaptureTable:
    data = reference()["datasets"][row["dataset"]]
    return CaptureTable.from_counts({each["h"]: each["n"] for each in data["histories"]}, data["lists"])


def negative_binomial(population: NDArray[np.float64]) -> NDArray[np.float64]:
    """The custom prior of the example in dga's documentation (Madigan and York 1997)."""
    a, b = 13.14, 55.17
    gammas: NDArray[np.float64] = gammaln(population + a) - gammaln(population + 1)
    powers: NDArray[np.float64] = population * np.log(b) - (population + a) * np.log(1 + b)
    return powers + gammas


@pytest.mark.parametrize("row", rows("dga::bma.cr"))
def test_the_average_equals_dga(row: dict[str, Any]) -> None:
    table = table_of(row)
    if "grid_points" not in row:
        return compare_with_wide_grid(table, row)
    points = np.round(np.linspace(row["grid_from"], row["grid_to"], row["grid_points"]))
    prior = negative_binomial if row["prior_N"] == "custom" else None
    result = average(table, delta=row["delta"], log_prior=prior, points=points)
    posterior = result.posterior
    found = [posterior.quantile(p) for p in (0.5, 0.025, 0.975)]
    assert found == [row["median"], row["q025"], row["q975"]]
    assert posterior.mean() == pytest.approx(row["mean"], rel=1e-7)
    compare_graphs(table, result.models, row["top_graphs"], 1e-6)
    return None


def compare_with_wide_grid(table: CaptureTable, row: dict[str, Any]) -> None:
    """Rows on a geometric grid to 1,000 n, coarser than ours: equal to a thousandth."""
    result = average(table, delta=row["delta"])
    for probability, name in ((0.5, "median"), (0.025, "q025"), (0.975, "q975")):
        assert result.posterior.quantile(probability) == pytest.approx(row[name], rel=1e-3)
    assert result.posterior.above(30) == pytest.approx(row["mass_above_30n"], abs=5e-6)
    assert result.posterior.above(10) == pytest.approx(row["mass_above_10n"], abs=2e-4)
    compare_graphs(table, result.models, row["top_graphs"], 1e-4)


def compare_graphs(
    table: CaptureTable, models: tuple[WeightedGraph, ...], expected: list[Any], tolerance: float
) -> None:
    for model, graph in zip(models[:5], expected, strict=True):
        cliques = [each for group in plain(graph["cliques"]) for each in group]
        names = {frozenset(table.lists[i - 1] for i in clique) for clique in cliques}
        assert {frozenset(clique.split()) for clique in model.graph.strip("[]").split("][")} == names
        assert model.weight == pytest.approx(graph["prob"], abs=tolerance)


def plain(cliques: Any) -> list[list[list[int]]]:
    """R writes a graph of one clique as an object and others as a list."""
    return [cliques["ID"]] if isinstance(cliques, dict) else cliques


@pytest.mark.parametrize("row", rows("Rcapture::closedpCI.t", "independence"))
def test_independence_equals_the_profile_interval_of_rcapture(row: dict[str, Any]) -> None:
    found, expected = independence(table_of(row)), row["result"]["CI"]
    assert found.point == pytest.approx(expected["abundance"], rel=1e-5)
    assert (found.low, found.high) == pytest.approx((expected["infCL"], expected["supCL"]), rel=1e-5)


@pytest.mark.parametrize("row", rows("Rcapture::closedp.t"))
def test_the_lower_bound_equals_mth_chao_of_rcapture(row: dict[str, Any]) -> None:
    expected = next(model for model in row["table"] if model["model"] == "Mth Chao (LB)")
    assert chao_lower_bound(table_of(row)).point == pytest.approx(expected["abundance"], rel=1e-6)
