"""What goes wrong while rows are saved stops the import with what it is and what to do; it can be continued."""

import datetime
import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.monitor.imports import leasing, rows, running, saving, services, tasks
from amparo.monitor.models import ImportBatch, Incident, Mapping, Report
from amparo.terms.models import Term
from tests.monitor import making as records
from tests.monitor.imports.making import checked, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.both]

State = ImportBatch.State


@pytest.fixture
def batch(monitor: Person, mapping: Mapping, monkeypatch: pytest.MonkeyPatch) -> ImportBatch:
    """A confirmed import of nine rows, saved three at a time."""
    monkeypatch.setattr(rows, "CHUNK", 3)
    given = table([row(Boys=str(number), Code="W1" if number == 9 else "") for number in range(1, 10)])
    begun = checked(monitor, mapping, given)
    return services.confirm_import(acting=monitor, batch_id=begun.pk, in_background=False)


def after(chunks: int, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have something happen when some chunks are saved."""
    save, saved = saving.save_chunk, []

    def watched(*given: object) -> object:
        if len(saved) == chunks:
            act()
        saved.append(1)
        return save(*given)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(running, "save_chunk", watched)


def full() -> None:
    raise OperationalError("database or disk is full")


def test_a_full_disk_stops_the_import_and_it_is_continued(
    monitor: Person, batch: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    after(2, full, monkeypatch)
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, batch.rows_saved, batch.lease) == (State.STOPPED, 6, 6, "")
    assert "full" in batch.problems.get().message
    assert Report.objects.count() == 6
    monkeypatch.undo()
    services.confirm_import(acting=monitor, batch_id=batch.pk, in_background=False)
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, batch.rows_saved) == (State.DONE, 9, 9)
    assert Report.objects.count() == 9


def test_python_collects_as_usual_when_an_import_has_ended(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    usual, during = gc.get_threshold(), []

    def look_and_fail() -> None:
        during.append(gc.get_threshold())
        full()

    after(1, look_and_fail, monkeypatch)
    running.save_batch(batch.pk)
    assert during[0][0] == running.COLLECT_AFTER
    assert gc.get_threshold() == usual


def test_a_chunk_is_saved_whole_or_not_at_all(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "_report_history", lambda *_given: full())
    running.save_batch(batch.pk)
    assert not Report.objects.exists()
    assert not Incident.objects.exists()


def test_a_code_retired_meanwhile_stops_the_import(batch: ImportBatch) -> None:
    Term.objects.filter(code="recruitment-and-use").update(retired=True)
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_saved) == (State.STOPPED, 0)
    assert {problem.column for problem in batch.problems.all()} == {"Act"}


def test_an_incident_taken_up_meanwhile_stops_the_import_before_it(
    monitor: Person, verifier: Person, batch: ImportBatch
) -> None:
    taken = records.incident(monitor)
    Incident.objects.filter(pk=taken.pk).update(code="W1")
    records.under_verification(taken, verifier)
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done) == (State.STOPPED, 6)
    assert batch.problems.get().row == 10


def test_a_second_process_cannot_save_the_same_batch(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    met = []

    def meanwhile() -> None:
        with pytest.raises(leasing.LeaseLost):
            running.save_batch(batch.pk)
        met.append(1)

    after(1, meanwhile, monkeypatch)
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    assert met
    assert (batch.state, batch.rows_saved) == (State.DONE, 9)


def test_a_process_that_lost_its_right_saves_nothing_more(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken_over() -> None:
        ImportBatch.objects.filter(pk=batch.pk).update(lease="another-host:1:1:x")

    after(1, taken_over, monkeypatch)
    with pytest.raises(leasing.LeaseLost):
        running.save_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == State.IMPORTING
    assert Report.objects.count() == batch.rows_saved == 6


def test_a_dead_process_is_known_to_be_dead_at_once(batch: ImportBatch) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    host, _pid, _start, token = leasing.take(batch.pk, [State.IMPORTING]).rsplit(":", 3)
    with pytest.raises(leasing.LeaseLost):
        leasing.take(batch.pk, [State.IMPORTING])
    ImportBatch.objects.filter(pk=batch.pk).update(lease=f"{host}:{child}:1:{token}")
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == State.DONE


def test_a_process_of_another_user_is_alive(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    leasing.take(batch.pk, [State.IMPORTING])

    def forbidden(_pid: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", forbidden)
    batch.refresh_from_db()
    assert not leasing.is_abandoned(batch)


def test_a_lease_of_another_machine_is_alive_until_it_is_silent(batch: ImportBatch) -> None:
    batch.lease, batch.heartbeat_at = "elsewhere:1:1:token", clock.now()
    assert not leasing.is_abandoned(batch)
    batch.heartbeat_at -= datetime.timedelta(seconds=leasing.SILENT_SECONDS + 1)
    assert leasing.is_abandoned(batch)


def test_a_task_of_a_batch_that_another_does_or_that_is_done_does_nothing(monitor: Person, batch: ImportBatch) -> None:
    running.save_batch(batch.pk)
    tasks.save.call(str(batch.pk))
    tasks.check.call(str(batch.pk))
    batch.refresh_from_db()
    assert (batch.state, batch.rows_saved) == (State.DONE, 9)


def test_what_is_not_checked_or_was_refused_cannot_be_confirmed(monitor: Person, mapping: Mapping) -> None:
    refused = checked(monitor, mapping, table([row(Date="soon")]))
    with pytest.raises(Conflict):
        services.confirm_import(acting=monitor, batch_id=refused.pk, in_background=False)


def test_a_file_altered_on_the_server_is_refused(monitor: Person, mapping: Mapping) -> None:
    begun = checked(monitor, mapping, table([row()]))
    with open(begun.file.content.path, "ab") as stream:  # noqa: PTH123  (the name is the storage's)
        stream.write(b"\n")
    ImportBatch.objects.filter(pk=begun.pk).update(state=State.CHECKING)
    running.check_batch(begun.pk)
    begun.refresh_from_db()
    assert begun.state == State.REFUSED


def gone(batch: ImportBatch) -> None:
    Path(batch.file.content.path).unlink()


def test_a_file_gone_from_the_server_is_refused_in_words(monitor: Person, mapping: Mapping) -> None:
    begun = checked(monitor, mapping, table([row()]))
    gone(begun)
    ImportBatch.objects.filter(pk=begun.pk).update(state=State.CHECKING)
    running.check_batch(begun.pk)
    begun.refresh_from_db()
    assert begun.state == State.REFUSED
    assert "not on the disk" in begun.problems.get().message


def test_a_file_gone_before_its_rows_are_saved_stops_the_import(batch: ImportBatch) -> None:
    gone(batch)
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_saved) == (State.STOPPED, 0)
    assert "not on the disk" in batch.problems.get().message


def test_the_page_of_an_import_shows_that_its_file_is_gone(
    monitor: Person, mapping: Mapping, sign_in: Callable[[Person], Client]
) -> None:
    begun = checked(monitor, mapping, table([row()]))
    gone(begun)
    answer = sign_in(monitor).get(f"/imports/{begun.pk}/")
    assert answer.status_code == 200
    assert "not on the disk" in answer.content.decode()
