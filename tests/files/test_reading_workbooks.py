"""A workbook from outside is read in a process of its own, after a look at its archive and XML; or it is refused."""

import datetime
import os
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from amparo.files.kinds import XLSX
from amparo.files.tables import limited, prescan
from amparo.files.tables.problems import TableError, TableProblem
from amparo.files.tables.reading import Table, open_table
from amparo.files.tables.shape import Options, Row
from tests.files.making import HEADING, NAMESPACE, cell, raw_workbook, workbook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reports.xlsx"


def read(path: Path, options: Options | None = None) -> tuple[Table, list[Row]]:
    with open_table(path, XLSX, options or Options()) as table:
        return table, list(table.rows)


def refusal(path: Path, options: Options | None = None) -> TableProblem:
    with pytest.raises(TableError) as caught:
        read(path, options)
    problem = caught.value.problems[0]
    assert problem.message
    assert problem.advice
    return problem


def test_cells_become_text(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Reports")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, heading in enumerate(["date", "country", "boys", "share", "yes", "empty"]):
            sheet.write(0, column, heading)
        sheet.write_datetime(1, 0, datetime.date(2024, 5, 7), day)
        sheet.write(1, 1, "NA")
        sheet.write(1, 2, 12)
        sheet.write(1, 3, 0.1)
        sheet.write_boolean(1, 4, True)
    table, rows = read(path)
    assert table.header == ("date", "country", "boys", "share", "yes", "empty")
    assert rows == [Row(2, ("2024-05-07", "NA", "12", "0.1", "TRUE", ""))]


def test_a_table_away_from_the_corner_keeps_its_row_numbers(path: Path) -> None:
    workbook(path, [[], [], ["", "", "a", "b"], ["", "", 1, 2], [], ["", "", 3, 4]])
    table, rows = read(path, Options(header_row=3))
    assert table.header == ("", "", "a", "b")
    assert [(row.number, row.cells[2:]) for row in rows] == [(4, ("1", "2")), (6, ("3", "4"))]


def test_a_sheet_is_chosen_by_its_name_and_hidden_ones_are_named(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, value in (("Cover", "x"), ("Data", "wanted"), ("Old", "y")):
            book.add_worksheet(name).write(0, 0, value)
        book.get_worksheet_by_name("Old").hide()
    table, _rows = read(path, Options(sheet="data"))
    assert table.header == ("wanted",)
    assert table.hidden == ("Old",)
    assert "Cover" in refusal(path, Options(sheet="Missing")).message


def test_a_formula_is_a_problem_with_its_cell_unless_the_mapping_accepts_what_it_shows(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "count")
        sheet.write_formula(1, 0, "=1+1", None, 2)
    table, _rows = read(path)
    assert [(problem.row, problem.column) for problem in table.problems] == [(2, "A2")]
    table, rows = read(path, Options(accept_cached_values=True))
    assert table.problems == ()
    assert rows[0].cells == ("2",)


def test_an_error_in_a_cell_is_a_problem_with_its_cell(path: Path) -> None:
    raw_workbook(path, f'<row r="1">{cell("A1", "a")}</row><row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>')
    table, _rows = read(path, Options(accept_cached_values=True))
    assert (table.problems[0].column, table.problems[0].value) == ("A2", "#REF!")


def test_equal_headings_are_refused(path: Path) -> None:
    assert refusal(workbook(path, [["date", "date"], [1, 2]])).row == 1


def test_one_cell_far_away_is_refused_and_named(path: Path) -> None:
    rows = f'<row r="1">{cell("A1", "a")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'
    assert "XFD1048576" in refusal(raw_workbook(path, rows)).message


def test_a_zip_bomb_is_refused_by_its_ratio(path: Path) -> None:
    rows = f'<row r="1">{cell("A1", "a")}</row>' + " " * 40_000_000
    assert "MB" in refusal(raw_workbook(path, rows)).message


def test_a_bomb_that_lies_about_its_size_is_refused(path: Path) -> None:
    raw_workbook(path, f'<row r="1">{cell("A1", "a")}</row>' + " " * 40_000_000)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    content = bytearray(bytes(content).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    path.write_bytes(content)
    refusal(path)


def test_an_entity_that_reads_a_file_is_refused(path: Path) -> None:
    head = f'{HEADING}<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    raw_workbook(path, f'<row r="1">{cell("A1", "&secret;")}</row>', sheet_head=head)
    assert "entities" in refusal(path).message


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_an_entity_bomb_is_refused_wherever_it_stands(path: Path, part: str) -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb = f'{HEADING}<!DOCTYPE x [{entities}]><sst xmlns="{NAMESPACE}"><si><t>&i;</t></si></sst>'
    raw_workbook(path, f'<row r="1">{cell("A1", "a")}</row>', parts={part: bomb})
    assert "entities" in refusal(path).message


def test_a_broken_archive_is_refused(path: Path) -> None:
    workbook(path, [["a"], [1]])
    path.write_bytes(path.read_bytes()[:-40])
    refusal(path)


def test_broken_xml_is_refused(path: Path) -> None:
    assert "sheet1" in refusal(raw_workbook(path, '<row r="1"><c r="A1">')).message


def test_macros_are_refused(path: Path) -> None:
    assert "macros" in refusal(raw_workbook(path, "", parts={"xl/vbaProject.bin": b"x"})).message


def test_links_to_other_workbooks_are_refused(path: Path) -> None:
    refused = refusal(raw_workbook(path, "", parts={"xl/externalLinks/externalLink1.xml": "<x/>"}))
    assert "other workbooks" in refused.message


def test_too_many_parts_are_refused(path: Path) -> None:
    parts = {f"xl/media/{number}": b"" for number in range(prescan.MAX_ENTRIES)}
    assert "parts" in refusal(raw_workbook(path, "", parts=parts)).message


def test_two_parts_of_one_name_are_refused(path: Path) -> None:
    raw_workbook(path, f'<row r="1">{cell("A1", "a")}</row>')
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/worksheets/sheet1.xml", "<x/>")
    refusal(path)


def test_a_count_of_strings_that_no_file_holds_is_refused(path: Path) -> None:
    strings = f'{HEADING}<sst xmlns="{NAMESPACE}" count="1" uniqueCount="4000000000"></sst>'
    refusal(raw_workbook(path, f'<row r="1">{cell("A1", "a")}</row>', parts={"xl/sharedStrings.xml": strings}))


def test_an_announced_extent_that_is_not_there_does_no_harm(path: Path) -> None:
    sheet = (
        f'{HEADING}<worksheet xmlns="{NAMESPACE}"><dimension ref="A1:XFD1048576"/><sheetData>'
        f'<row r="1">{cell("A1", "a")}</row><row r="2">{cell("A2", "b")}</row></sheetData></worksheet>'
    )
    _table, rows = read(raw_workbook(path, "", parts={"xl/worksheets/sheet1.xml": sheet}))
    assert rows == [Row(2, ("b",))]


def test_a_sheet_without_rows_has_no_headings(path: Path) -> None:
    refusal(raw_workbook(path, ""))


def test_a_reader_that_dies_is_a_refused_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "READER", "amparo.files.tables.no_such_reader")
    assert "limits" in refusal(workbook(path, [["a"], [1]])).message


def test_a_reader_that_is_silent_is_ended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(limited.ReaderDiedError), limited.answers({"path": "/dev/zero"}, patience=0.0) as answers:
        next(answers)


def test_the_reader_ends_with_the_one_who_asked(path: Path) -> None:
    workbook(path, [["a", "b"], *([number, "x" * 50] for number in range(30_000))])
    with open_table(path, XLSX, Options()) as table:
        next(table.rows)
        before = _children()
    time.sleep(0.05)
    assert len(_children()) == len(before) - 1


def test_the_reader_lives_under_limits(path: Path) -> None:
    workbook(path, [["a", "b"], *([number, "x" * 50] for number in range(30_000))])
    with open_table(path, XLSX, Options()) as table:
        next(table.rows)
        limits = Path(f"/proc/{_children()[-1]}/limits")
        if not limits.exists():
            pytest.skip("no /proc on this system")
        stated = {line[:26].strip(): line[26:].split()[1] for line in limits.read_text().splitlines()[1:]}
    assert stated["Max address space"] == str(1 << 30)
    assert stated["Max core file size"] == "0"
    assert stated["Max file size"] == "0"
    assert int(stated["Max cpu time"]) <= 120


def _children() -> list[int]:
    if not Path("/proc").exists():
        pytest.skip("no /proc on this system")
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == str(os.getpid()) and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return sorted(found)
