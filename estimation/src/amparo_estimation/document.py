"""The result as one JSON document; plain Python objects, no NaN and no infinity."""

from collections.abc import Iterable
from math import isfinite
from typing import TypedDict

from amparo_estimation.estimation import MethodResult, Result


class ModelDocument(TypedDict):
    """One graph: its cliques, its posterior weight, and the median of N under it."""

    graph: str
    weight: float | None
    median: float | None


class MethodDocument(TypedDict):
    """One method; a number is null where it is not defined."""

    name: str
    median: float | None
    mean: float | None
    q025: float | None
    q975: float | None
    tail_mass: float | None
    models: list[ModelDocument]


class StratumDocument(TypedDict):
    """One stratum: ``key`` maps each grouping column to its value and is empty for the whole."""

    key: dict[str, str]
    lists: list[str]
    n_observed: int
    verdict: str
    reasons: list[str]
    sentence: str
    methods: list[MethodDocument]


class Document(TypedDict):
    """All strata, in the order given."""

    strata: list[StratumDocument]


def document(results: Result | Iterable[Result]) -> Document:
    """One or several results as a document that ``json.dumps(..., allow_nan=False)`` accepts.

    Examples
    --------
    >>> from amparo_estimation import CaptureTable, estimate
    >>> table = CaptureTable.from_counts({"11": 12, "10": 3}, lists=["A", "B"])
    >>> stratum = document(estimate(table))["strata"][0]
    >>> stratum["verdict"], stratum["methods"]
    ('red', [])
    """
    several = [results] if isinstance(results, Result) else results
    return {"strata": [_stratum(result) for result in several]}


def _stratum(result: Result) -> StratumDocument:
    return {
        "key": dict(result.table.key),
        "lists": list(result.table.lists),
        "n_observed": result.table.n_observed,
        "verdict": result.verdict,
        "reasons": [item.text for item in result.reasons],
        "sentence": result.sentence.text,
        "methods": [_method(method) for method in result.methods],
    }


def _method(method: MethodResult) -> MethodDocument:
    return {
        "name": method.name,
        "median": _number(method.median),
        "mean": _number(method.mean),
        "q025": _number(method.q025),
        "q975": _number(method.q975),
        "tail_mass": _number(method.tail_mass),
        "models": [
            {"graph": model.graph, "weight": _number(model.weight), "median": _number(model.median)}
            for model in method.models
        ],
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
