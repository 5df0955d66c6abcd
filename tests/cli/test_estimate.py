"""`amparo estimate`: capture histories from a file in, sentence, verdict and reasons out; no Django, no database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from amparo.cli.main import main

ROWS = {"100": 60, "010": 50, "001": 40, "110": 15, "101": 12, "011": 10, "111": 3}


def run(*arguments):
    return CliRunner().invoke(main, ["estimate", *map(str, arguments)])


def answer(*arguments):
    """Run with --json; the one object and the exit code."""
    done = run(*arguments, "--json")
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout), done.exit_code


@pytest.fixture
def people(tmp_path):
    """One row for each person, with sex and year."""
    path = tmp_path / "people.csv"
    lines = ["year,sex,a,b,c"]
    number = 0
    for pattern, n in ROWS.items():
        for _ in range(n):
            number += 1
            lines.append(",".join(["2024", "girl" if number % 4 == 0 else "boy", *pattern]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def counted(tmp_path):
    """One row for each pattern, with how many people have it."""
    path = tmp_path / "counted.csv"
    lines = ["a,b,c,n", *(",".join([*pattern, str(n)]) for pattern, n in ROWS.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_json_has_exactly_the_agreed_form(people):
    body, code = answer(people, "--lists", "a,b,c")

    (stratum,) = body["strata"]
    assert code == 0
    assert body.keys() == {"strata"}
    assert stratum.keys() == {"key", "lists", "n_observed", "verdict", "reasons", "sentence", "methods"}
    assert (stratum["key"], stratum["lists"], stratum["n_observed"]) == ({}, ["a", "b", "c"], 190)
    assert all(
        method.keys() == {"name", "median", "mean", "q025", "q975", "tail_mass", "models"}
        for method in stratum["methods"]
    )
    assert stratum["methods"][0]["models"][0].keys() == {"graph", "weight", "median"}


def test_counts_by_pattern_give_the_same_as_rows(people, counted):
    rows, _code = answer(people, "--lists", "a,b,c")
    counts, _code = answer(counted, "--count", "n")

    assert rows == counts


def test_groups_are_estimated_one_by_one(people):
    body, code = answer(people, "--lists", "a,b,c", "--by", "year,sex")

    assert code == 0
    assert [stratum["key"] for stratum in body["strata"]] == [
        {"year": "2024", "sex": "boy"},
        {"year": "2024", "sex": "girl"},
    ]
    assert sum(stratum["n_observed"] for stratum in body["strata"]) == 190


def test_a_fixed_grid_gives_a_mean_and_the_default_none(counted):
    fixed, _code = answer(counted, "--count", "n", "--grid-max", "5000")
    default, _code = answer(counted, "--count", "n")

    assert isinstance(fixed["strata"][0]["methods"][0]["mean"], float)
    assert default["strata"][0]["methods"][0]["mean"] is None


def test_a_refused_estimate_is_an_answer_and_no_failure(counted):
    body, code = answer(counted, "--count", "n", "--lists", "a,b")

    assert code == 0
    assert (body["strata"][0]["verdict"], body["strata"][0]["methods"]) == ("red", [])


def test_a_person_reads_sentence_verdict_reasons_and_numbers(people):
    done = run(people, "--lists", "a,b,c", "--by", "sex")

    assert done.exit_code == 0
    assert "sex boy\nBetween " in done.stdout
    assert "Verdict: " in done.stdout
    assert "  - " in done.stdout
    assert "averaged over graphs" in done.stdout
    assert "Chao's lower bound" in done.stdout


def test_an_end_that_does_not_exist_is_said(tmp_path):
    path = tmp_path / "thin.csv"
    path.write_text("a,b,c,n\n1,0,0,30\n0,1,0,30\n0,0,1,30\n1,1,0,9\n0,1,1,1\n1,0,1,0\n", encoding="utf-8")

    done = run(path, "--count", "n")

    assert done.exit_code == 0
    assert "Verdict: " in done.stdout


@pytest.mark.parametrize(
    ("text", "where"),
    [("a,b,c\n1,0,2\n", "row 2, column c"), ("a,b,c\n", ""), ("a,b,c\n1,0,1\n1,0\n", "row 3")],
    ids=["not 0 or 1", "no rows", "short row"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(tmp_path, text, where):
    path = tmp_path / "wrong.csv"
    path.write_text(text, encoding="utf-8")

    body, code = answer(path)
    plain = run(path)

    assert code == 1
    assert body["type"] == "urn:amparo:problem:invalid"
    assert body["problems"][0]["where"] == where
    assert body["advice"]
    assert (plain.exit_code, plain.stdout) == (1, "")
    assert plain.stderr.startswith("The file cannot be read. ")


@pytest.mark.parametrize(
    "arguments", [("--lists", "a,,b"), ("--grid-max", "0"), ("--grid-max", "many"), ("--unknown",)]
)
def test_wrong_usage_ends_with_two(counted, arguments):
    assert run(counted, *arguments).exit_code == 2


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path):
    assert run(tmp_path / "nowhere.csv").exit_code == 2


def test_django_is_never_loaded(counted):
    program = (
        "import sys\n"
        "from amparo.cli.main import main\n"
        "try: main(['estimate', sys.argv[1], '--count', 'n'])\n"
        "except SystemExit as end: code = end.code\n"
        "sys.exit(code or 'django' in sys.modules)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", program, str(counted)],
        capture_output=True,
        env=environment,
        cwd=Path(__file__).parent,
        check=False,
    )

    assert done.returncode == 0, done.stderr
