"""`amparo demo`: what it prints. What it loads is tested in tests/evidence."""

import json

import pytest
from click.testing import CliRunner

from amparo.cli.main import main
from amparo.evidence.demo import marenda

pytestmark = pytest.mark.django_db

HEAD = "year,sex,age_group,actor,department_code,list_1,list_2,list_3\n"


def run(*arguments):
    return CliRunner().invoke(main, ["demo", *map(str, arguments)])


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.DEMONSTRATION = True
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def sheet(tmp_path):
    """Seventy people of one year on three lists, enough to estimate from."""
    patterns = {"1,0,0": 20, "0,1,0": 16, "0,0,1": 12, "1,1,0": 9, "1,0,1": 7, "0,1,1": 4, "1,1,1": 2}
    lines = [f"2001,male,15-17,GUE-ELN,05,{pattern}\n" for pattern, n in patterns.items() for _ in range(n)]
    path = tmp_path / "people.csv"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def test_colombia_says_what_was_loaded_and_why_each_verdict(demonstration, sheet):
    done = run("colombia", sheet)

    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("70 persons and 94 list memberships of 3 sources loaded.")
    assert "2001" in done.stdout
    assert done.stdout.rstrip().endswith(" red.")


def test_colombia_as_json_names_run_verdict_and_reasons(demonstration, sheet):
    body = json.loads(run("colombia", sheet, "--json").stdout)
    again = run("colombia", sheet)

    assert (body["sources"], body["persons"], body["memberships"], body["known"]) == (3, 70, 94, 0)
    (year,) = body["estimates"]
    assert year.keys() == {"year", "run", "lists", "n_observed", "verdict", "low", "high", "reasons"}
    assert year["n_observed"] == 70
    assert "; 70 persons were there before." in again.stdout


def test_marenda_says_what_it_holds(demonstration, monkeypatch):
    monkeypatch.setattr(marenda, "load", lambda: marenda.Done(reports=1600, incidents=400, estimates=3))

    assert "1,600 reports, 400 incidents and 3 estimates" in run("marenda").stdout
    assert json.loads(run("marenda", "--json").stdout) == {"reports": 1600, "incidents": 400, "estimates": 3}


@pytest.mark.parametrize("what", ["marenda", "colombia"])
def test_a_real_installation_refuses_both(sheet, what):
    done = run(what, *([sheet] if what == "colombia" else []))

    assert done.exit_code == 1
    assert "This is a real installation." in done.stderr


def test_a_file_that_is_not_there_is_wrong_usage(demonstration, tmp_path):
    assert run("colombia", tmp_path / "nowhere.csv").exit_code == 2
