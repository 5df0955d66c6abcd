"""`amparo figures`: loading the register of published figures, and checking its sums."""

import json

import pytest
from click.testing import CliRunner

from amparo.cli.main import main
from tests.monitor import making
from tests.monitor.figures.records import empty_register

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(main, ["figures", *arguments])


def test_check_finds_what_does_not_add_up_and_exits_with_zero():
    done = run("check")

    assert done.exit_code == 0
    assert "! Syria, July 2020 – September 2022, children: The parties add up to 2,945, 45 short" in done.stdout
    assert "! Colombia, 2022, children: The parties add up to 120 of 130" in done.stdout
    assert "! Somalia, 2013, children: The parties listed add up to 1,279; only with AMISOM" in done.stdout
    assert "Nothing was corrected." in done.stdout


def test_strict_makes_a_finding_a_failure():
    assert run("check", "--strict").exit_code == 1

    empty_register(situation="AFG")
    assert run("check", "--strict").exit_code == 0


def test_as_json_every_check_has_its_parts():
    done = run("check", "--json")
    body = json.loads(done.stdout)
    found = {(one["situation"], one["outcome"]): one for one in body["checks"] if one["finding"]}

    assert body["findings"] == len(found) == 4
    assert body["checked"] == len(body["checks"])
    assert found["SYR", "short"]["difference"] == 45
    assert found["COL", "unattributed"]["difference"] == 10
    assert found["SOM", "only_with_given_apart"]["sum_given_apart"] == 14
    assert found["WLD", "overlap"]["total"] == 29128


def test_an_empty_register_says_what_to_do():
    empty_register()

    done = run("check")

    assert (done.exit_code, done.stdout) == (
        0,
        "There is nothing to check. Load the register first: amparo figures load\n",
    )


def test_keep_keeps_what_own_figures_are_counted_from_and_can_begin_anew(monitor):
    making.incident(monitor)

    first, second, anew = (json.loads(run("keep", *options, "--json").stdout) for options in ((), (), ("--anew",)))

    assert (first, second, anew) == ({"incidents": 1}, {"incidents": 0}, {"incidents": 1})
    assert "The facts of 0 incidents are kept." in run("keep").stdout


def test_load_brings_back_what_is_missing_and_then_nothing():
    empty_register(situation__in=["AFG", "BFA", "SOM", "SYR", "COL"])

    first, second = json.loads(run("load", "--json").stdout), run("load")

    assert first["added"] == 17
    assert first["changed"] == 0
    assert "0 published figures added, 0 changed" in second.stdout
