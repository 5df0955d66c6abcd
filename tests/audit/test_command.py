"""`amparo audit`: what it answers, in words and as JSON, and with which exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amparo.audit import append_only
from amparo.audit.models import AuditEvent
from amparo.audit.sealing import seal
from amparo.cli.main import main
from tests.audit.intruder import record_events, run

pytestmark = [pytest.mark.django_db]


def amparo(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["audit", *map(str, arguments)])


def test_verify_says_that_the_record_holds_and_what_waits() -> None:
    record_events(3)
    seal()
    record_events(1)
    result = amparo("verify")
    assert result.exit_code == 0
    assert "The record holds: 3 sealed rows" in result.stdout
    assert "1 more wait to be sealed" in result.stdout
    assert AuditEvent.objects.filter(action="audit.verified").count() == 1


def test_verify_names_the_first_bad_row_and_exits_with_1() -> None:
    ids = record_events(3)
    seal()
    run("UPDATE audit_auditevent SET action = 'incident.read' WHERE id = %s", ids[1].hex)
    result = amparo("verify")
    assert result.exit_code == 1
    assert "does NOT hold" in result.stdout
    assert ids[1].hex in result.stdout


def test_verify_answers_with_one_json_object() -> None:
    ids = record_events(3)
    seal()
    run("DELETE FROM audit_auditevent WHERE id = %s", ids[2].hex)
    result = amparo("verify", "--json")
    body = json.loads(result.stdout)
    assert result.exit_code == 1
    assert body["holds"] is False
    assert (body["fault"]["kind"], body["fault"]["row"], body["fault"]["seq"]) == ("deleted", ids[2].hex, 3)


def test_anchor_seals_writes_a_file_and_verify_holds_the_chain_against_it(tmp_path: Path) -> None:
    record_events(2)
    file = tmp_path / "anchor.json"
    made = amparo("anchor", "--out", file, "--json")
    assert made.exit_code == 0
    assert json.loads(made.stdout)["seq"] == json.loads(file.read_text(encoding="utf-8"))["seq"] == 2
    held = amparo("verify", "--from-anchor", file)
    assert held.exit_code == 0
    assert "fits the anchor of" in held.stdout
    run("DELETE FROM audit_seal WHERE seq = 2")
    run("DELETE FROM audit_chainhead")
    broken = amparo("verify", "--from-anchor", file, "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["holds"] is False


def test_anchor_prints_itself_where_no_file_is_named() -> None:
    result = amparo("anchor")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["format"] == "amparo-audit-anchor-1"


def test_an_anchor_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    result = amparo("anchor", "--out", tmp_path / "missing" / "anchor.json")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_anchor_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "anchor.json"
    file.write_text("{}", encoding="utf-8")
    result = amparo("verify", "--from-anchor", file)
    assert result.exit_code == 1
    assert "The file is no anchor" in result.stderr


def test_seal_says_how_many_rows_it_sealed() -> None:
    record_events(2)
    assert json.loads(amparo("seal", "--json").stdout) == {"sealed": 2}
    assert "0 rows were sealed" in amparo("seal").stdout


def test_protect_puts_missing_triggers_back() -> None:
    append_only.uninstall("default")
    assert "audit_seal" in json.loads(amparo("protect", "--json").stdout)["protected"]
    assert append_only.unprotected_tables("default") == []
    assert "protected already" in amparo("protect").stdout


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    from contextlib import nullcontext

    from amparo.cli import audit
    from amparo.cli.common import Progress

    monkeypatch.setattr(audit, "progress", lambda length, label: nullcontext(Progress(steps.append)))
    record_events(2)
    seal()
    assert amparo("verify").exit_code == 0
    assert sum(steps) == 100
