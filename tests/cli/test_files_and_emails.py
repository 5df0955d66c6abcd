"""`amparo reports email` hands an e-mail in for the page; `amparo files check` compares files with their records."""

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import LazySettings
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.cli.files import files
from amparo.cli.reports import reports
from amparo.files.models import Attachment
from amparo.monitor.content import ReportData
from amparo.monitor.models import EmailDraft, ProtectedDetails, Report
from amparo.monitor.services import emails
from tests.monitor import making
from tests.monitor.letters import TEXT, letter


@pytest.mark.django_db
def test_an_email_is_handed_in_for_a_person_to_trim_and_its_files_are_checked(
    monitor: Person, tmp_path: Path, settings: LazySettings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    path = tmp_path / "liv.marin.eml"
    path.write_bytes(letter(files=(("words.txt", b"words"), ("run.exe", b"MZ"))))
    source = making.source(monitor)

    def run(*more: str) -> tuple[int, dict[str, object]]:
        arguments = ["email", str(path), "--as", monitor.email, "--json", *more]
        result = CliRunner().invoke(reports, arguments)
        assert "liv.marin@" not in result.output
        return result.exit_code, json.loads(result.stdout)

    code, said = run("--dry-run")
    assert (code, said["draft"], said["page"], EmailDraft.objects.count()) == (0, None, None, 0)
    code, said = run()
    draft = EmailDraft.objects.get()
    page = reverse("monitor:report-email-preview", args=[draft.pk])
    assert (code, said["draft"], said["page"]) == (0, str(draft.pk), page)
    assert (said["accepted"], said["refused"]) == (1, 1)
    # Nothing that names its sender is in a report before a person has taken it out.
    assert not Report.objects.exists()
    assert not ProtectedDetails.objects.exists()

    trimmed = ReportData(source_id=source.pk, received_on=datetime.date(2024, 6, 3), content={"text": TEXT})
    emails.record_email(acting=monitor, draft_id=draft.pk, data=trimmed, kept={0}, protected=None)
    assert not Attachment.objects.filter(name__contains="marin").exists()
    assert run()[0] == run("--dry-run")[0] == 1

    result = CliRunner().invoke(files, ["check", "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"bad": []})
    one = Attachment.objects.get(name="words.txt")
    (tmp_path / "files" / one.evidence).unlink()
    result = CliRunner().invoke(files, ["check"])
    assert result.exit_code == 1
    assert result.stdout == f"{one.pk} words.txt: evidence copy missing\n"
