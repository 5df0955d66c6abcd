"""Many people at once: nobody waits for an import, nothing is sealed twice, nothing is left out."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from amparo.audit.models import AuditEvent, Pending, Seal
from amparo.audit.sealing import seal
from amparo.audit.services import HistoryRow, record, record_read, write_history
from amparo.audit.verification import verify
from amparo.kernel.ids import uuid7
from tests.proof import Figure

pytestmark = [pytest.mark.django_db(transaction=True)]

WRITERS = 16
IMPORT_SECONDS = 4.0
LONGEST_WAIT_MS = 250


def change_something() -> None:
    with transaction.atomic():
        record(acting=uuid7(), agency=uuid7(), action="incident.changed", object_type="incident", object_id=uuid7())


def in_thread(work: Callable[[], None], failures: list[Exception]) -> threading.Thread:
    """Return a thread that does the work on a connection of its own and keeps what goes wrong."""

    def run() -> None:
        try:
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    return threading.Thread(target=run)


@contextmanager
def an_open_import(stop: threading.Event) -> Iterator[None]:
    """Hold one transaction open for as long as an import takes, with history and its event already written."""
    begun, failures = threading.Event(), list[Exception]()

    def work() -> None:
        event_id = uuid7()
        with transaction.atomic():
            write_history(HistoryRow("report", uuid7(), 1, event_id, {"row": row}) for row in range(500))
            record(acting=None, agency=None, action="import.finished", object_type="import", event_id=event_id)
            begun.set()
            time.sleep(IMPORT_SECONDS)
        stop.set()

    thread = in_thread(work, failures)
    thread.start()
    assert begun.wait(10)
    yield
    thread.join()
    assert failures == []


def read_and_write(stop: threading.Event, waits: list[float]) -> None:
    """Change and read until the import ends. A lock that takes longer than the bound is refused by the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LONGEST_WAIT_MS}ms'")
    while not stop.is_set():
        change_something()
        began = time.monotonic()
        record_read(acting=uuid7(), agency=uuid7(), action="incident.read", object_type="incident")
        waits.append((time.monotonic() - began) * 1000)
        # A person does not click all the time; and Python's own lock must not be what is measured.
        time.sleep(0.05)


def crowd() -> list[float]:
    """Let 16 people work and a sealer seal while an import is open; return how long each read took, in ms."""
    stop, waits, failures = threading.Event(), list[float](), list[Exception]()

    def seal_now_and_then() -> None:
        while not stop.is_set():
            seal()
            time.sleep(0.2)

    workers = [in_thread(lambda: read_and_write(stop, waits), failures) for _ in range(WRITERS)]
    with an_open_import(stop):
        for thread in (*workers, sealer := in_thread(seal_now_and_then, failures)):
            thread.start()
    for thread in (*workers, sealer):
        thread.join()
    assert failures == []
    return waits


@pytest.mark.postgres
def test_no_audited_read_waits_for_a_lock_while_sixteen_write_and_an_import_is_open() -> None:
    waits = crowd()
    assert len(waits) > WRITERS
    seal()
    verdict = verify()
    assert verdict.holds
    # Each of them wrote two events; the import one event and one block.
    assert verdict.sealed == 2 * len(waits) + 2


@pytest.mark.prove
@pytest.mark.postgres
def test_no_audited_read_takes_longer_than_a_quarter_of_a_second(figure: Figure) -> None:
    waits = crowd()
    figure(f"longest of {len(waits)} audited reads, 16 writers, one 4-second import open", round(max(waits)), "ms",
           bound=f"{LONGEST_WAIT_MS} ms")  # fmt: skip
    assert max(waits) <= LONGEST_WAIT_MS


@pytest.mark.postgres
def test_a_row_that_commits_later_with_an_earlier_place_is_sealed_too() -> None:
    written, go_on, failures = threading.Event(), threading.Event(), list[Exception]()

    def slow_change() -> None:
        with transaction.atomic():
            change_something()
            written.set()
            assert go_on.wait(10)

    slow = in_thread(slow_change, failures)
    slow.start()
    assert written.wait(10)
    change_something()
    assert seal() == 1
    go_on.set()
    slow.join()
    assert failures == []
    first, second = AuditEvent.objects.order_by("id")
    assert seal() == 1
    assert [link.subject for link in Seal.objects.order_by("seq")] == [second.pk, first.pk]
    assert verify().holds


@pytest.mark.postgres
def test_of_two_sealers_one_leaves_the_work_to_the_other() -> None:
    taken, go_on, failures = threading.Event(), threading.Event(), list[Exception]()

    def other_sealer() -> None:
        with transaction.atomic():
            assert seal() == 3
            taken.set()
            assert go_on.wait(10)

    for _ in range(3):
        change_something()
    other = in_thread(other_sealer, failures)
    other.start()
    assert taken.wait(10)
    change_something()
    assert seal() == 0
    go_on.set()
    other.join()
    assert failures == []
    assert seal() == 1
    assert verify().sealed == 4


@pytest.mark.postgres
def test_verifying_sees_one_moment_while_others_go_on_writing() -> None:
    for _ in range(20):
        change_something()
    seal()
    stop, failures = threading.Event(), list[Exception]()

    def go_on_writing() -> None:
        while not stop.is_set():
            change_something()
            seal()

    writer = in_thread(go_on_writing, failures)
    writer.start()
    verdicts = [verify() for _ in range(10)]
    stop.set()
    writer.join()
    assert failures == []
    assert all(verdict.holds for verdict in verdicts)


@pytest.mark.both
def test_verifying_outside_a_transaction_leaves_none_open() -> None:
    change_something()
    assert verify().holds
    assert not connection.in_atomic_block
    change_something()
    assert seal() == 2
    assert not Pending.objects.exists()


@pytest.mark.prove
@pytest.mark.both
def test_a_million_sealed_events_are_verified_in_fifteen_seconds(figure: Figure) -> None:
    from bench.audit import fill

    fill(1_000_000)
    seal()
    verdict = verify()
    assert verdict.holds
    assert verdict.sealed == 1_000_000
    figure("1,000,000 sealed audit events verified", round(verdict.seconds, 1), "s", bound="15 s")
    assert verdict.seconds <= 15
