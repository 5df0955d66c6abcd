"""`amparo reports`: a named monitor imports a file from the command line, by a saved mapping or one in a file."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role
from amparo.cli.reports import reports
from amparo.monitor.models import ImportBatch, Mapping, Report, Source
from tests.monitor import making as records
from tests.monitor.imports.making import DEFINITION, row, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reports.csv"
    path.write_bytes(table([row(), row(Boys="4")]))
    return path


def run(*arguments: object, code: int = 0) -> Any:
    """Run a command that answers in JSON, and return the one object."""
    result = CliRunner().invoke(reports, [*map(str, arguments), "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_a_file_is_imported_by_a_saved_mapping(monitor: Person, mapping: Mapping, file: Path) -> None:
    answer = run("import", file, "--mapping", "River", "--as", monitor.email)
    assert (answer["state"], answer["rows"], answer["saved"], answer["known"]) == ("done", 2, 2, 0)
    again = run("import", file, "--mapping", "River", "--as", monitor.email)
    assert (again["state"], again["saved"], again["known"]) == ("done", 0, 2)
    assert Report.objects.filter(recorded_by=monitor).count() == 2


def test_a_dry_run_lists_every_problem_and_saves_nothing(monitor: Person, mapping: Mapping, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(table([row(Date="soon"), row(), row(Act="?")]))
    answer = run("import", path, "--mapping", "River", "--as", monitor.email, "--dry-run", code=1)
    assert (answer["state"], answer["problems_total"]) == ("refused", 2)
    assert [(one["row"], one["column"], one["value"]) for one in answer["problems"]] == [
        (2, "Date", "soon"),
        (4, "Act", "?"),
    ]
    assert all(one["message"] and one["advice"] for one in answer["problems"])
    assert not ImportBatch.objects.exists()


def test_a_dry_run_without_problems_says_what_would_come(monitor: Person, mapping: Mapping, file: Path) -> None:
    answer = run("import", file, "--mapping", "River", "--as", monitor.email, "--dry-run")
    assert (answer["state"], answer["new"], answer["saved"]) == ("checked", 2, 0)
    assert not Report.objects.exists()


def test_a_refused_file_is_said_for_people_too(monitor: Person, mapping: Mapping, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(table([row(Date="soon")]))
    result = CliRunner().invoke(reports, ["import", str(path), "--mapping", "River", "--as", monitor.email])
    assert result.exit_code == 1
    assert "row 2, Date: [soon]" in result.output
    assert not Report.objects.exists()


def test_a_mapping_in_a_file_is_saved_with_its_source(monitor: Person, file: Path, tmp_path: Path) -> None:
    records.actor()
    path = tmp_path / "mapping.json"
    given = {"name": "Lamp", "source": "lamp", "source_name": "Lamp Post", "definition": DEFINITION}
    path.write_text(json.dumps(given))
    dry = run("import", file, "--mapping", path, "--as", monitor.email, "--dry-run")
    assert dry["state"] == "checked"
    assert not Source.objects.exists()
    answer = run("import", file, "--mapping", path, "--as", monitor.email)
    assert answer["saved"] == 2
    assert Mapping.objects.get().source.name == "Lamp Post"
    exported = run("mappings", "--export", "Lamp", "--as", monitor.email)
    path.write_text(json.dumps(exported))
    assert run("import", file, "--mapping", path, "--as", monitor.email)["known"] == 2
    assert Mapping.objects.get().version == 1


def test_a_changed_mapping_file_changes_the_saved_mapping(
    monitor: Person, mapping: Mapping, file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mapping.json"
    given = {"name": "River", "source": "river-school", "definition": {**DEFINITION, "rest_is_unknown": True}}
    path.write_text(json.dumps(given))
    run("import", file, "--mapping", path, "--as", monitor.email)
    mapping.refresh_from_db()
    assert (mapping.version, mapping.definition["rest_is_unknown"]) == (2, True)


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"source": "x", "definition": {}}'])
def test_a_mapping_file_that_is_none_is_refused(monitor: Person, file: Path, tmp_path: Path, content: str) -> None:
    path = tmp_path / "mapping.json"
    path.write_text(content)
    answer = run("import", file, "--mapping", path, "--as", monitor.email, code=1)
    assert answer["detail"]
    assert answer["advice"]


def test_it_must_be_said_who_imports_and_it_must_be_a_monitor(
    monitor: Person, verifier: Person, mapping: Mapping, file: Path
) -> None:
    assert "--as" in run("import", file, "--mapping", "River", code=1)["advice"]
    run("import", file, "--mapping", "River", "--as", verifier.email, code=1)
    run("import", file, "--mapping", "River", "--as", "nobody.at.all@example.org", code=1)
    assert not ImportBatch.objects.exists()


def test_in_demonstration_the_first_monitor_imports(
    monitor: Person, mapping: Mapping, file: Path, settings: LazySettings
) -> None:
    settings.DEMONSTRATION = True
    assert run("import", file, "--mapping", "River")["saved"] == 2


def test_mappings_are_listed_for_their_own_agency(monitor: Person, stranger: Person, mapping: Mapping) -> None:
    assert run("mappings", "--as", monitor.email)["mappings"] == [
        {"name": "River", "source": "river-school", "version": 1}
    ]
    assert run("mappings", "--as", stranger.email)["mappings"] == []
    run("mappings", "--export", "River", "--as", stranger.email, code=1)


def test_a_file_that_is_no_table_is_refused(monitor: Person, mapping: Mapping, tmp_path: Path) -> None:
    path = tmp_path / "reports.xlsx"
    path.write_bytes(b"%PDF-1.7")
    for more in ([], ["--dry-run"]):
        answer = run("import", path, "--mapping", "River", "--as", monitor.email, *more, code=1)
        assert "PDF" in answer["detail"]


def test_a_monitor_of_two_agencies_says_for_which_one(
    monitor: Person, other_agency: Agency, mapping: Mapping, file: Path
) -> None:
    Membership.objects.create(person=monitor, agency=other_agency, role=Role.MONITOR, starts_on="2020-01-01")
    answer = run("import", file, "--mapping", "River", "--as", monitor.email, code=1)
    assert other_agency.code in answer["advice"]
    given = ("import", file, "--mapping", "River", "--as", monitor.email, "--agency", mapping.agency.code)
    assert run(*given)["saved"] == 2


def test_a_mapping_that_is_nowhere_is_refused_with_those_that_there_are(
    monitor: Person, mapping: Mapping, file: Path
) -> None:
    answer = run("import", file, "--mapping", "Lake", "--as", monitor.email, code=1)
    assert "River" in answer["advice"]


def test_a_mapping_file_of_another_source_does_not_take_over_a_saved_mapping(
    monitor: Person, mapping: Mapping, file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps({"name": "River", "source": "lamp-post", "definition": DEFINITION}))
    answer = run("import", file, "--mapping", path, "--as", monitor.email, code=1)
    assert "another source" in answer["detail"]


def test_a_source_that_is_nowhere_must_be_given_a_name(
    monitor: Person, mapping: Mapping, file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps({"name": "Lamp", "source": "lamp-post", "definition": DEFINITION}))
    answer = run("import", file, "--mapping", path, "--as", monitor.email, code=1)
    assert "source_name" in answer["advice"]


def test_a_file_larger_than_the_system_accepts_is_not_rehearsed(
    monitor: Person, mapping: Mapping, file: Path, settings: LazySettings
) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    answer = run("import", file, "--mapping", "River", "--as", monitor.email, "--dry-run", code=1)
    assert "larger" in answer["detail"]
