"""Rows of less usual files: dates and days in a source's own form, children named again, incidents met again."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from amparo.accounts.models import Person
from amparo.files.kinds import CSV
from amparo.monitor.imports import definition as definitions
from amparo.monitor.imports import preview
from amparo.monitor.models import ImportBatch, ImportProblem, Incident, Mapping, Report, Victim, Violation
from tests.monitor import making as records
from tests.monitor.imports.making import DEFINITION, HEADER, checked, imported, row, table
from tests.monitor.imports.making import mapping as saved_mapping

pytestmark = pytest.mark.django_db

DAYS: dict[str, Any] = {
    **DEFINITION,
    "columns": {**DEFINITION["columns"], "received_on": "Received"},
    "date_format": "day-month-year",
}
DAY_HEADER = (*HEADER, "Received")
CHILD: dict[str, Any] = {
    **DEFINITION,
    "columns": {
        "date": "Date", "country": "Country", "violation": "Act", "actor": "Group", "incident": "Code",
        "pseudonym": "Child", "sex": "Sex", "age": "Age", "total": "All",
    },
}  # fmt: skip
CHILD_HEADER = ("Date", "Country", "Act", "Group", "Code", "Child", "Sex", "Age", "All")


def days(date: str, received: str) -> bytes:
    return table([(*row(Date=date), received)], DAY_HEADER)


def child(**changes: str) -> tuple[str, ...]:
    usual = dict(zip(CHILD_HEADER, ("2024", "COL", "REC", "RF", "K1", "", "", "", ""), strict=True))
    return tuple({**usual, **changes}.values())


def only_problem(batch: ImportBatch) -> ImportProblem:
    assert batch.state == ImportBatch.State.REFUSED
    problem: ImportProblem = batch.problems.get()
    return problem


@pytest.mark.parametrize(
    ("date", "meant"),
    [
        ("7.5.2024", "2024-05-07"),
        ("07/05/2024", "2024-05-07"),
        ("5/2024", "2024-05"),
        ("2024", "2024"),
        ("2024-05-07 08:30:00", "2024-05-07"),
    ],
)
def test_dates_of_a_source_become_ours(monitor: Person, date: str, meant: str) -> None:
    imported(monitor, saved_mapping(monitor, DAYS), days(date, ""))
    assert Incident.objects.get().date_text == meant


def test_the_day_of_receiving_is_the_one_stated_or_the_day_of_the_file(monitor: Person) -> None:
    mapping = saved_mapping(monitor, DAYS)
    imported(monitor, mapping, days("2024", "8.6.2024"))
    assert Report.objects.get().received_on == datetime.date(2024, 6, 8)
    batch = imported(monitor, mapping, days("2024", ""))
    assert Report.objects.get(batch=batch).received_on == batch.file.received_at.date()


@pytest.mark.parametrize(("received", "said"), [("6/2024", "is not one day"), ("31.2.2024", ""), ("1.1.2999", "")])
def test_what_is_no_day_of_receiving_is_a_problem(monitor: Person, received: str, said: str) -> None:
    problem = only_problem(checked(monitor, saved_mapping(monitor, DAYS), days("2024", received)))
    assert (problem.column, problem.value) == ("Received", received)
    assert said in problem.message


def test_a_year_of_two_digits_is_a_problem_that_says_so(monitor: Person) -> None:
    problem = only_problem(checked(monitor, saved_mapping(monitor, DAYS), days("7.5.24", "")))
    assert "four digits" in problem.advice


@pytest.mark.parametrize(
    ("changes", "column"), [({"Sex": "robot"}, "Sex"), ({"Age": "many"}, "Age"), ({"All": "0"}, "All")]
)
def test_a_wrong_cell_about_a_child_is_named(monitor: Person, changes: dict[str, str], column: str) -> None:
    batch = checked(monitor, saved_mapping(monitor, CHILD), table([child(**changes)], CHILD_HEADER))
    assert only_problem(batch).column == column


@pytest.mark.parametrize(("sex", "counted"), [("f", (0, 4, 0)), ("boy", (4, 0, 0)), ("", (0, 0, 4))])
def test_a_total_of_one_sex_is_counted_there(monitor: Person, sex: str, counted: tuple[int, int, int]) -> None:
    imported(monitor, saved_mapping(monitor, CHILD), table([child(Sex=sex, All="4")], CHILD_HEADER))
    victim = Victim.objects.get()
    assert (victim.boys, victim.girls, victim.unknown) == counted


def test_without_a_column_of_counts_a_row_is_one_child(monitor: Person) -> None:
    columns = {field: name for field, name in CHILD["columns"].items() if field != "total"}
    imported(monitor, saved_mapping(monitor, {**CHILD, "columns": columns}), table([child(Sex="girl")], CHILD_HEADER))
    victim = Victim.objects.get()
    assert (victim.boys, victim.girls, victim.unknown) == (0, 1, 0)


def test_an_empty_cell_means_the_actor_that_the_mapping_says(monitor: Person) -> None:
    codes = {**DEFINITION["codes"], "actor": {"": "unattributed", "RF": "river-front"}}
    imported(monitor, saved_mapping(monitor, {**DEFINITION, "codes": codes}), table([row(Group="")]))
    assert Violation.objects.get().actor is None


def test_a_place_may_be_written_by_its_name(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(Place="antioquia")]))
    area = Incident.objects.get().admin1
    assert area is not None
    assert area.code == "CO-ANT"


# Incidents that are there already.


def test_a_child_that_a_second_source_names_too_is_the_same_child(monitor: Person) -> None:
    content = table([child(Child="moth-7", Sex="f", Age="13")], CHILD_HEADER)
    imported(monitor, saved_mapping(monitor, CHILD), content)
    other = saved_mapping(monitor, CHILD, source=records.source(monitor, "lamp-post", "Lamp Post"), name="Lamp")
    more = table([child(Child="moth-7", Act="ABD"), child(Child="wren-2", Sex="m")], CHILD_HEADER)
    imported(monitor, other, more)
    assert sorted(Victim.objects.values_list("pseudonym", flat=True)) == ["moth-7", "wren-2"]
    moth = Victim.objects.get(pseudonym="moth-7")
    assert (moth.mentions.count(), moth.violations.count()) == (2, 2)


def test_an_act_that_is_there_gains_the_child_and_is_not_made_twice(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(Code="S1")]))
    imported(monitor, mapping, table([row(Code="S1", Boys="5")]))
    act = Violation.objects.get()
    assert act.victims.count() == 2


def test_of_several_groups_the_one_of_the_same_age_is_meant(monitor: Person) -> None:
    groups = table([child(Age="11", All="2"), child(Age="16", All="3")], CHILD_HEADER)
    imported(monitor, saved_mapping(monitor, CHILD), groups)
    other = saved_mapping(monitor, CHILD, source=records.source(monitor, "lamp-post", "Lamp Post"), name="Lamp")
    imported(monitor, other, table([child(Age="17", All="4")], CHILD_HEADER))
    assert Victim.objects.count() == 2
    assert Victim.objects.get(age_band="15-17").mentions.count() == 2


def test_where_several_groups_could_be_meant_the_row_is_a_problem(monitor: Person) -> None:
    groups = table([child(Age="11", All="2"), child(Age="16", All="3")], CHILD_HEADER)
    imported(monitor, saved_mapping(monitor, CHILD), groups)
    other = saved_mapping(monitor, CHILD, source=records.source(monitor, "lamp-post", "Lamp Post"), name="Lamp")
    problem = only_problem(checked(monitor, other, table([child(All="4")], CHILD_HEADER)))
    assert (problem.column, problem.value) == ("Code", "K1")
    assert "several groups" in problem.message


def test_an_incident_that_lies_in_another_country_is_not_joined(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(Code="S1")]))
    problem = only_problem(checked(monitor, mapping, table([row(Code="S1", Country="NA", Place="")])))
    assert problem.column == "Country"
    assert "another country" in problem.message


# What a mapping would make of a file, before anything is begun.


def test_a_preview_shows_rows_as_they_are_understood_and_what_is_wrong(monitor: Person, tmp_path: Path) -> None:
    records.actor()
    path = tmp_path / "reports.csv"
    path.write_bytes(table([row(), row(Date="soon"), *([row()] * 30)]))
    shown = preview.preview(path, CSV, definitions.parse(DEFINITION))
    assert len(shown.rows) == preview.ROWS
    first, second = shown.rows[:2]
    assert first.meaning is not None
    assert (first.number, first.meaning.boys, first.problems) == (2, 2, ())
    assert second.meaning is None
    assert [problem.column for problem in second.problems] == ["Date"]


def test_a_preview_of_a_file_that_cannot_be_read_says_why(monitor: Person, tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_bytes(b"Date,Date\n1,2\n")
    shown = preview.preview(path, CSV, definitions.parse(DEFINITION))
    assert shown.rows == ()
    assert "same heading" in shown.problems[0].message


def test_the_headings_of_a_mapping_are_those_of_its_last_file_and_its_own(monitor: Person, mapping: Mapping) -> None:
    assert preview.known_headings(mapping) == tuple(DEFINITION["columns"].values())
    batch = checked(monitor, mapping, table([(*row(), "x")], (*HEADER, "Extra")))
    assert "Extra" in preview.known_headings(mapping)
    Path(batch.file.content.path).unlink()
    assert preview.known_headings(mapping) == tuple(DEFINITION["columns"].values())
