"""A file with a problem is refused whole: every problem is listed with its place and advice; nothing is saved."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.monitor.models import ImportBatch, ImportProblem, Incident, Mapping, Report, Victim
from amparo.terms.models import Term
from tests.monitor import making as records
from tests.monitor.imports.making import DEFINITION, HEADER, checked, imported, row, table
from tests.monitor.imports.making import mapping as saved_mapping

pytestmark = pytest.mark.django_db


def refusal(monitor: Person, mapping: Mapping, content: bytes) -> ImportProblem:
    """Check a file that has one problem, and return it."""
    batch = checked(monitor, mapping, content)
    assert batch.state == ImportBatch.State.REFUSED
    assert not Report.objects.exists()
    assert not Incident.objects.exists()
    assert batch.problems_count == 1
    problem: ImportProblem = batch.problems.get()
    assert problem.message
    assert problem.advice
    return problem


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Date", "2024-02-30"),
        ("Date", "2024-13"),
        ("Date", "2999"),
        ("Date", "1066"),
        ("Date", "17/05/2024"),
        ("Date", "soon"),
        ("Date", ""),
        ("Country", "Atlantis"),
        ("Country", ""),
        ("Place", "Nowhere"),
        ("Place", "AF-BAL"),
        ("Act", "XYZ"),
        ("Act", ""),
        ("Group", "Hill Front"),
        ("Group", ""),
        ("Boys", "some"),
        ("Boys", "-1"),
        ("Boys", "2.5"),
        ("Boys", "1,000"),
        ("Girls", "100001"),
        ("Code", "no spaces please"),
        ("Code", "x" * 25),
        ("Code", "IN-26-00418-7"),
        ("Code", "IN-26-00418-8"),
        ("Note", "x" * 2001),
    ],
)
def test_a_wrong_cell_is_named(monitor: Person, mapping: Mapping, heading: str, value: str) -> None:
    problem = refusal(monitor, mapping, table([row(), row(**{heading: value})]))
    assert (problem.row, problem.column) == (3, heading)
    assert problem.value in (value[:200], value.upper())


def test_no_child_is_a_problem(monitor: Person, mapping: Mapping) -> None:
    assert refusal(monitor, mapping, table([row(Boys="0", Girls="-")])).column == "Boys"


def test_all_problems_are_listed_and_not_only_the_first(monitor: Person, mapping: Mapping) -> None:
    batch = checked(monitor, mapping, table([row(Date="x", Act="y"), row(), row(Country="z")]))
    listed = [(problem.row, problem.column) for problem in batch.problems.all()]
    assert listed == [(2, "Date"), (2, "Act"), (4, "Country")]
    assert (batch.problems_count, batch.rows_total) == (3, 3)


def test_a_thousand_problems_are_listed_and_all_are_counted(monitor: Person, mapping: Mapping) -> None:
    batch = checked(monitor, mapping, table([row(Date="x")] * 1_200))
    assert (batch.problems.count(), batch.problems_count) == (1_000, 1_200)


def test_an_incident_in_two_countries_is_a_problem(monitor: Person, mapping: Mapping) -> None:
    problem = refusal(monitor, mapping, table([row(Code="A"), row(Code="a", Country="NA", Place="")]))
    assert (problem.row, problem.column) == (3, "Country")
    assert "2" in problem.message


def test_a_date_that_was_in_the_future_is_one_no_more(
    monitor: Person, mapping: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: datetime.date(2024, 4, 30))
    assert refusal(monitor, mapping, table([row()])).column == "Date"
    monkeypatch.undo()
    assert checked(monitor, mapping, table([row()])).state == ImportBatch.State.CHECKED


COUNTS: dict[str, Any] = {
    **DEFINITION,
    "columns": {
        "date": "Date", "country": "Country", "violation": "Act", "actor": "Group",
        "boys": "Boys", "girls": "Girls", "unknown": "Unknown", "total": "All",
    },
}  # fmt: skip
COUNT_HEADER = ("Date", "Country", "Act", "Group", "Boys", "Girls", "Unknown", "All")


def counts(boys: str, girls: str, unknown: str, total: str) -> bytes:
    return table([("2024", "COL", "REC", "RF", boys, girls, unknown, total)], COUNT_HEADER)


def test_counts_that_contradict_are_a_problem(monitor: Person) -> None:
    problem = refusal(monitor, saved_mapping(monitor, COUNTS), counts("2", "1", "", "5"))
    assert (problem.row, problem.column, problem.value) == (2, "All", "5")


def test_more_parts_than_the_whole_are_a_problem_also_where_the_rest_is_unknown(monitor: Person) -> None:
    mapping = saved_mapping(monitor, {**COUNTS, "rest_is_unknown": True})
    assert refusal(monitor, mapping, counts("2", "1", "", "2")).column == "All"


def test_the_rest_is_unknown_where_the_mapping_says_so(monitor: Person) -> None:
    imported(monitor, saved_mapping(monitor, {**COUNTS, "rest_is_unknown": True}), counts("2", "1", "", "5"))
    victim = Victim.objects.get()
    assert (victim.boys, victim.girls, victim.unknown) == (2, 1, 2)


def test_a_total_alone_is_of_unknown_sex(monitor: Person) -> None:
    imported(monitor, saved_mapping(monitor, COUNTS), counts("", "", "", "5"))
    assert Victim.objects.get().unknown == 5


def test_a_child_and_a_count_contradict(monitor: Person) -> None:
    definition = {**COUNTS, "columns": {**COUNTS["columns"], "pseudonym": "Child"}}
    content = table([("2024", "COL", "REC", "RF", "1", "", "", "", "wren")], (*COUNT_HEADER, "Child"))
    assert refusal(monitor, saved_mapping(monitor, definition), content).column == "Boys"


@pytest.mark.parametrize(("age", "band"), [("0", "0-11"), ("11", "0-11"), ("12", "12-14"), ("17", "15-17")])
def test_ages_become_bands(monitor: Person, age: str, band: str) -> None:
    imported(monitor, children(monitor), table([("2024", "COL", "REC", "RF", "F", age)], CHILD_HEADER))
    victim = Victim.objects.get()
    assert (victim.girls, victim.age_band) == (1, band)


def test_eighteen_is_no_child(monitor: Person) -> None:
    content = table([("2024", "COL", "REC", "RF", "F", "18")], CHILD_HEADER)
    assert refusal(monitor, children(monitor), content).column == "Age"


CHILD_HEADER = ("Date", "Country", "Act", "Group", "Sex", "Age")


def children(monitor: Person) -> Mapping:
    columns = {"date": "Date", "country": "Country", "violation": "Act", "actor": "Group", "sex": "Sex", "age": "Age"}
    return saved_mapping(monitor, {**DEFINITION, "columns": columns})


def test_a_missing_column_is_named_with_those_there_are(monitor: Person, mapping: Mapping) -> None:
    problem = refusal(monitor, mapping, table([ROW_WITHOUT_GROUP], HEADER_WITHOUT_GROUP))
    assert problem.column == "Group"
    assert "Country" in problem.advice


HEADER_WITHOUT_GROUP = tuple(name for name in HEADER if name != "Group")
ROW_WITHOUT_GROUP = tuple(cell for name, cell in zip(HEADER, row(), strict=True) if name != "Group")


def test_day_and_month_are_read_in_the_order_that_the_mapping_says(monitor: Person) -> None:
    source = records.source(monitor)
    for order, text in (("day-month-year", "2024-04-03"), ("month-day-year", "2024-03-04")):
        mapping = saved_mapping(monitor, {**DEFINITION, "date_format": order}, source=source, name=order)
        batch = imported(monitor, mapping, table([row(Date="3/4/2024", Note=order)]))
        assert Incident.objects.get(batch=batch).date_text == text


def test_a_day_in_doubtful_order_is_not_guessed(monitor: Person, mapping: Mapping) -> None:
    problem = refusal(monitor, mapping, table([row(Date="3/4/2024")]))
    assert "2024-04-03" in problem.advice
    assert "2024-03-04" in problem.advice


def test_a_retired_violation_is_refused(monitor: Person, mapping: Mapping) -> None:
    Term.objects.filter(code="recruitment-and-use").update(retired=True)
    assert refusal(monitor, mapping, table([row()])).column == "codes.violation"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (table([row(Note="Péré")]).decode().encode("latin-1"), (2, "Note")),
        (table([row()]).replace(b"Boys,Girls", b"Boys,boys"), (1, "boys")),
        (table([row()]) + b'2024,"unclosed', (3, "")),
        (table([]), (None, "")),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    monitor: Person, mapping: Mapping, content: bytes, place: tuple[int | None, str]
) -> None:
    problem = refusal(monitor, mapping, content)
    assert (problem.row, problem.column) == place


def test_rows_of_another_length_or_separator_are_refused(monitor: Person, mapping: Mapping) -> None:
    content = table([row()]) + b"2024,COL\n" + table([row()], ()).strip().replace(b",", b";") + b"\n"
    batch = checked(monitor, mapping, content)
    assert [problem.row for problem in batch.problems.all()] == [3, 4]


def test_formulas_and_errors_of_a_workbook_are_problems_with_their_cells(
    monitor: Person, mapping: Mapping, tmp_path: Path
) -> None:
    path = tmp_path / "reports.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, (heading, cell) in enumerate(zip(HEADER, row(), strict=True)):
            sheet.write(0, column, heading)
            sheet.write(1, column, cell)
        sheet.write_formula("F2", "=1+1", None, 2)
    assert refusal(monitor, mapping, path.read_bytes()).column == "F2"


def test_a_workbook_is_imported_like_a_csv(monitor: Person, mapping: Mapping, tmp_path: Path) -> None:
    path = tmp_path / "reports.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, (heading, cell) in enumerate(zip(HEADER, row(Boys=""), strict=True)):
            sheet.write(0, column, heading)
            sheet.write(1, column, cell)
        sheet.write_number("F2", 7)
        sheet.write_datetime("A2", datetime.date(2024, 5, 17), book.add_format({"num_format": "d mmm yy"}))
    imported(monitor, mapping, path.read_bytes())
    assert Victim.objects.get().boys == 7
    assert Incident.objects.get().date_text == "2024-05-17"
