"""The look through a workbook and the reading of it, called here in the test's own process, step by step.

`test_reading_workbooks.py` goes the way of the system: through a process of its own, whose lines no measurement sees.
"""

import datetime
import json
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from amparo.files.tables import child, messages, prescan
from tests.files.making import HEADING, NAMESPACE, RELATIONS, cell, raw_workbook, workbook

ONE_CELL = f'<row r="1">{cell("A1", "a")}</row>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reports.xlsx"


def scan(path: Path, wanted: str = "", *, accept: bool = False) -> prescan.Scan:
    return prescan.scan(str(path), wanted, accept_cached_values=accept)


def refused(path: Path, wanted: str = "") -> prescan.RefusedError:
    with pytest.raises(prescan.RefusedError) as caught:
        scan(path, wanted)
    # Whatever is refused can be said in words, with its values filled in.
    problem = messages.refusal(caught.value.code, caught.value.values).problems[0]
    assert problem.message
    assert "%(" not in problem.message
    assert problem.advice
    return caught.value


def sheets(*names: str, state: str = "") -> str:
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" {state} r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return f'{HEADING}<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'


def test_an_honest_workbook_passes_with_its_cells_counted(path: Path) -> None:
    found = scan(workbook(path, [["date", "boys"], ["2024", 2]]))
    assert [(sheet.name, sheet.part, sheet.hidden) for sheet in found.sheets] == [("Reports", SHEET, False)]
    assert (found.index, found.cells, found.bad, found.bad_total) == (0, 4, [], 0)


def test_the_first_sheet_that_shows_is_taken_or_the_one_that_is_named(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name in ("Old", "Data", "More"):
            book.add_worksheet(name).write(0, 0, name)
        book.get_worksheet_by_name("Data").activate()
        book.get_worksheet_by_name("Data").set_first_sheet()
        book.get_worksheet_by_name("Old").hide()
    assert scan(path).index == 1
    assert scan(path, " more ").index == 2
    unknown = refused(path, "Missing")
    assert (unknown.code, unknown.values["names"]) == ("unknown_sheet", "Old, Data, More")


def test_where_every_sheet_is_hidden_the_first_is_taken(path: Path) -> None:
    raw_workbook(path, ONE_CELL, parts={"xl/workbook.xml": sheets("Reports", state='state="hidden"')})
    assert (scan(path).index, scan(path).sheets[0].hidden) == (0, True)


def test_a_sheet_may_be_named_by_its_whole_path(path: Path) -> None:
    relations = (
        f'{HEADING}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Target="http://example.org/x" TargetMode="External"/>'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="/{SHEET}"/></Relationships>'
    )
    assert scan(raw_workbook(path, ONE_CELL, parts={"xl/_rels/workbook.xml.rels": relations})).cells == 1


def test_formulas_and_errors_are_noted_with_their_cells(path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", "a")}</row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="AB2" t="e"><v>#N/A</v></c>'
        '</row><row r="3"><c r="A3" t="e"/></row>'
    )
    found = scan(raw_workbook(path, rows))
    assert found.bad == [("formula", 2, "A2"), ("error", 2, "AB2 #N/A"), ("error", 3, "A3 ?")]
    accepting = scan(path, accept=True)
    assert [kind for kind, _row, _cell in accepting.bad] == ["error", "error"]


def test_cells_without_addresses_are_counted_from_the_left(path: Path) -> None:
    rows = '<row><c><v>1</v></c><c t="e"><v>#REF!</v></c></row><row><c t="e"><v>#REF!</v></c></row>'
    assert scan(raw_workbook(path, rows)).bad == [("error", 1, "B1 #REF!"), ("error", 2, "A2 #REF!")]


def test_no_more_bad_cells_are_listed_than_can_be_shown(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prescan, "MAX_LISTED", 2)
    rows = "".join(f'<row r="{row}"><c r="A{row}"><f>1</f></c></row>' for row in range(1, 6))
    found = scan(raw_workbook(path, rows))
    assert (len(found.bad), found.bad_total) == (2, 5)


ENTITY = f'{HEADING}<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04 and no more"), "broken"),
        (lambda path: raw_workbook(path, '<row r="1"><c r="A1">'), "broken"),
        (lambda path: raw_workbook(path, '<row r="1"><c r="1A"/></row>'), "broken"),
        (lambda path: raw_workbook(path, '<row r="many"/>'), "broken"),
        (lambda path: raw_workbook(path, ONE_CELL, sheet_head=ENTITY), "entities"),
        (lambda path: raw_workbook(path, ONE_CELL, parts={"xl/styles.xml": f"{ENTITY}<x/>"}), "entities"),
        (lambda path: raw_workbook(path, ONE_CELL, parts={"xl/vbaProject.bin": b"x"}), "macros"),
        (lambda path: raw_workbook(path, ONE_CELL, parts={"xl/externalLinks/a.xml": "<x/>"}), "links"),
        (lambda path: raw_workbook(path, ONE_CELL, parts={"xl/connections.xml": "<x/>"}), "links"),
        (lambda path: raw_workbook(path, ONE_CELL, parts={"xl/workbook.xml": sheets()}), "no_sheet"),
        (lambda path: raw_workbook(path, ONE_CELL, parts={"xl/workbook.xml": sheets("A", "B")}), None),
        (lambda path: raw_workbook(path, ONE_CELL + " " * 40_000_000), "bomb"),
        (lambda path: raw_workbook(path, f'<row r="1048576">{cell("XFD1048576", "x")}</row>'), "far"),
    ],
)
def test_what_is_broken_or_hostile_is_refused_for_its_reason(
    path: Path, make: Callable[[Path], object], code: str | None
) -> None:
    make(path)
    if code is None:
        # The second sheet is announced and not there: the first is read, the second refused.
        assert scan(path).cells == 1
        assert refused(path, "B").code == "broken"
    else:
        assert refused(path).code == code


