"""A monitor imports on the pages, without scripts: mapping from a sample, file, check, confirmation, result."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult

from amparo.accounts.models import Person
from amparo.files.models import ReceivedFile
from amparo.kernel.ids import uuid7
from amparo.monitor.imports import services, tasks
from amparo.monitor.models import ImportBatch, Incident, Mapping, Report
from tests.files.making import workbook
from tests.monitor import making as records
from tests.monitor.imports.making import DEFINITION, checked, row, table

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


@pytest.fixture
def browser(monitor: Person, sign_in: SignIn) -> Client:
    return sign_in(monitor)


def upload(content: bytes, name: str = "reports.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def work() -> None:
    """Do what waits in the queue, once for each task, as the worker does."""
    for waiting in list(DBTaskResult.objects.all()):
        waiting.task.call(*waiting.args_kwargs["args"])
        waiting.delete()


def test_a_mapping_is_made_from_the_headings_of_a_file(browser: Client, monitor: Person) -> None:
    source = records.source(monitor)
    records.actor()
    assert browser.get("/imports/mappings/new/").status_code == 200
    sent = {"source": source.pk, "file": upload(table([row()])), "submission": uuid7(), "header_row": 1}
    step = browser.post("/imports/mappings/new/", sent)
    assert step.status_code == 302
    form = browser.get(step["Location"])
    assert 'value="Group"' in form.content.decode()
    columns = {f"columns_{field}": name for field, name in DEFINITION["columns"].items()}
    entered = {
        **columns,
        "name": "River",
        "date_format": "edtf",
        "null_texts": "- n/a",
        "header_row": 1,
        "submission": uuid7(),
        "codes_violation": "REC = recruitment-and-use\nABD = abduction",
        "codes_actor": "RF = river-front\n? = unattributed\n= unattributed",
    }
    for _time in range(2):
        assert browser.post(step["Location"], entered).status_code == 302
    saved = Mapping.objects.get()
    assert saved.definition["columns"] == DEFINITION["columns"]
    assert saved.definition["codes"]["actor"] == {"RF": "river-front", "?": "unattributed", "": "unattributed"}
    assert saved.definition["null_texts"] == ["", "-", "n/a"]
    assert "River" in browser.get("/imports/mappings/").content.decode()


@pytest.mark.parametrize("asked", ["sheet=Elsewhere", "header_row=90"])
def test_an_address_that_names_no_sheet_or_row_of_the_file_is_refused_in_words(
    browser: Client, monitor: Person, tmp_path: Path, asked: str
) -> None:
    source = records.source(monitor)
    book = upload(workbook(tmp_path / "book.xlsx", [["Date"], ["2024-05"]]).read_bytes(), "book.xlsx")
    sent = {"source": source.pk, "file": book, "submission": uuid7(), "header_row": 1}
    step = browser.post("/imports/mappings/new/", sent)["Location"].partition("?")[0]
    assert browser.get(step).status_code == 200
    answer = browser.get(f"{step}?{asked}")
    assert answer.status_code == 422
    assert "Something went wrong here" not in answer.content.decode()


def test_what_is_wrong_with_a_mapping_stands_at_its_field(browser: Client, mapping: Mapping) -> None:
    address = f"/imports/mappings/{mapping.pk}/"
    entered = {
        "name": "River", "date_format": "edtf", "header_row": 1, "submission": uuid7(), "version": 1,
        "columns_date": "Date", "columns_boys": "Boys", "codes_actor": "X = no-such-actor",
    }  # fmt: skip
    answer = browser.post(address, entered)
    assert answer.status_code == 422
    assert "id_columns_country" in answer.content.decode()
    mapping.refresh_from_db()
    assert mapping.version == 1


def test_a_mapping_is_changed_and_a_stale_change_keeps_what_was_typed(browser: Client, mapping: Mapping) -> None:
    address = f"/imports/mappings/{mapping.pk}/"
    entered = {
        "name": "River again", "date_format": "day-month-year", "header_row": 1, "submission": uuid7(), "version": 1,
        "columns_date": "Date", "columns_boys": "Boys", "constants_country": "COL",
        "constants_violation": "abduction", "constants_actor": "unattributed",
    }  # fmt: skip
    assert browser.post(address, entered).status_code == 302
    mapping.refresh_from_db()
    assert (mapping.name, mapping.version, mapping.definition["date_format"]) == ("River again", 2, "day-month-year")
    stale = browser.post(address, {**entered, "name": "Mine"})
    assert stale.status_code == 409
    assert "Mine" in stale.content.decode()


def test_a_mapping_is_exported_as_the_command_line_takes_it(browser: Client, mapping: Mapping) -> None:
    answer = browser.get(f"/imports/mappings/{mapping.pk}/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content) == {
        "name": "River",
        "source": "river-school",
        "source_name": "River School",
        "definition": mapping.definition,
    }


def test_a_file_is_checked_confirmed_and_imported(browser: Client, mapping: Mapping) -> None:
    assert browser.get("/imports/new/").status_code == 200
    sent = uuid7()
    for _time in range(2):
        given = {"mapping": mapping.pk, "file": upload(table([row(), row(Boys="4")])), "submission": sent}
        answer = browser.post("/imports/new/", given)
        assert answer.status_code == 302
    batch = ImportBatch.objects.get()
    assert ReceivedFile.objects.count() == 1
    waiting = browser.get(answer["Location"]).content.decode()
    assert "<progress" in waiting
    assert not Report.objects.exists()
    work()
    page = browser.get(answer["Location"]).content.decode()
    assert "Import 2 rows" in page
    assert "Antioquia" in page
    for _time in range(2):
        assert browser.post(f"/imports/{batch.pk}/confirm/").status_code == 302
    assert DBTaskResult.objects.count() == 1
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.rows_saved) == (ImportBatch.State.DONE, 2)
    done = browser.get(answer["Location"]).content.decode()
    for report in Report.objects.all():
        assert f"/reports/{report.pk}/" in done
    assert "reports.csv" in browser.get("/imports/").content.decode()


def test_a_running_import_answers_its_progress_alone_and_reloads_at_its_end(browser: Client, mapping: Mapping) -> None:
    given = {"mapping": mapping.pk, "file": upload(table([row()])), "submission": uuid7()}
    address = browser.post("/imports/new/", given)["Location"]
    part = browser.get(address, headers={"HX-Request": "true"})
    assert part.content.decode().startswith("<section")
    work()
    assert browser.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_problems_are_listed_page_by_page_and_nothing_can_be_imported(
    browser: Client, monitor: Person, mapping: Mapping
) -> None:
    batch = checked(monitor, mapping, table([row(Date="soon")] * 60))
    first = browser.get(f"/imports/{batch.pk}/").content.decode()
    assert "There are 60 problems." in first
    assert "confirm" not in first
    assert "?page=2" in first
    assert re.search(r">61\s*</th>", browser.get(f"/imports/{batch.pk}/?page=2").content.decode())
    assert browser.post(f"/imports/{batch.pk}/confirm/").status_code == 409
    assert not Incident.objects.exists()


def test_a_file_that_is_no_table_is_refused_at_once(browser: Client, mapping: Mapping, media: Path) -> None:
    given = {"mapping": mapping.pk, "file": upload(b"%PDF-1.7", "reports.xlsx"), "submission": uuid7()}
    answer = browser.post("/imports/new/", given)
    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_formulas_in_names_and_values_are_shown_as_text(browser: Client, monitor: Person, mapping: Mapping) -> None:
    batch = checked(monitor, mapping, table([row(Date="<script>alert(1)</script>")]))
    page = browser.get(f"/imports/{batch.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_what_a_killed_process_left_is_put_into_the_queue_again(monitor: Person, mapping: Mapping) -> None:
    batch = checked(monitor, mapping, table([row()]))
    services.confirm_import(acting=monitor, batch_id=batch.pk, in_background=False)
    ImportBatch.objects.filter(pk=batch.pk).update(lease="another-host:1:1:x", heartbeat_at="2024-01-01T00:00Z")
    assert tasks.take_up_abandoned() == 1
    assert tasks.take_up_abandoned() == 0
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.rows_saved) == (ImportBatch.State.DONE, 1)


@pytest.mark.parametrize("who", ["verifier", "analyst", "administrator", "nobody"])
@pytest.mark.parametrize("address", ["/imports/", "/imports/new/", "/imports/mappings/", "/imports/mappings/new/"])
def test_for_others_there_is_nothing(who: str, address: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    assert sign_in(request.getfixturevalue(who)).get(address).status_code == 404


def test_another_agency_sees_no_import(monitor: Person, stranger: Person, mapping: Mapping, sign_in: SignIn) -> None:
    batch = checked(monitor, mapping, table([row()]))
    browser = sign_in(stranger)
    assert browser.get(f"/imports/{batch.pk}/").status_code == 404
    assert browser.post(f"/imports/{batch.pk}/confirm/").status_code == 404
    assert browser.get(f"/imports/mappings/{mapping.pk}/").status_code == 404
    assert "reports.csv" not in browser.get("/imports/").content.decode()
