"""The field list comes in by a page with a look first and a decision after, and goes out beside the other exports."""

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from amparo.accounts.models import Person
from amparo.actors.models import Actor
from amparo.audit.models import AuditEvent
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound
from amparo.kernel.ids import uuid7
from amparo.monitor.models import FieldListFile, Incident, Report
from amparo.monitor.mrm import files, handing, running, services, tasks
from amparo.monitor.selectors.incidents import recorded_by_person, recorders_of
from tests.monitor import making
from tests.monitor.making import SignIn
from tests.monitor.test_export import export
from tests.monitor.test_mrm import record, recruitment, take

pytestmark = pytest.mark.django_db
State = FieldListFile.State


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def browser(monitor: Person, sign_in: SignIn) -> Client:
    making.actor()
    making.source(monitor)
    return sign_in(monitor)


def work() -> None:
    """Do what waits in the queue, once for each task, as the worker does."""
    for waiting in list(DBTaskResult.objects.all()):
        waiting.task.call(*waiting.args_kwargs["args"])
        waiting.delete()


def form(*records: dict[str, Any], content: bytes = b"") -> dict[str, Any]:
    source = making.Source.objects.get(code="river-school")
    upload = SimpleUploadedFile("records.json", content or json.dumps(records).encode())
    return {"source": source.pk, "file": upload, "submission": uuid7()}


def handed_in(monitor: Person, *records: dict[str, Any]) -> FieldListFile:
    making.actor()
    source = making.Source.objects.filter(code="river-school").first() or making.source(monitor)
    stream = io.BytesIO(json.dumps(records).encode())
    file = handing.hand_in_records(
        acting=monitor, agency_id=making.own_agency(monitor), source_id=source.pk, name="records.json", stream=stream
    )
    running.check_file(file.pk)
    file.refresh_from_db()
    return file


def kept_files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*.json") if path.is_file()]


def test_a_file_is_looked_through_first_and_taken_in_by_a_decision(browser: Client, media: Path) -> None:
    address = browser.post("/imports/field-list/new/", form(record(), record(unique_id="other")))["Location"]
    part = browser.get(address, headers={"HX-Request": "true"})
    assert part.content.decode().startswith("<section")
    work()
    content = browser.get(address).context["content"]
    assert (content.file.state, content.button) == (State.CHECKED, "Import 2 incidents")
    assert browser.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    first = [str(getattr(cell, "text", cell)) for cell in content.preview.rows[0]]
    assert first[:3] == ["XM-7", "from 1 May 2024 to 31 May 2024", "Antioquia"]
    assert "River Front" in first[3]
    assert "How they were recruited: abduction" in first[5]
    told = {row[0]: row[2] for row in content.notes.rows}
    assert told["record 1, recruitment 1, local_field"] == "not known here; kept beside the record"
    assert told["record 1, recruitment 1, child_owned_weapon"] == "left out: could be held against a child"
    assert not Incident.objects.exists()

    assert browser.post(f"{address}decide/").status_code == 302
    work()

    done = browser.get(address).context["content"]
    assert (done.file.state, done.file.records_saved, done.preview) == (State.DONE, 2, None)
    assert Incident.objects.count() == Report.objects.count() == 2
    assert kept_files(media) == []
    actions = AuditEvent.objects.filter(object_id=done.file.pk).values_list("action", flat=True)
    assert sorted(actions) == ["field_list.confirmed", "field_list.imported", "field_list.received"]
    assert browser.post(f"{address}decide/").status_code == 302
    assert "records.json" in browser.get("/imports/field-list/").content.decode()


def test_problems_are_listed_and_nothing_can_be_imported(browser: Client, media: Path) -> None:
    late = recruitment(child_role_association_status="No")
    bad = [record(), record(incident_location="Nowhere"), record(recruitment=[late])]
    address = browser.post("/imports/field-list/new/", form(*bad))["Location"]
    work()

    content = browser.get(address).context["content"]

    assert content.file.state == State.REFUSED
    assert [row[0] for row in content.problems.rows] == ["record 2, incident_location", "record 3, facilities"]
    assert browser.post(f"{address}decide/").status_code == 409
    assert not Report.objects.exists()
    assert kept_files(media) == []


@pytest.mark.parametrize(
    "content",
    [
        b"no json",
        b"[" * 50_000,
        b'[{"a": "\\ud800"}]',
        b'[{"a": 1e400}]',
        b'[{"a": 1, "a": 2}]',
        b"[" + b"{}," * 3_000 + b"{}]",
    ],
)
def test_a_hostile_file_is_refused_in_words(content: bytes, browser: Client) -> None:
    address = browser.post("/imports/field-list/new/", form(content=content))["Location"]
    work()

    page = browser.get(address).context["content"]

    assert page.refused
    assert page.problems.rows[0][1]


