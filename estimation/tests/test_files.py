"""CSV files: read as a stream, by rows or counts, whole or in strata; every fault named by line and column."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amparo_estimation import CaptureTable, CaptureTableError, reading

Write = Callable[..., Path]

PEOPLE = "church,court,school\n1,0,0\n1,1,0\n1,1,0\n0,1,1\n0,0,1\n1,1,1\n"
EXPECTED = {"100": 1, "110": 2, "011": 1, "001": 1, "111": 1}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(text: str | bytes) -> Path:
        path = tmp_path / "lists.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to_file


def expected() -> CaptureTable:
    return CaptureTable.from_counts(EXPECTED, ["church", "court", "school"])


@pytest.mark.parametrize(
    "text",
    [
        PEOPLE,
        PEOPLE.replace(",", ";"),
        PEOPLE.replace(",", "\t"),
        PEOPLE.replace("\n", "\r\n"),
        "\ufeff" + PEOPLE,
        PEOPLE.replace("1,1,1", ' 1 ,"1",1.0'),
        PEOPLE.replace("0,1,1\n", "0,1,1\n\n"),
        PEOPLE.rstrip("\n"),
    ],
    ids=["comma", "semicolon", "tab", "windows lines", "byte order mark", "quotes and spaces", "blank", "no last line"],
)
def test_one_row_for_each_person(write: Write, text: str) -> None:
    assert CaptureTable.from_csv(write(text)) == expected()


def test_one_row_for_each_pattern_with_a_count(write: Write) -> None:
    path = write("people,church,court,school\n1,1,0,0\n2,1,1,0\n1.0,0,1,1\n1,0,0,1\n0,0,1,0\n1,1,1,1\n")
    assert CaptureTable.from_csv(path, count="people") == expected()


def test_only_the_named_lists_are_read(write: Write) -> None:
    path = write(PEOPLE.replace("church", "id"))
    assert CaptureTable.from_csv(path, lists=["school", "court"]).lists == ("school", "court")


def test_strata_by_two_columns(write: Write) -> None:
    path = write("year,sex,A,B,n\n2020,girl,1,0,5\n2019,boy,1,1,2\n2019,,0,1,3\n2019,boy,1,0,4\n")
    strata = CaptureTable.strata_from_csv(path, by=["year", "sex"], count="n")
    assert [dict(each.key) for each in strata] == [
        {"year": "2019", "sex": ""},
        {"year": "2019", "sex": "boy"},
        {"year": "2020", "sex": "girl"},
    ]
    assert [each.n_observed for each in strata] == [3, 6, 5]


def test_without_groups_the_whole_is_the_only_stratum(write: Write) -> None:
    assert CaptureTable.strata_from_csv(write(PEOPLE)) == (expected(),)


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ("A,B\n1,0\n1,2\n", 3, "B", "'2' and not 0 or 1"),
        ("A,B\n1,0\n1,TRUE\n", 3, "B", "'TRUE' and not 0 or 1"),
        ("A,B\n1,\n", 2, "B", "empty or missing"),
        ("A,B\n\n1,0\n1,NA\n", 4, "B", "missing ('NA')"),
        ("A,B,A\n1,0,1\n", 1, "A", "twice"),
        ("A,,B\n1,0,1\n", None, None, "number 2 has no name"),
        ("A,B\n1,0\n1,0,1\n", 3, None, "3 cells and the header 2"),
        ("A,B\n1,0\n1\n", 3, None, "1 cells and the header 2"),
        ("A,B\n1;0\n", 2, None, "1 cells and the header 2"),
        ('A,B\n1,"0\n0,1\n', None, None, "quotation mark"),
        ('A,B\n1,0\n"1"x,0\n', 3, None, "quotation mark"),
        ("", 1, None, "no header"),
        ("\n1,0\n", 1, None, "no header"),
        ("A,B\n", None, None, "no rows"),
        ("A,B\n\n\n", None, None, "no rows"),
        ("A,B,C\n1,1,0\n0,0,1\n", None, "B", "exactly the same people"),
        ("A,B\n1,\0\n", 2, None, "NUL"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place(
    write: Write, text: str, row: int | None, column: str | None, words: str
) -> None:
    with pytest.raises(CaptureTableError) as caught:
        CaptureTable.from_csv(write(text))
    assert caught.value.column == column
    assert words in str(caught.value)
    if row is not None:
        assert caught.value.row == row


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("-3", "negative"),
        ("2.5", "not a whole number"),
        ("1e400", "not a whole number"),
        ("inf", "not a whole number"),
        ("9" * 30, "not a whole number"),
        ("1 000", "not a whole number"),
        ("", "missing"),
        ("NaN", "missing"),
    ],
)
def test_a_count_that_cannot_be_is_named_with_its_place(write: Write, cell: str, words: str) -> None:
    with pytest.raises(CaptureTableError) as caught:
        CaptureTable.from_csv(write(f"A,B,n\n1,0,4\n0,1,{cell}\n"), count="n")
    assert (caught.value.row, caught.value.column) == (3, "n")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("options", "column", "words"),
    [
        ({"lists": ["church", "mosque"]}, "mosque", "named as a list"),
        ({"count": "n"}, "n", "named as the count"),
        ({"by": ["year"]}, "year", "named as a group"),
        ({"lists": ["church", "court"], "by": ["court"]}, "court", "list and as a group"),
    ],
)
def test_a_column_that_is_not_there_or_used_twice_is_named(
    write: Write, options: dict[str, Any], column: str, words: str
) -> None:
    with pytest.raises(CaptureTableError) as caught:
        CaptureTable.strata_from_csv(write(PEOPLE), **options)
    assert caught.value.column == column
    assert words in str(caught.value)


@pytest.mark.parametrize(("text", "words"), [("y,A,B\n1,1,1\n2,1,1\n", "same people"), ("y,A,B\n", "no rows")])
def test_strata_of_a_file_that_is_wrong_as_a_whole_are_refused(write: Write, text: str, words: str) -> None:
    with pytest.raises(CaptureTableError, match=words):
        CaptureTable.strata_from_csv(write(text), by=["y"])


def test_lists_that_hold_the_same_people_in_one_stratum_only_are_left_to_the_verdict(write: Write) -> None:
    strata = CaptureTable.strata_from_csv(write("y,A,B\n1,1,1\n2,1,1\n2,1,0\n"), by=["y"])
    assert [each.n_observed for each in strata] == [1, 2]


def test_a_file_in_another_encoding_is_refused(write: Write) -> None:
    with pytest.raises(CaptureTableError, match="not UTF-8"):
        CaptureTable.from_csv(write("année,B\n1,0\n".encode("latin-1")))


def test_a_spreadsheet_is_refused(write: Write) -> None:
    with pytest.raises(CaptureTableError, match=r"UTF-8|NUL"):
        CaptureTable.from_csv(write(b"PK\x03\x04\x14\x00\x06\x00\x08\x00"))


def test_a_line_without_end_is_refused_before_it_fills_the_memory(write: Write) -> None:
    with pytest.raises(CaptureTableError, match="longer than") as caught:
        CaptureTable.from_csv(write("A,B\n" + "1" * (reading.LONGEST_LINE + 10)))
    assert caught.value.row == 2


def test_a_cell_without_end_is_refused(write: Write) -> None:
    with pytest.raises(CaptureTableError, match="cannot be read"):
        CaptureTable.from_csv(write('A,B\n1,"' + "0\n" * 100_000 + '"\n'))


def test_grouping_by_an_identifier_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_STRATA", 3)
    with pytest.raises(CaptureTableError, match="more than 3 different groups by id") as caught:
        CaptureTable.strata_from_csv(write("id,A,B\n1,1,0\n2,0,1\n3,1,1\n4,1,0\n5,1,0\n"), by=["id"])
    assert caught.value.row == 5


def test_memory_does_not_grow_with_the_length_of_the_file(write: Write) -> None:
    path = write("A,B,C\n" + "1,0,0\n0,1,1\n1,0,1\n0,1,0\n" * 30_000)
    tracemalloc.start()
    table = CaptureTable.from_csv(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert table.n_observed == 120_000
    assert peak < 200_000


def test_people_on_no_list_in_a_stratum_are_left_out_there_only(write: Write) -> None:
    strata = CaptureTable.strata_from_csv(write("y,A,B\n1,0,0\n1,1,0\n2,0,1\n"), by=["y"])
    assert [[note.code for note in each.notes] for each in strata] == [["all_zero_rows"], []]
