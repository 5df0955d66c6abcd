"""The stored form of a result: what the library answers, as plain JSON of codes and numbers, without sentences.

Sentences are made when somebody reads (`evidence.wording`), in the reader's language. The document:

    {"strata": [{"key": {"year": "2024"}, "lists": ["a", "b", "c"], "n_observed": 612, "verdict": "amber",
      "reasons": [{"code": "long_tail", "level": "amber", "params": {...}}],
      "sentence": {"kind": "range", "low": 1120, "high": 1900},
      "methods": [{"name", "median", "q025", "q975", "mean", "tail_mass", "models": [{"graph", "weight", "median"}]}],
      "quantiles": {"0.025": 1120, ...}, "patterns": [{"lists": ["a"], "n": 214}, ...],
      "pairs": [{"a", "b", "both", "only_a", "only_b"}]}, ...]}

The first stratum is the whole (empty key); the groups follow. Lists are codes of sources.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from amparo_estimation import MethodResult, Result


class ReasonRecord(TypedDict):
    """One reason: its stable code, what it does to the verdict, and the values in its sentence."""

    code: str
    level: str
    params: dict[str, object]


class SentenceRecord(TypedDict):
    """The result in its parts. `kind` is range, no_upper_end or refused."""

    kind: str
    low: int | None
    high: int | None


class ModelRecord(TypedDict):
    """One graph of dependence between lists: weight (share of the posterior) and median under it."""

    graph: str
    weight: float
    median: int


class MethodRecord(TypedDict):
    """One method; None where a number does not exist."""

    name: str
    median: float
    q025: float
    q975: float | None
    mean: float | None
    tail_mass: float | None
    models: list[ModelRecord]


class PatternRecord(TypedDict):
    """`n` children are on exactly these lists."""

    lists: list[str]
    n: int


class PairRecord(TypedDict):
    """How two lists overlap."""

    a: str
    b: str
    both: int
    only_a: int
    only_b: int


class StratumRecord(TypedDict):
    """The estimate of one group, or its refusal."""

    key: dict[str, str]
    lists: list[str]
    n_observed: int
    verdict: str
    reasons: list[ReasonRecord]
    sentence: SentenceRecord
    methods: list[MethodRecord]
    quantiles: dict[str, int]
    patterns: list[PatternRecord]
    pairs: list[PairRecord]


class ResultRecord(TypedDict):
    """Everything that a run gave."""

    strata: list[StratumRecord]


class HistoryRecord(TypedDict):
    """Capture histories of one group: pattern of lists ("101") to number of children."""

    key: dict[str, str]
    counts: dict[str, int]


class HistoriesRecord(TypedDict):
    """What a run was made from. `unlinked` children are in counted groups only; `labels` name ids in keys."""

    strata: list[HistoryRecord]
    unlinked: int
    labels: NotRequired[dict[str, str]]


def stratum_record(result: Result) -> StratumRecord:
    """Keep one result of the library."""
    table = result.table
    return {
        "key": dict(table.key),
        "lists": list(table.lists),
        "n_observed": table.n_observed,
        "verdict": result.verdict,
        "reasons": [
            {"code": reason.code, "level": reason.level, "params": _plain(dict(reason.params))}
            for reason in result.reasons
        ],
        "sentence": {"kind": result.sentence.kind, "low": result.sentence.low, "high": result.sentence.high},
        "methods": [_method(method) for method in result.methods],
        "quantiles": {str(probability): n for probability, n in result.quantiles},
        "patterns": [{"lists": list(pattern.lists), "n": pattern.n} for pattern in table.patterns()],
        "pairs": [
            {"a": pair.a, "b": pair.b, "both": pair.both, "only_a": pair.only_a, "only_b": pair.only_b}
            for pair in table.pairs()
        ],
    }


def _method(method: MethodResult) -> MethodRecord:
    return {
        "name": method.name,
        "median": method.median,
        "q025": method.q025,
        "q975": method.q975,
        "mean": method.mean,
        "tail_mass": method.tail_mass,
        "models": [{"graph": m.graph, "weight": m.weight, "median": m.median} for m in method.models],
    }


def _plain(params: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in params.items()}


def fingerprint(*parts: object) -> str:
    """SHA-256 over the canonical JSON of the parts (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
