"""`amparo reports email` records an e-mail as a report; `amparo files check` compares files with their records."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from amparo.accounts.models import Person
from amparo.cli.files import files
from amparo.cli.reports import reports
from amparo.files.models import Attachment
from amparo.monitor.models import ProtectedDetails, Report
from tests.monitor import making
from tests.monitor.letters import SENDER, letter


@pytest.mark.django_db
def test_an_email_is_recorded_once_and_its_files_are_checked(
    monitor: Person, tmp_path: Path, settings: LazySettings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    path = tmp_path / "letter.eml"
    path.write_bytes(letter(files=(("words.txt", b"words"), ("run.exe", b"MZ"))))
    making.source(monitor)

    def run(*more: str, source: str = "river-school") -> tuple[int, dict[str, object]]:
        arguments = ["email", str(path), "--source", source, "--as", monitor.email, "--json", *more]
        result = CliRunner().invoke(reports, arguments)
        assert "liv.marin" not in result.output
        return result.exit_code, json.loads(result.stdout)

    assert run(source="nobody")[0] == 1
    code, said = run("--dry-run")
    assert (code, said["report"], Report.objects.count()) == (0, None, 0)
    code, said = run()
    assert (code, said["report"]) == (0, str(Report.objects.get().pk))
    assert ProtectedDetails.objects.get().name == SENDER
    assert run()[0] == run("--dry-run")[0] == 1

    result = CliRunner().invoke(files, ["check", "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"bad": []})
    one = Attachment.objects.get(name="words.txt")
    (tmp_path / "files" / one.evidence).unlink()
    result = CliRunner().invoke(files, ["check"])
    assert result.exit_code == 1
    assert result.stdout == f"{one.pk} words.txt: evidence copy missing\n"
