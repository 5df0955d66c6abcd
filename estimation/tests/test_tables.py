"""Tables of capture histories: counted rightly, and refused with place and advice when they cannot be right."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from amparo_estimation import CaptureTable, CaptureTableError, PairOverlap, PatternCount

ROWS = np.array([[1, 0, 0], [1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1], [1, 1, 1]])
COUNTS = {"100": 1, "110": 2, "011": 1, "001": 1, "111": 1}
NAMES = ("church", "court", "school")
MIXED: Any = [{"A": 1, "B": 0}, [1, 0]]


def table() -> CaptureTable:
    return CaptureTable.from_counts(COUNTS, NAMES)


# Counting -------------------------------------------------------------------------------------------------------------


def test_rows_and_counts_give_the_same_table() -> None:
    assert CaptureTable.from_rows(ROWS, NAMES) == table()
    assert CaptureTable.from_rows(ROWS.tolist(), NAMES) == table()
    assert CaptureTable.from_rows(ROWS.astype(bool), NAMES) == table()
    assert CaptureTable.from_rows(ROWS.astype(float), NAMES) == table()
    assert CaptureTable.from_counts({tuple(map(int, key)): n for key, n in COUNTS.items()}, NAMES) == table()


def test_rows_may_be_mappings_with_other_columns_besides() -> None:
    rows = [dict(zip(NAMES, row, strict=True), year=2020) for row in ROWS.tolist()]
    assert CaptureTable.from_rows(rows, NAMES) == table()
    assert CaptureTable.from_rows(dict(zip(NAMES, row, strict=True)) for row in ROWS.tolist()) == table()


def test_overlaps_are_counted() -> None:
    assert table().n_observed == 6
    assert table().n_overlapping == 4
    assert table().sizes() == (4, 4, 3)
    assert table().pairs() == (
        PairOverlap("church", "court", both=3, only_a=1, only_b=1),
        PairOverlap("church", "school", both=1, only_a=3, only_b=2),
        PairOverlap("court", "school", both=2, only_a=2, only_b=1),
    )


def test_patterns_come_largest_first_then_fewest_lists_first() -> None:
    assert table().patterns() == (
        PatternCount(("church", "court"), 2),
        PatternCount(("church",), 1),
        PatternCount(("school",), 1),
        PatternCount(("court", "school"), 1),
        PatternCount(("church", "court", "school"), 1),
    )


def test_lists_that_share_nobody_form_groups() -> None:
    apart = CaptureTable.from_counts({"11000": 3, "00110": 2, "00011": 1}, ["a", "b", "c", "d", "e"])
    assert apart.groups() == (("a", "b"), ("c", "d", "e"))
    assert table().groups() == (NAMES,)


def test_strata_are_tables_of_their_own_in_ascending_order() -> None:
    rows = [{"A": 1, "B": 0, "year": 2010}, {"A": 1, "B": 1, "year": 9}, {"A": 0, "B": 1, "year": 2010}]
    strata = CaptureTable.strata_from_rows(rows, lists=["A", "B"], by=["year"])
    assert [each.key for each in strata] == [(("year", "9"),), (("year", "2010"),)]
    assert [each.n_observed for each in strata] == [1, 2]


def test_choosing_lists_leaves_out_people_on_none_of_them_and_says_so() -> None:
    chosen = table().select(["school", "court"])
    assert chosen == CaptureTable(("school", "court"), ((1, 1), (2, 2), (3, 2)), notes=chosen.notes)
    assert [(note.code, note.params["n"]) for note in chosen.notes] == [("people_outside", 1)]
    assert table().select(NAMES).notes == ()


def test_an_empty_list_is_left_out_and_named() -> None:
    smaller = CaptureTable.from_counts({"1010": 3, "1000": 2, "0010": 1}, ["a", "b", "c", "d"]).without_empty_lists()
    assert smaller.lists == ("a", "c")
    assert [note.text for note in smaller.notes] == [
        "List b holds nobody here and was left out.",
        "List d holds nobody here and was left out.",
    ]
    assert table().without_empty_lists() is not None
    assert table().without_empty_lists().notes == ()


def test_people_on_no_list_are_left_out_and_counted_in_a_note() -> None:
    with_zeros = CaptureTable.from_rows(np.vstack([ROWS, np.zeros((4, 3))]), NAMES)
    assert with_zeros.histories == table().histories
    assert [(note.code, note.params["n"]) for note in with_zeros.notes] == [("all_zero_rows", 4)]
    assert CaptureTable.from_counts({**COUNTS, "000": 4}, NAMES).notes == with_zeros.notes


def test_lists_without_a_name_get_letters() -> None:
    rng = np.random.default_rng(3)
    names = CaptureTable.from_rows((rng.random((80, 28)) < 0.5).astype(int)).lists
    assert names[:2] == ("A", "B")
    assert names[25:] == ("Z", "L27", "L28")


# Refusing -------------------------------------------------------------------------------------------------------------


def refused(build: object) -> CaptureTableError:
    assert callable(build)
    with pytest.raises(CaptureTableError) as caught:
        build()
    assert caught.value.message
    assert caught.value.advice
    assert caught.value.message in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("cell", "words"),
    [(2, "'2'"), (-1, "'-1'"), (0.5, "'0.5'"), ("yes", "'yes'"), (None, "missing"), ("", "missing"), ("NA", "missing")],
)
def test_a_cell_that_is_not_zero_or_one_is_named_by_row_and_column(cell: object, words: str) -> None:
    rows: list[dict[str, object]] = [{"A": 1, "B": 0}, {"A": 1, "B": 1}, {"A": 1, "B": cell}]
    error = refused(lambda: CaptureTable.from_rows(rows))
    assert (error.row, error.column) == (3, "B")
    assert words in str(error)
    assert str(error).startswith("Row 3, column 'B': ")


@pytest.mark.parametrize("cell", [2.0, -1.0, 0.5, np.nan, np.inf])
def test_a_cell_of_an_array_that_is_not_zero_or_one_is_named_by_row_and_column(cell: float) -> None:
    array = ROWS.astype(float)
    array[4, 1] = cell
    error = refused(lambda: CaptureTable.from_rows(array, NAMES))
    assert (error.row, error.column) == (5, "court")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"10": 1}, "'10'"),
        ({"1020": 1}, "'1020'"),
        ({"102": 1}, "'102'"),
        ({"100": -1}, "-1"),
        ({"100": 1.5}, "1.5"),
        ({"100": True}, "True"),
        ({"100": float("nan")}, "nan"),
    ],
)
def test_a_count_that_cannot_be_is_refused(counts: dict[str, int], words: str) -> None:
    assert words in str(refused(lambda: CaptureTable.from_counts(counts, NAMES)))


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        ([], "no list"),
        (["A", "A", "B"], "'A' is named twice"),
        (["A", " ", "B"], "number 2 has no name"),
        ([f"list {k}" for k in range(63)], "63 lists"),
    ],
)
def test_names_of_lists_that_cannot_be_are_refused(lists: list[str], words: str) -> None:
    assert words in str(refused(lambda: CaptureTable.from_counts({}, lists)))


def no_rows() -> Iterator[dict[str, int]]:
    yield from ()


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: CaptureTable.from_rows([]), "no rows"),
        (lambda: CaptureTable.from_rows(no_rows()), "no rows"),
        (lambda: CaptureTable.from_rows(np.empty((0, 3)), NAMES), "no rows"),
        (lambda: CaptureTable.from_rows(3), "walked"),
        (lambda: CaptureTable.from_rows(np.ones(3)), "1 dimension"),
        (lambda: CaptureTable.from_rows(np.array([["1", "0"]])), "holds <U1"),
        (lambda: CaptureTable.from_rows([[1, 0], [1]]), "equally long"),
        (lambda: CaptureTable.from_rows(["abc", "de"]), "equally long"),
        (lambda: CaptureTable.from_rows(ROWS, ["A", "B"]), "2 list names for 3 columns"),
        (lambda: CaptureTable.from_rows(MIXED), "no mapping"),
        (lambda: CaptureTable.from_rows([{"A": 1, "B": 0}, {"A": 1}]), "lacks the column"),
        (lambda: CaptureTable.from_rows([[1, 1, 0], [0, 0, 1]]), "exactly the same people"),
        (lambda: table().select(["church", "mosque"]), "no list 'mosque'"),
        (lambda: table().select(["church", "church"]), "named twice"),
        (lambda: CaptureTable(("A",), ((1, 2), (1, 3))), "given twice"),
        (lambda: CaptureTable(("A",), ((2, 2),)), "given twice"),
        (lambda: CaptureTable(("A",), ((0, 2),)), "on no list"),
        (lambda: CaptureTable(("A",), ((1, 0),)), "below one"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(build: object, words: str) -> None:
    assert words in str(refused(build))


def test_an_error_without_a_place_begins_with_its_message() -> None:
    assert str(refused(lambda: CaptureTable.from_rows([]))).startswith("there are no rows.")