def test_one_that_is_too_large_is_not_received(browser: Client, monkeypatch: pytest.MonkeyPatch, media: Path) -> None:
    monkeypatch.setattr(handing, "MOST_BYTES", 10)

    answer = browser.post("/imports/field-list/new/", form(record()))

    assert answer.status_code == 422
    assert not FieldListFile.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_sent_twice_it_is_kept_once(browser: Client, media: Path) -> None:
    sent = form(record())
    content = sent["file"].read()
    addresses = {
        browser.post("/imports/field-list/new/", {**sent, "file": SimpleUploadedFile("a.json", content)})["Location"]
        for _time in range(2)
    }
    assert len(addresses) == len(kept_files(media)) == 1


def test_what_is_found_is_said_in_the_language_of_who_handed_it_in(monitor: Person, browser: Client) -> None:
    with override("ar"):
        file = handing.hand_in_records(
            acting=monitor,
            agency_id=making.own_agency(monitor),
            source_id=making.Source.objects.get().pk,
            name="records.json",
            stream=io.BytesIO(b"nothing"),
        )
    running.check_file(file.pk)

    file.refresh_from_db()
    assert file.problems[0]["message"] == "هذا ليس ملف JSON."


def test_a_record_that_is_too_long_is_refused_before_anything_is_saved(monitor: Person) -> None:
    file = handed_in(monitor, record(), record(local="x" * 100_001))

    assert (file.state, file.problems[0]["where"]) == (State.REFUSED, "record 2")


def test_a_count_above_the_population_is_warned_of_before_it_comes_in(monitor: Person, browser: Client) -> None:
    making.Area.objects.filter(code="COL").update(population=900, population_source="people.csv", population_year=2021)
    file = handed_in(monitor, record(recruitment=[recruitment(violation_tally={"boys": 901})]), record())

    warned, fine = browser.get(f"/imports/field-list/{file.pk}/").context["content"].preview.rows

    assert warned[4].note == "901 children are counted, and Colombia has 900 people (people.csv, 2021)."
    assert fine[4].note == ""
    assert file.state == State.CHECKED


def test_who_handed_a_file_in_had_a_part_in_recording_it_beside_who_confirmed_it(
    monitor: Person, colleague: Person
) -> None:
    file = handed_in(monitor, record())
    handing.confirm_records(acting=colleague, file_id=file.pk)
    running.take_file(file.pk)

    incident = Incident.objects.get()

    assert {monitor.pk, colleague.pk} <= recorders_of(incident)
    assert list(recorded_by_person(monitor, [incident.pk])) == [incident.pk]


def test_what_was_thrown_away_is_gone_and_cannot_be_taken_in(monitor: Person, browser: Client, media: Path) -> None:
    file = handed_in(monitor, record())
    decide = f"/imports/field-list/{file.pk}/decide/"

    with pytest.raises(NotFound):
        handing.discard_records(acting=monitor, file_id=uuid7())
    assert browser.post(decide, {"discard": "1"}).status_code == 302
    assert browser.post(decide, {"discard": "1"}).status_code == 302

    file.refresh_from_db()
    assert (file.state, file.stored.name, file.first) == (State.DISCARDED, "", [])
    with pytest.raises(Conflict):
        handing.confirm_records(acting=monitor, file_id=file.pk)
    running.take_file(file.pk)
    assert not Incident.objects.exists()


def test_what_waits_for_more_than_a_week_is_thrown_away(monitor: Person) -> None:
    old, new = handed_in(monitor, record()), handed_in(monitor, record(unique_id="x"))
    FieldListFile.objects.filter(pk=old.pk).update(handed_in_at=clock.now() - datetime.timedelta(days=8))

    assert (handing.sweep(), handing.sweep()) == (1, 0)

    states = dict(FieldListFile.objects.values_list("pk", "state"))
    assert states == {old.pk: State.DISCARDED, new.pk: State.CHECKED}


