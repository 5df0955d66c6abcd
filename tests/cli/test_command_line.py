"""The one command line: what it lists, how it starts, how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from amparo.cli import common
from amparo.cli.main import LAZY, SUMMARIES, main
from amparo.kernel.errors import Conflict, Invalid, Problem

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> "type[Trial]":
    """A command that does what the test says, under the name `trial`."""
    monkeypatch.setitem(LAZY, "trial", f"{__name__}:trial")
    monkeypatch.setitem(SUMMARIES, "trial", "A trial.")
    return Trial


class Trial:
    """What the command does."""

    does: object = None


@click.command()
@common.json_option
def trial(as_json: bool) -> object:
    """Do what the test says."""
    outcome = Trial.does
    if isinstance(outcome, BaseException):
        raise outcome
    if callable(outcome):
        return outcome(as_json)
    return outcome


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def only_object(output: str) -> dict[str, object]:
    """Return the one JSON object that standard output holds."""
    assert output.count("\n") == 1
    found = json.loads(output)
    assert isinstance(found, dict)
    return found


def test_help_lists_every_command_with_what_it_does() -> None:
    answer = run("--help")
    assert answer.exit_code == 0
    for name in LAZY:
        assert name in answer.stdout
        assert SUMMARIES[name][:30] in answer.stdout


def test_every_command_has_a_summary_and_only_commands_have_one() -> None:
    assert set(LAZY) == set(SUMMARIES)


@pytest.mark.parametrize("name", sorted(LAZY))
def test_every_command_exists_and_explains_itself(name: str) -> None:
    answer = run(name, "--help")
    assert answer.exit_code == 0, answer.output
    assert "Usage: " in answer.stdout


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("amparo, version 0.")


def test_a_done_command_exits_with_0_and_its_answer(command: type[Trial]) -> None:
    command.does = lambda as_json: common.answer({"done": 1}, as_json, "It is done.")
    assert (run("trial").exit_code, run("trial").stdout) == (0, "It is done.\n")
    assert only_object(run("trial", "--json").stdout) == {"done": 1}


def test_a_command_may_name_its_own_exit_code(command: type[Trial]) -> None:
    command.does = 1
    assert run("trial").exit_code == 1
    command.does = "text"
    assert run("trial").exit_code == 0


def test_a_refused_command_exits_with_1_and_says_why_on_standard_error(command: type[Trial]) -> None:
    command.does = Invalid("Two rows are wrong.", problems=[Problem("row 12", "No such sex.", "Write girl.")])
    answer = run("trial")
    assert (answer.exit_code, answer.stdout) == (1, "")
    for text in ("Please check what you entered. Two rows are wrong.", "row 12: No such sex. Write girl.", "Correct"):
        assert text in answer.stderr


def test_a_refused_command_with_json_gives_one_problem_object(command: type[Trial]) -> None:
    command.does = Conflict("It is closed.")
    answer = run("trial", "--json")
    assert answer.exit_code == 1
    assert only_object(answer.stdout)["detail"] == "It is closed."


def test_fail_ends_a_command_as_an_error_does(command: type[Trial]) -> None:
    command.does = lambda as_json: common.fail(Conflict("It is closed."))
    assert run("trial").exit_code == 1
    assert "It is closed." in run("trial").stderr
    assert only_object(run("trial", "--json").stdout)["status"] == 409


def test_a_wrong_usage_exits_with_2(command: type[Trial]) -> None:
    answer = run("trial", "--no-such-option")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "No such option" in answer.stderr
    assert run("nothing").exit_code == 2


@pytest.mark.parametrize("arguments", [("trial", "--json", "--nope"), ("nothing", "--json"), ("trial", "x", "--json")])
@pytest.mark.usefixtures("command")
def test_a_wrong_usage_with_json_gives_one_object_too(arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.exit_code == 2
    said = only_object(answer.stdout)
    assert said["title"] == "Wrong usage"
    assert "--help" in str(said["advice"])


def test_a_fault_of_the_program_shows_its_trace_on_standard_error_and_one_object(command: type[Trial]) -> None:
    command.does = KeyError("colour")
    assert run("trial").exit_code == 1
    assert "Traceback" in run("trial").stderr
    assert "KeyError" in str(only_object(run("trial", "--json").stdout)["detail"])


def test_a_failure_of_click_and_an_interruption_exit_with_1(command: type[Trial]) -> None:
    command.does = click.ClickException("No such file.")
    assert (run("trial").exit_code, run("trial").stderr) == (1, "No such file.\n")
    command.does = KeyboardInterrupt()
    assert run("trial").exit_code == 1
    assert only_object(run("trial", "--json").stdout)["title"] == "Stopped"


def test_a_name_in_the_table_that_is_no_command_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LAZY, "trial", f"{__name__}:run")
    monkeypatch.setitem(SUMMARIES, "trial", "A trial.")
    assert "is not a command" in run("trial").stderr


def test_progress_is_shown_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with common.progress(2, "Reading") as bar:
        bar.advance(2)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with common.progress(2, "Reading") as bar:
        bar.advance(2)
    out, error = capsys.readouterr()
    assert "Reading" in error
    assert out == ""


def test_asking_for_json_outside_of_a_command_is_answered_with_no() -> None:
    assert common.wants_json() is False


def alone(*arguments: str) -> tuple[int, set[str]]:
    """Run `amparo` in a process of its own; return its exit code and the packages that it imported."""
    code = (
        "import sys\nfrom amparo.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: code = end.code\n"
        "sys.stderr.write('\\n' + str(code) + ' ' + ' '.join({m.split('.')[0] for m in sys.modules}))"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    ended = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)
    code_said, *modules = ended.stderr.splitlines()[-1].split(" ")
    return int(code_said), set(modules)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["estimate", "--help"], ["nothing"], ["worker", "--help"]]
)
def test_help_starts_without_django_and_without_numeric_libraries(arguments: list[str]) -> None:
    _, modules = alone(*arguments)
    assert not modules & {"django", "numpy", "scipy"}


def test_an_estimate_starts_without_django(tmp_path: Path) -> None:
    lists = tmp_path / "lists.csv"
    lists.write_text(
        "a,b,c,count\n1,0,0,30\n0,1,0,20\n0,0,1,25\n1,1,0,10\n1,0,1,8\n0,1,1,6\n1,1,1,4\n", encoding="utf-8"
    )
    code, modules = alone("estimate", str(lists), "--count", "count", "--json")
    assert code == 0
    assert "django" not in modules


def test_settings_that_are_missing_are_named_in_words(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    ended = subprocess.run(
        [sys.executable, "-c", "from amparo.cli.main import main; main()", "health"],
        cwd=ROOT, env=env | {"AMPARO_DATA_DIR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.startswith("Amparo cannot start: AMPARO_SECRET_KEY is not set.")
