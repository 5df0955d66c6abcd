"""The worker: task queue and ticks in one process, stopped cleanly, and what dead workers left."""

import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from amparo.kernel import clock, ticks, working
from amparo.kernel.models import Tick, WorkerBeat
from amparo.kernel.working import Worker, return_abandoned
from tests.kernel import tasks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tick of the system itself, and the ticks in the thread of the test: an in-memory database has only one."""
    monkeypatch.setattr(ticks, "_registered", {})
    monkeypatch.setattr(working, "connection", NeverClosed())
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    monkeypatch.setattr(working.threading, "Thread", Inline)
    tasks.done.clear()


class NeverClosed:
    """Stands for the connection, which the test shares."""

    def close(self) -> None:
        return


class Inline:
    """A thread that runs when it is started."""

    def __init__(self, target: "threading.Thread", **_: object) -> None:
        self.start = target

    def join(self, _timeout: float) -> None:
        return


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("at_rest")
def test_a_worker_runs_what_waits_and_what_is_due_and_ends_when_idle() -> None:
    ticks.register("count", 60, lambda: tasks.done.append("tick"))
    results = [tasks.note.enqueue("first"), tasks.fail.enqueue(), tasks.note.enqueue("second")]
    Worker(until_idle=True, poll_seconds=0).run()
    assert tasks.done == ["tick", "first", "second"]
    statuses = [DBTaskResult.objects.get(pk=result.id).status for result in results]
    assert statuses == ["SUCCESSFUL", "FAILED", "SUCCESSFUL"]
    assert not WorkerBeat.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("at_rest")
def test_a_database_that_went_away_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(poll_seconds=0)
    worker.until_idle = True
    calls: list[str] = []

    def run() -> None:
        calls.append("run")
        raise OperationalError("connection refused")

    monkeypatch.setattr(worker.queue, "run", run)
    monkeypatch.setattr(worker.stopping, "wait", lambda seconds: calls.append(f"waited {seconds}") or True)
    worker.run()
    assert calls[-2:] == ["run", "waited 5"]
    assert "The database does not answer" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("at_rest")
def test_ticks_that_cannot_be_looked_at_are_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(poll_seconds=0)
    calls: list[int] = []

    def run_due() -> list[str]:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("gone")
        worker.stop()
        return []

    monkeypatch.setattr(ticks, "run_due", run_due)
    worker.tick()
    assert len(calls) == 2
    assert "tried again" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("at_rest")
def test_signs_of_life_are_given_while_the_ticks_run(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(poll_seconds=0)
    start = clock.now()
    moments = iter([start + timedelta(seconds=s) for s in (0, 1, 11, 11, 12)])
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    beats: list[str] = []
    monkeypatch.setattr(ticks, "beat", beats.append)
    rounds: list[int] = []

    def run_due() -> list[str]:
        rounds.append(1)
        if len(rounds) == 3:
            worker.stop()
        return []

    monkeypatch.setattr(ticks, "run_due", run_due)
    worker.tick()
    assert beats == [worker.name]


def test_the_first_signal_stops_the_worker_and_the_second_is_left_to_the_system() -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    worker = Worker()
    try:
        worker.listen()
        assert signal.getsignal(signal.SIGTERM) == worker.on_signal
        worker.on_signal(signal.SIGTERM, None)
        assert worker.stopping.is_set()
        assert not worker.queue.running
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def begun(worker: str, *, minutes_ago: int = 5, workers_before: int = 0) -> DBTaskResult:
    """Return a task that `worker` began and did not end."""
    result = DBTaskResult.objects.get(pk=tasks.note.enqueue("again").id)
    result.status = "RUNNING"
    result.started_at = clock.now() - timedelta(minutes=minutes_ago)
    result.worker_ids = [f"amparo-{n}" for n in range(workers_before)] + [worker]
    result.save()
    return result


@pytest.mark.both
@pytest.mark.django_db
def test_a_task_whose_worker_died_goes_back_to_the_queue() -> None:
    task = begun("amparo-dead")
    assert return_abandoned() == 1
    task.refresh_from_db()
    assert task.status == "READY"


@pytest.mark.both
@pytest.mark.django_db
def test_a_task_of_a_living_worker_of_a_young_one_or_of_a_foreign_one_stays() -> None:
    ticks.beat("amparo-living")
    begun("amparo-living", minutes_ago=500)
    begun("amparo-dead", minutes_ago=0)
    begun("somebody-else")
    assert return_abandoned() == 0
    assert DBTaskResult.objects.running().count() == 3


@pytest.mark.both
@pytest.mark.django_db
def test_a_task_that_three_workers_died_of_is_not_tried_again() -> None:
    task = begun("amparo-dead", workers_before=2)
    assert return_abandoned() == 0
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert "3 workers died" in task.traceback


@pytest.mark.sqlite
def test_amparo_worker_lives_is_seen_by_health_and_ends_cleanly_on_sigterm(installation: dict[str, str]) -> None:
    amparo = [sys.executable, "-c", "from amparo.cli.main import main; main()"]
    worker = subprocess.Popen(
        [*amparo, "worker", "--json"], cwd=ROOT, env=installation, stdout=subprocess.PIPE, text=True
    )
    try:
        for _ in range(40):
            health = subprocess.run([*amparo, "health"], cwd=ROOT, env=installation, capture_output=True, text=True)
            if "worker" not in health.stdout:
                break
            time.sleep(0.25)
        assert (health.returncode, health.stdout) == (0, "All is well.\n"), health.stdout
        worker.send_signal(signal.SIGTERM)
        out, _ = worker.communicate(timeout=30)
    finally:
        worker.kill()
    assert worker.returncode == 0
    assert '"ended": true' in out
    health = subprocess.run([*amparo, "health"], cwd=ROOT, env=installation, capture_output=True, text=True)
    assert health.returncode == 1
    assert health.stdout.startswith("worker: ")


@pytest.mark.django_db
def test_the_system_registers_its_own_upkeep() -> None:
    names = {ticker.name for ticker in ticks.registered()}
    assert {"kernel.return_abandoned_tasks", "kernel.analyse_tables"} <= names
    assert Tick.objects.count() == 0
