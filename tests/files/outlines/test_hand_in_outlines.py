"""An administrator hands outlines in: the worker reads them, and the page says what came in and what did not."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent
from amparo.cli.reference import places
from amparo.files.outlines import importing, policies, running, selectors, services, tasks
from amparo.files.outlines.models import OutlineUpload
from amparo.kernel.errors import NotFound
from amparo.kernel.ids import uuid7
from amparo.places.models import Outline
from tests.files.outlines import making
from tests.monitor.making import SignIn
from tests.standing import World

pytestmark = pytest.mark.django_db

State = OutlineUpload.State


def content(*features: object) -> bytes:
    return json.dumps(making.collection(*features)).encode()


def sent(data: bytes, **more: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("lantern.geojson", data), "as_of": "2024-05-17", "submission": uuid7(), **more}


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).glob("outlines/*/*") if path.is_file()]


def test_a_file_is_handed_in_read_by_the_worker_and_told(administrator: Person, sign_in: SignIn) -> None:
    making.areas()
    client, new, before = sign_in(administrator), reverse("files:outlines-new"), kept_files()
    assert b"No outlines were handed in yet" in client.get(reverse("files:outlines-list")).content
    assert client.get(new).status_code == 200
    form = sent(content(making.feature(), making.feature("CO99")))

    answer = client.post(new, form)

    upload = OutlineUpload.objects.get()
    detail = reverse("files:outlines-detail", args=[upload.pk])
    assert answer.headers["Location"] == detail
    waiting = client.get(detail).content.decode()
    assert "0 features read" in waiting
    assert "hx-get" in client.get(detail, headers={"HX-Request": "true"}).content.decode()
    tasks.read_outlines.call(str(upload.pk))
    page = client.get(detail).content.decode()
    assert "feature 2 Lantern CO99" in page
    assert "simplified from 5" in page
    assert client.get(detail, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert b"lantern.geojson" in client.get(reverse("files:outlines-list")).content
    assert (Outline.objects.get().source, str(Outline.objects.get().as_of)) == ("lantern.geojson", "2024-05-17")
    actions = AuditEvent.objects.filter(action__contains="outlines").values_list("action", "acting")
    assert set(actions) == {("outlines.received", administrator.pk), ("places.outlines_imported", administrator.pk)}
    assert kept_files() == before
    running.read_upload(upload.pk)
    assert OutlineUpload.objects.get().state == State.DONE


def test_sent_twice_a_file_is_kept_and_read_once(administrator: Person, sign_in: SignIn) -> None:
    client, submission = sign_in(administrator), uuid7()
    for _ in range(2):
        client.post(reverse("files:outlines-new"), sent(content(), submission=submission))
    assert OutlineUpload.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


def test_a_faulty_file_is_refused_whole_with_every_fault(administrator: Person, sign_in: SignIn) -> None:
    making.areas()
    upload = services.hand_in_outlines(
        acting=administrator,
        name="a.geojson",
        stream=io.BytesIO(content(making.feature("CO91"), making.feature(ring=making.square()[:-1]))),
    )
    running.read_upload(upload.pk)

    page = sign_in(administrator).get(reverse("files:outlines-detail", args=[upload.pk])).content.decode()
    assert "The file was refused. Nothing was saved." in page
    assert "feature 2 Lantern CO90" in page
    assert not Outline.objects.exists()
    assert OutlineUpload.objects.get().state == State.REFUSED


def test_a_file_that_is_gone_and_a_failure_of_the_program_are_said(
    administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, failing = (
        services.hand_in_outlines(acting=administrator, name="a.geojson", stream=io.BytesIO(b"{}")) for _ in range(2)
    )
    Path(settings.MEDIA_ROOT, str(gone.content)).unlink()
    running.read_upload(gone.pk)
    monkeypatch.setattr(importing.geojson, "read", lambda path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.read_outlines.call(str(failing.pk))

    told = {row.pk: row.told[0]["message"] for row in OutlineUpload.objects.all()}
    assert "not on the disk" in told[gone.pk]
    assert "could not finish" in told[failing.pk]
    running.mark_failed(uuid7())


def test_a_form_that_cannot_be_is_refused_and_nothing_is_left(
    administrator: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, new, before = sign_in(administrator), reverse("files:outlines-new"), kept_files()
    assert client.post(new, sent(b"{}", as_of="2999-01-01")).status_code == 422
    monkeypatch.setattr(settings, "MAX_UPLOAD_BYTES", 1)
    assert client.post(new, sent(b"{}")).status_code == 422
    monkeypatch.undo()
    monkeypatch.setattr(services, "_record", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.hand_in_outlines(acting=administrator, name="a", stream=io.BytesIO(b"{}"))
    assert not OutlineUpload.objects.exists()
    assert kept_files() == before


def test_only_administrators_hand_outlines_in(world: World, administrator: Person) -> None:
    upload = services.hand_in_outlines(acting=administrator, name="a", stream=io.BytesIO(b"{}"))
    assert {role for role, one in world.people.items() if policies.may_hand_in(one)} == {Role.ADMINISTRATOR}
    assert not policies.may_hand_in(None)
    for person in (world.people[Role.MONITOR], world.nobody):
        with pytest.raises(NotFound):
            services.hand_in_outlines(acting=person, name="a", stream=io.BytesIO(b"{}"))
        with pytest.raises(NotFound):
            selectors.upload_for(person, upload.pk)
    assert selectors.upload_for(world.foreign[Role.ADMINISTRATOR], upload.pk) == upload


def test_the_command_brings_outlines_in_and_says_what_it_left_out(tmp_path: Path) -> None:
    making.areas()
    path = making.file(tmp_path, making.collection(making.feature(), making.feature("CO99")))

    def run(*options: str) -> Any:
        return CliRunner().invoke(places, ["outlines", str(path), *options])

    dry = run("--dry-run", "--json")
    assert (dry.exit_code, json.loads(dry.stdout)["new"], Outline.objects.count()) == (0, 1, 0)
    done = run("--as-of", "2024-05-17")
    assert done.stdout.startswith("2 features read: 1 new outlines, 0 replaced, 0 as they were, 1 left out")
    assert "feature 2 Lantern CO99: Its P-code is not known." in done.stdout
    path.write_text("[]", "utf-8")
    refused = run("--json")
    assert (refused.exit_code, json.loads(refused.stdout)["status"]) == (1, 422)
    assert run("--as-of", "yesterday").exit_code == 2
