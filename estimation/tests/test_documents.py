"""What leaves the library: one sentence, range first, and one JSON document without NaN or infinity."""

import json
from math import inf, nan

import numpy as np
import pytest
from published_tables import SPINA_BIFIDA, UNITED_KINGDOM

from amparo_estimation import CaptureTable, MethodResult, document, estimate
from amparo_estimation.document import _method

BLIND = "the method cannot see children whom no list could record."


def refused() -> CaptureTable:
    return CaptureTable.from_counts({"10": 50, "01": 50, "11": 30}, ["A", "B"], key=(("year", "2020"), ("sex", "girl")))


def test_the_sentence_gives_the_range_first_and_no_point() -> None:
    result = estimate(SPINA_BIFIDA.table())
    text = result.sentence.text
    assert text.startswith("Between 694 and 787 children ")
    assert f"could have appeared on at least one list; {BLIND}" in text
    assert "731" not in text
    assert (result.sentence.low, result.sentence.high, result.sentence.n_observed) == (694, 787, 626)


def test_the_sentence_names_whom_it_is_told_to() -> None:
    text = estimate(SPINA_BIFIDA.table(), noun="people").sentence.text
    assert "787 people " in text
    assert text.endswith("cannot see people whom no list could record.")


def test_a_refusal_says_what_was_counted_and_what_cannot_be_seen() -> None:
    text = estimate(refused()).sentence.text
    assert text.startswith("No range can be given")
    assert "130 were counted" in text
    assert text.endswith(f"on at least one list (130 were counted); {BLIND}")


def test_without_an_upper_end_only_the_lower_one_is_said() -> None:
    counts = {"001": 11, "011": 16, "100": 28, "101": 39, "110": 1, "111": 3}
    sentence = estimate(CaptureTable.from_counts(counts, ["A", "B", "C"])).sentence
    assert sentence.text.startswith(f"More than {sentence.low} children, up to no end that the lists could set")
    assert f"could have appeared on at least one list; {BLIND}" in sentence.text


def test_the_document_has_the_promised_shape() -> None:
    whole = json.loads(json.dumps(document([estimate(UNITED_KINGDOM.table()), estimate(refused())]), allow_nan=False))
    assert list(whole) == ["strata"]
    first, second = whole["strata"]
    assert list(first) == ["key", "lists", "n_observed", "verdict", "reasons", "sentence", "methods"]
    assert first["key"] == {}
    assert second["key"] == {"year": "2020", "sex": "girl"}
    assert first["lists"] == list(UNITED_KINGDOM.lists)
    assert first["n_observed"] == 2744
    assert [method["name"] for method in first["methods"]] == ["model_averaging", "independence", "chao_lower_bound"]
    for method in first["methods"]:
        assert list(method) == ["name", "median", "mean", "q025", "q975", "tail_mass", "models"]
    for model in first["methods"][0]["models"]:
        assert list(model) == ["graph", "weight", "median"]
    assert all(isinstance(reason, str) for reason in first["reasons"])
    assert (second["verdict"], second["methods"]) == ("red", [])


def test_numbers_that_are_not_defined_are_null() -> None:
    averaged, independent, chao = document(estimate(SPINA_BIFIDA.table()))["strata"][0]["methods"]
    assert averaged["mean"] is None
    for method in (independent, chao):
        assert (method["mean"], method["tail_mass"], method["models"]) == (None, None, [])


def test_a_fixed_grid_gives_a_mean() -> None:
    method = document(estimate(SPINA_BIFIDA.table(), grid_max=6260))["strata"][0]["methods"][0]
    assert method["mean"] == pytest.approx(733.9103, abs=1e-4)


def test_nan_and_infinity_become_null() -> None:
    written = _method(MethodResult(name="independence", median=nan, q025=-inf, q975=inf))
    assert (written["median"], written["q025"], written["q975"]) == (None, None, None)


def test_the_quantiles_for_the_page_ascend() -> None:
    quantiles = estimate(UNITED_KINGDOM.table()).quantiles
    assert [probability for probability, _ in quantiles] == [0.025, 0.25, 0.5, 0.75, 0.975]
    assert [n for _, n in quantiles] == sorted(n for _, n in quantiles)


def test_a_grid_of_ones_own_equals_the_same_grid_by_its_end() -> None:
    table = SPINA_BIFIDA.table()
    by_end = estimate(table, grid_max=300)
    assert estimate(table, points=range(1, 301)).methods == by_end.methods
    assert estimate(table, points=np.arange(1, 301)).methods == by_end.methods


def test_both_grids_at_once_or_an_empty_one_are_misuse() -> None:
    with pytest.raises(ValueError, match="not both"):
        estimate(SPINA_BIFIDA.table(), grid_max=3, points=[1])
    with pytest.raises(ValueError, match="at least 1"):
        estimate(SPINA_BIFIDA.table(), grid_max=0)


def test_as_many_graphs_are_reported_as_asked_for() -> None:
    assert len(estimate(UNITED_KINGDOM.table()).methods[0].models) == 10
    assert len(estimate(UNITED_KINGDOM.table(), n_models=3).methods[0].models) == 3
    assert len(estimate(SPINA_BIFIDA.table(), n_models=20).methods[0].models) == 8