@pytest.mark.both
def test_killed_between_two_records_it_goes_on_to_the_same_end(
    monitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = handed_in(monitor, *(record(unique_id=str(number)) for number in range(3)))
    handing.confirm_records(acting=monitor, file_id=file.pk)

    def die(_self: object, _records: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(running._Progress, "__call__", die)
        for _kill in range(2):
            with pytest.raises(KeyboardInterrupt):
                running.take_file(file.pk)
    assert Incident.objects.count() == 1

    running.take_file(file.pk)

    file.refresh_from_db()
    assert (file.state, file.records_saved, file.records_known) == (State.DONE, 2, 1)
    assert Incident.objects.count() == Report.objects.count() == 3


def test_what_goes_wrong_on_the_way_stops_it_and_can_be_continued(
    monitor: Person, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = handed_in(monitor, record(), record(unique_id="x"))
    handing.confirm_records(acting=monitor, file_id=file.pk)
    recorded = services._record

    def fail(*given: Any) -> Incident:
        if Incident.objects.exists():
            raise Invalid("Not now.", advice="Later.")
        return recorded(*given)

    with monkeypatch.context() as failing:
        failing.setattr(services, "_record", fail)
        running.take_file(file.pk)
    content = browser.get(f"/imports/field-list/{file.pk}/").context["content"]
    assert (content.stopped, content.button, content.problems.rows[0][0]) == (True, "Continue", "record 2")
    assert Incident.objects.count() == 1

    assert browser.post(f"/imports/field-list/{file.pk}/decide/").status_code == 302
    work()
    assert Incident.objects.count() == 2


def test_a_task_that_fails_says_so_at_its_file_and_in_the_log(
    monitor: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = handed_in(monitor, record())
    handing.confirm_records(acting=monitor, file_id=file.pk)

    def break_down(_file_id: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(running, "take_file", break_down)
    with pytest.raises(RuntimeError):
        tasks.take_records.call(str(file.pk))

    file.refresh_from_db()
    assert file.state == State.STOPPED
    assert str(file.pk) in caplog.text
    with pytest.raises(Conflict):
        handing.discard_records(acting=monitor, file_id=file.pk)


def test_what_cannot_be_recorded_leaves_no_file_behind(
    monitor: Person, monkeypatch: pytest.MonkeyPatch, media: Path
) -> None:
    def break_down(*_given: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(handing, "note", break_down)
    with pytest.raises(RuntimeError):
        handed_in(monitor, record())

    assert not FieldListFile.objects.exists()
    assert kept_files(media) == []


def test_a_fault_of_the_program_is_said_at_the_file(monitor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    checking, taking = handed_in(monitor, record()), handed_in(monitor, record())
    FieldListFile.objects.filter(pk=checking.pk).update(state=State.CHECKING)
    FieldListFile.objects.filter(pk=taking.pk).update(state=State.IMPORTING)

    for file in (checking, taking, checking):
        running.mark_failed(file.pk)
    running.mark_failed(uuid7())

    assert set(FieldListFile.objects.values_list("state", flat=True)) == {State.REFUSED, State.STOPPED}


def test_a_file_that_is_gone_from_the_disk_is_refused_in_words(monitor: Person) -> None:
    file = handed_in(monitor, record())
    FieldListFile.objects.filter(pk=file.pk).update(state=State.CHECKING, stored="field-list/none.json")

    running.check_file(file.pk)

    file.refresh_from_db()
    assert file.state == State.REFUSED
    assert "not on the disk" in file.problems[0]["message"]


def test_only_those_who_record_hand_in_and_for_their_own_sources(
    monitor: Person, stranger: Person, verifier: Person
) -> None:
    source, agency = making.source(monitor), making.own_agency(monitor)
    given = {"name": "a.json", "stream": io.BytesIO(b"[]"), "source_id": source.pk}
    for person in (stranger, verifier):
        with pytest.raises(NotFound):
            handing.hand_in_records(acting=person, agency_id=agency, **given)
    with pytest.raises(Invalid):
        handing.hand_in_records(acting=monitor, agency_id=agency, **{**given, "source_id": uuid7()})


# Out.


@pytest.mark.both
def test_it_goes_out_with_its_manifest_and_comes_back_the_same(monitor: Person) -> None:
    take(monitor, record(), record(unique_id="x", incident_date="2023"))

    content, manifest = export(monitor, "field-list", year=2024)

    (out,) = json.loads(content)["data"]
    assert out["recruitment"][0]["local_field"] == ["seven"]
    assert (manifest["file"], manifest["rows"], manifest["filter"]["year"]) == ("incidents-field-list.json", 1, "2024")
    assert "pseudonyms" in manifest["left_out"]
    assert AuditEvent.objects.get(action="incidents.exported").detail["sha256"] == manifest["sha256"]
    taken = take(monitor, *files.records_in(content))
    assert taken.new == 1
    assert "not known here; kept beside the record" in [note.message for note in taken.notes]


def test_an_analyst_receives_no_words_and_no_codes_of_other_systems(
    monitor: Person, analyst: Person, sign_in: SignIn
) -> None:
    take(monitor, record())

    content, manifest = export(analyst, "field-list")

    assert b"market" not in content
    assert b"local_field" not in content
    assert "Not for your role" in sign_in(analyst).get("/incidents/export/").content.decode()
    assert "incident_description" in manifest["left_out"]


def test_any_number_of_incidents_takes_the_same_number_of_queries(monitor: Person) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            export(monitor, "field-list")
        return len(caught)

    take(monitor, record())
    few = count()
    take(monitor, *(record(unique_id=str(number)) for number in range(5)))
    assert count() == few


def test_on_the_page_it_stands_beside_the_others_and_too_many_are_refused_there(
    monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(monitor, record(), record(unique_id="x"))
    client = sign_in(monitor)

    assert "Field list of the UN" in client.get("/incidents/export/").content.decode()
    done = client.post("/incidents/export/", {"form": "field-list"})
    monkeypatch.setattr("amparo.monitor.exports.services.MOST_RECORDS", 1)
    refused = client.post("/incidents/export/", {"form": "field-list"})

    assert done["Content-Disposition"] == 'attachment; filename="incidents-field-list.zip"'
    assert refused.status_code == 422
    assert "There are more than 1 incidents." in refused.content.decode()
    assert Actor.objects.exists()