def test_an_archive_that_is_no_workbook_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "a")
    assert refused(path).code == "no_workbook"


def test_an_archive_under_a_password_is_refused(path: Path) -> None:
    content = bytearray(raw_workbook(path, ONE_CELL).read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    path.write_bytes(content)
    assert refused(path).code == "encrypted"


def test_two_parts_of_one_name_are_refused(path: Path) -> None:
    with zipfile.ZipFile(raw_workbook(path, ONE_CELL), "a") as archive:
        archive.writestr(SHEET.upper(), "<x/>")
    assert refused(path).code == "broken"


@pytest.mark.parametrize(
    ("limit", "code"), [("MAX_ENTRIES", "entries"), ("MAX_CELLS", "cells"), ("MAX_STRING_CHARACTERS", "strings")]
)
def test_what_is_more_than_a_limit_is_refused(
    path: Path, limit: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    strings = f'{HEADING}<sst xmlns="{NAMESPACE}" uniqueCount="1"><si><t>more than four</t></si></sst>'
    rows = "".join(f'<row r="{row}">{cell(f"A{row}", "a")}</row>' for row in range(1, 9))
    raw_workbook(path, rows, parts={"xl/sharedStrings.xml": strings})
    assert scan(path).cells == 8
    monkeypatch.setattr(prescan, limit, 4)
    assert refused(path).code == code


def test_a_count_of_strings_that_no_file_holds_is_refused(path: Path) -> None:
    strings = f'{HEADING}<sst xmlns="{NAMESPACE}" uniqueCount="4000000000"/>'
    assert refused(raw_workbook(path, ONE_CELL, parts={"xl/sharedStrings.xml": strings})).code == "cells"


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")])
def test_columns_have_letters(number: int, letters: str) -> None:
    assert prescan.letters_of(number) == letters


# The process itself: its answers, line by line.


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[dict[str, Any]]]:
    monkeypatch.setattr(child, "limit_myself", lambda: None)

    def ask(path: Path, sheet: str = "") -> list[dict[str, Any]]:
        assert child.main(json.dumps({"path": str(path), "sheet": sheet, "accept_cached_values": False})) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ask


def test_the_reader_says_what_the_book_is_then_its_rows_then_the_end(
    path: Path, answers: Callable[..., list[dict[str, Any]]]
) -> None:
    workbook(path, [["", "date", "boys"], [], ["", "2024", 2]])
    book, rows, end = answers(path)
    assert book == {"sheet": "Reports", "sheets": ["Reports"], "hidden": [], "bad": [], "bad_total": 0}
    assert rows == {"rows": [[1, ["", "date", "boys"]], [3, ["", "2024", "2"]]]}
    assert end == {"end": True}


def test_many_rows_are_said_some_at_a_time(
    path: Path, answers: Callable[..., list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "ROWS_PER_LINE", 2)
    said = answers(workbook(path, [[number] for number in range(1, 6)]))
    assert [len(answer["rows"]) for answer in said[1:-1]] == [2, 2, 1]


def test_the_reader_says_why_it_refuses(path: Path, answers: Callable[..., list[dict[str, Any]]]) -> None:
    workbook(path, [["a"]])
    assert answers(path, "Missing") == [{"refused": "unknown_sheet", "values": {"name": "Missing", "names": "Reports"}}]


def test_a_sheet_that_passes_the_look_and_cannot_be_parsed_is_broken(
    path: Path, answers: Callable[..., list[dict[str, Any]]]
) -> None:
    raw_workbook(path, '<row r="1"><c r="A1" t="s"><v>99</v></c></row>')
    said = answers(path)
    assert said[-1]["refused"] == "broken"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("NA", "NA"),
        ("a\0b", "a_x0000_b"),
        (True, "TRUE"),
        (False, "FALSE"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (datetime.datetime(2024, 5, 7), "2024-05-07"),  # noqa: DTZ001  (a spreadsheet knows no zones)
        (datetime.datetime(2024, 5, 7, 8, 30), "2024-05-07 08:30:00"),  # noqa: DTZ001 - a cell knows no zone
        (datetime.date(2024, 5, 7), "2024-05-07"),
        (datetime.time(8, 30), "08:30:00"),
        (datetime.timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_cell_becomes_text(value: object, text: str) -> None:
    assert child.text_of(value) == text


def test_the_reader_gives_up_memory_time_and_files_and_passes_over_what_the_system_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: dict[int, tuple[int, int]] = {}

    def limit(kind: int, limits: tuple[int, int]) -> None:
        if kind == resource.RLIMIT_NOFILE:
            raise ValueError("not allowed to raise maximum limit")
        given[kind] = limits

    monkeypatch.setattr(resource, "setrlimit", limit)
    child.limit_myself()
    assert given[resource.RLIMIT_AS] == (child.MEMORY, child.MEMORY)
    assert given[resource.RLIMIT_CPU] == (child.CPU_SECONDS, child.CPU_SECONDS)
    assert given[resource.RLIMIT_FSIZE] == given[resource.RLIMIT_CORE] == (0, 0)
