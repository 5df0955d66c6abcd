"""Independence and Chao's lower bound: equal to published software, and sound at the edges."""

import numpy as np
import pytest
from published_tables import ALL, Published

from amparo_estimation import CaptureTable
from amparo_estimation.classical import _chao_fit, chao_lower_bound, independence, poisson_fit


@pytest.mark.parametrize("published", ALL.values(), ids=ALL.keys())
def test_independence_has_the_profile_interval_of_rcapture(published: Published) -> None:
    found = independence(published.table())
    assert (found.point, found.low, found.high) == pytest.approx(published.independence, rel=1e-5)


@pytest.mark.parametrize("published", ALL.values(), ids=ALL.keys())
def test_the_lower_bound_and_its_error_are_those_of_rcapture(published: Published) -> None:
    abundance, error = published.chao
    table = published.table()
    assert chao_lower_bound(table).point == pytest.approx(abundance, rel=1e-6)
    assert _chao_fit(table)[1] ** 0.5 == pytest.approx(error, rel=1e-5)


@pytest.mark.parametrize("published", ALL.values(), ids=ALL.keys())
def test_the_interval_of_the_lower_bound_is_symmetric_in_the_log_of_those_missing(published: Published) -> None:
    table = published.table()
    found = chao_lower_bound(table)
    assert found.high is not None
    missing = [value - table.n_observed for value in (found.low, found.point, found.high)]
    assert missing[0] * missing[2] == pytest.approx(missing[1] ** 2)


def test_for_two_lists_independence_is_lincoln_and_petersen() -> None:
    found = independence(CaptureTable.from_counts({"10": 60, "01": 40, "11": 20}, ["A", "B"]))
    assert found.point == pytest.approx(80 * 60 / 20, rel=0.02)


def test_lists_that_all_hold_everybody_miss_nobody() -> None:
    found = independence(CaptureTable.from_counts({"111": 40}, ["A", "B", "C"]))
    assert found.low == 40
    assert found.point == pytest.approx(40, abs=0.01)
    assert found.high == pytest.approx(40, abs=1)


def test_lists_that_share_nobody_have_no_upper_end() -> None:
    assert independence(CaptureTable.from_counts({"10": 20, "01": 30}, ["A", "B"])).high is None


def test_a_lower_bound_that_the_data_do_not_set_is_the_number_counted() -> None:
    apart = chao_lower_bound(CaptureTable.from_counts({"100": 20, "010": 30, "001": 9}, ["A", "B", "C"]))
    assert (apart.point, apart.low, apart.high) == (59.0, 59.0, None)


def test_nobody_seen_once_leaves_next_to_nobody_unseen() -> None:
    found = chao_lower_bound(CaptureTable.from_counts({"110": 20, "011": 30, "101": 10, "111": 40}, ["A", "B", "C"]))
    assert found.point == pytest.approx(100, abs=1)
    assert found.low >= 100


def test_a_log_linear_fit_reproduces_the_margins_it_was_given() -> None:
    design = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]], dtype=float)
    counts = np.array([7.0, 3.0, 12.0, 30.0])
    beta, covariance = poisson_fit(design, counts)
    np.testing.assert_allclose(design.T @ np.exp(design @ beta), design.T @ counts, rtol=1e-6)
    np.testing.assert_allclose(covariance, covariance.T, atol=1e-12)
