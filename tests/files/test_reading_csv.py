"""A CSV file from outside is read as text, or refused with the place and what to do."""

from pathlib import Path

import pytest

from amparo.files.kinds import CSV
from amparo.files.tables.problems import TableError, TableProblem
from amparo.files.tables.reading import open_table
from amparo.files.tables.shape import MAX_CELL, Options, Row

Rows = list[Row]


def read(path: Path, content: str | bytes, options: Options | None = None) -> tuple[tuple[str, ...], Rows]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_table(path, CSV, options or Options()) as table:
        return table.header, list(table.rows)


def refusal(path: Path, content: str | bytes, options: Options | None = None) -> TableProblem:
    with pytest.raises(TableError) as caught:
        read(path, content, options)
    problem = caught.value.problems[0]
    assert problem.message
    assert problem.advice
    return problem


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reports.csv"


def test_cells_stay_the_text_they_are(path: Path) -> None:
    header, rows = read(path, "country,code,count,when\nNA,007,1e3,3/4\n")
    assert header == ("country", "code", "count", "when")
    assert rows == [Row(2, ("NA", "007", "1e3", "3/4"))]


def test_formula_like_text_is_text(path: Path) -> None:
    _header, rows = read(path, 'note\n"=HYPERLINK(""http://example.org"")"\n+1\n-1\n@a\n')
    assert [row.cells[0] for row in rows] == ['=HYPERLINK("http://example.org")', "+1", "-1", "@a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_and_without_mark_is_read(path: Path, encoding: str) -> None:
    header, rows = read(path, "lieu,nom\nPéré,مارندا\n".encode(encoding))
    assert header == ("lieu", "nom")
    assert rows[0].cells == ("Péré", "مارندا")


@pytest.mark.parametrize(("delimiter", "text"), [(";", "a;b\n1,5;2"), ("\t", "a\tb\n1,5\t2"), ("|", "a|b\n1,5|2")])
def test_the_separator_is_found(path: Path, delimiter: str, text: str) -> None:
    header, rows = read(path, text)
    assert header == ("a", "b")
    assert rows[0].cells == ("1,5", "2")


def test_a_line_that_announces_the_separator_is_no_row(path: Path) -> None:
    header, rows = read(path, "sep=;\na;b\n1;2\n")
    assert header == ("a", "b")
    assert rows == [Row(2, ("1", "2"))]


def test_a_line_break_in_quotation_marks_is_part_of_its_cell(path: Path) -> None:
    _header, rows = read(path, 'a,b\r\n"one\r\ntwo",2\r\n3,4\r\n')
    assert rows == [Row(2, ("one\r\ntwo", "2")), Row(3, ("3", "4"))]


def test_empty_rows_are_counted_and_passed_over(path: Path) -> None:
    _header, rows = read(path, "a,b\n\n,\n1,2\n")
    assert rows == [Row(4, ("1", "2"))]


def test_rows_above_the_headings_are_passed_over_when_the_mapping_says_so(path: Path) -> None:
    header, rows = read(path, "List of reports\n\na,b\n1,2\n", Options(header_row=3))
    assert header == ("a", "b")
    assert rows == [Row(4, ("1", "2"))]


def test_text_in_windows_1252_is_refused_with_row_and_column(path: Path) -> None:
    problem = refusal(path, 'id,note,place\n1,"two\nlines",x\n2,ok,Pér\xe9\n'.encode("latin-1"))
    assert (problem.row, problem.column) == (3, "place")
    assert "windows-1252" in problem.message
    assert "é" in problem.message


def test_text_in_windows_1256_is_suspected_to_be_arabic(path: Path) -> None:
    problem = refusal(path, "رقم,مكان\n1,مارندا\n".encode("cp1256"))
    assert (problem.row, problem.column) == (1, "1")
    assert "windows-1256" in problem.message


def test_the_bad_byte_is_placed_also_far_into_the_file(path: Path) -> None:
    lines = b"id,place\n" + b"".join(b"%d,somewhere\n" % number for number in range(200_000))
    problem = refusal(path, lines + b"x,\xe9\n")
    assert (problem.row, problem.column) == (200_002, "place")


def test_a_character_cut_off_at_the_end_is_placed(path: Path) -> None:
    problem = refusal(path, "a,b\n1,é".encode()[:-1])
    assert (problem.row, problem.column) == (2, "b")


def test_an_encoding_named_by_the_mapping_is_used(path: Path) -> None:
    _header, rows = read(path, "رقم,مكان\n1,مارندا\n".encode("cp1256"), Options(encoding="windows-1256"))
    assert rows[0].cells == ("1", "مارندا")


def test_an_encoding_named_wrongly_is_refused_with_the_place(path: Path) -> None:
    problem = refusal(path, b"a,b\n1,\x81\n", Options(encoding="windows-1252"))
    assert (problem.row, problem.column) == (2, "b")


def test_utf_32_is_refused(path: Path) -> None:
    assert "UTF-32" in refusal(path, "a,b\n".encode("utf-32")).message


def test_a_nul_character_is_refused_with_its_place(path: Path) -> None:
    problem = refusal(path, "a,b\n1,2\n3,x\0y\n")
    assert (problem.row, problem.column) == (3, "b")


def test_equal_headings_are_refused_and_both_columns_named(path: Path) -> None:
    problem = refusal(path, "date,place,Date\n1,2,3\n")
    assert "1" in problem.message
    assert "3" in problem.message
    assert problem.row == 1


def test_a_file_without_headings_is_refused(path: Path) -> None:
    refusal(path, ",,\n1,2,3\n")


def test_too_many_columns_are_refused(path: Path) -> None:
    assert "1000" in refusal(path, ",".join(f"c{number}" for number in range(1001))).message


def test_a_row_that_is_too_long_is_a_problem_with_its_row(path: Path) -> None:
    _header, rows = read(path, "a,b\n1,2\n1,2,3\n4,5\n")
    assert [bool(row.problems) for row in rows] == [False, True, False]
    assert rows[1].problems[0].row == 3
    assert rows[1].problems[0].value == "3"


def test_a_row_that_is_too_short_is_a_problem_with_its_row(path: Path) -> None:
    _header, rows = read(path, "a,b,c\n1,2,3\n1,2\n")
    assert (rows[1].problems[0].row, rows[1].problems[0].column) == (3, "c")


def test_a_row_with_another_separator_is_named_as_such(path: Path) -> None:
    _header, rows = read(path, "a,b,c\n1,2,3\n4;5;6\n7,8,9\n")
    problem = rows[1].problems[0]
    assert problem.row == 3
    assert ";" in problem.message


def test_empty_cells_beyond_the_headings_are_harmless(path: Path) -> None:
    header, rows = read(path, "a,b,,\n1,2,,\n")
    assert header == ("a", "b")
    assert not rows[0].problems


def test_a_value_under_no_heading_is_a_problem(path: Path) -> None:
    _header, rows = read(path, "a,,c\n1,,3\n1,2,3\n")
    assert [bool(row.problems) for row in rows] == [False, True]


def test_a_huge_cell_is_a_problem_with_its_column(path: Path) -> None:
    _header, rows = read(path, f"a,b\n1,{'x' * (MAX_CELL + 1)}\n")
    assert (rows[0].problems[0].row, rows[0].problems[0].column) == (2, "b")


def test_a_quotation_mark_never_closed_is_refused(path: Path) -> None:
    assert refusal(path, 'a,b\n1,"2\n3,4\n').row == 2


def test_a_quotation_mark_that_swallows_the_file_is_refused_before_it_takes_memory(path: Path) -> None:
    assert refusal(path, 'a,b\n1,"' + "2,3\n" * 100_000).row == 2


def test_a_record_of_endless_cells_is_refused(path: Path) -> None:
    assert refusal(path, "a,b\n1,2\n" + '"\n",' * 2_000_000).row == 3


def test_quotation_marks_that_do_not_pair_are_refused(path: Path) -> None:
    assert refusal(path, 'a,b\n1,"x"y\n').row == 2


def test_a_line_of_many_megabytes_is_refused(path: Path) -> None:
    refusal(path, b"a,b\n" + b"x" * 5_000_000)


def test_a_file_proved_before_is_opened_without_reading_all_of_it_again(path: Path) -> None:
    path.write_bytes(b"a,b\n" + b"1,2\n" * 100_000 + b"\xe9")
    with open_table(path, CSV, Options(), proved=True) as table:
        assert table.header == ("a", "b")
