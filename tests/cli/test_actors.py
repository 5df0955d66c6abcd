"""`amparo actors`: a published list comes in, a later one is shown and applied by a named person, age is said."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amparo.accounts.models import Person
from amparo.actors.lists.models import Designation, Snapshot
from amparo.cli.actors import actors
from tests.actors.lists import making

pytestmark = pytest.mark.django_db


def run(*args: str) -> Result:
    return CliRunner().invoke(actors, list(args))


def given(folder: Path, *, at: str = making.FIRST, without: tuple[str, ...] = ()) -> str:
    return str(making.written(folder, making.document(making.groups(without=without), at=at, people=7)))


def test_a_list_comes_in_and_people_are_said_to_be_left_out(tmp_path: Path) -> None:
    rehearsed = run("import", given(tmp_path), "--dry-run")
    assert rehearsed.output.strip().endswith("STALE: this list is older than 7 days. Fetch the present one.")
    assert "Nothing was saved." in rehearsed.output
    assert not Snapshot.objects.exists()

    result = run("import", given(tmp_path))

    assert result.exit_code == 0
    assert "3 groups read. 7 people are on it too; they were counted and left out" in result.output
    assert "Applied: 3 new on the list." in result.output
    assert "nothing changed" in run("import", given(tmp_path)).output
    body = json.loads(run("import", given(tmp_path), "--json").output)
    assert (body["state"], body["entities"], body["individuals_left_out"], body["stale"]) == ("unchanged", 3, 7, True)


def test_what_a_later_list_changes_is_shown_and_applied_by_a_named_person(tmp_path: Path, monitor: Person) -> None:
    run("import", given(tmp_path))
    later = run("import", given(tmp_path, at=making.SECOND, without=("KPe.903",)), "--as", monitor.email)
    assert "Not applied yet. It changes: 1 no longer on the list." in later.output
    assert "KPe.903  HARBOUR SHIPPING COMPANY" in later.output
    assert Designation.objects.filter(delisted_on=None).count() == 3

    nobody = run("apply", "--json")
    assert (nobody.exit_code, "It is not said who decides" in nobody.output) == (1, True)
    assert run("apply", "--as", "nobody@example.org").exit_code == 1
    shown = json.loads(run("apply", "--as", monitor.email, "--dry-run", "--json").output)
    assert (shown["state"], shown["counts"]["removed"]) == ("pending", 1)
    done = run("apply", "--as", monitor.email)

    assert done.output.strip().endswith("Applied.")
    assert Designation.objects.filter(delisted_on=None).count() == 2
    assert Snapshot.objects.get(decided_by=monitor).state == Snapshot.State.APPLIED
    none = run("apply", "--as", monitor.email)
    assert (none.exit_code, "No list waits" in none.output) == (1, True)


def test_a_list_is_set_aside(tmp_path: Path, monitor: Person) -> None:
    run("import", given(tmp_path))
    run("import", given(tmp_path, at=making.SECOND, without=("KPe.903",)))

    assert "nothing of it was applied" in run("apply", "--as", monitor.email, "--set-aside").output
    assert Designation.objects.filter(delisted_on=None).count() == 3


@pytest.mark.parametrize("cut", [True, False])
def test_a_broken_or_older_list_is_refused_in_words(tmp_path: Path, cut: bool) -> None:
    run("import", given(tmp_path, at=making.SECOND))
    path = given(tmp_path, at=making.FIRST)
    if cut:
        Path(path).write_text(Path(path).read_text("utf-8")[:-200], "utf-8")

    result = run("import", path, "--json")

    body = json.loads(result.output)
    assert result.exit_code == 1
    assert ("ends in the middle" if cut else "The one in force here is newer") in body["detail"]
    assert body["advice"]


def test_the_lists_are_listed_with_their_age(tmp_path: Path) -> None:
    assert "never read" in run("lists").output
    run("import", given(tmp_path))

    rows = {row["code"]: row for row in json.loads(run("lists", "--json").output)["lists"]}

    assert (rows["un-taliban"]["standing"], rows["un-taliban"]["as_of"]) == (1, "2024-09-01")
    assert rows["un-taliban"]["stale"] is True
