"""The worker: the task queue of django-tasks-db and the ticks of `kernel.ticks`, in one process.

The queue runs in the main thread, one task at a time; the ticks and the signs of life in a second thread, so that a
long task does not hold them up. Several workers may run side by side.
"""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import suppress
from datetime import timedelta
from types import FrameType
from uuid import uuid4

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as Queue
from django_tasks_db.models import DBTaskResult

from amparo.kernel import clock, ticks

logger = logging.getLogger(__name__)

# A task during which so many workers died is not tried again.
MOST_ATTEMPTS = 3
# How long a worker waits for its ticks when it is told to stop.
PATIENCE_SECONDS = 30
_PREFIX = "amparo-"


class Worker:
    """One worker process. `run` returns when the worker was told to stop, or at once idle where `until_idle`."""

    def __init__(self, *, until_idle: bool = False, poll_seconds: float = 1.0) -> None:
        self.name = f"{_PREFIX}{uuid4().hex}"
        self.until_idle = until_idle
        self.poll_seconds = poll_seconds
        self.stopping = threading.Event()
        self.queue = Queue(
            queue_names=["*"],
            interval=poll_seconds,
            batch=until_idle,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )

    def run(self) -> None:
        """Work until told to stop."""
        ticks.beat(self.name)
        ticker = threading.Thread(target=self.tick, name="ticks", daemon=True)
        ticker.start()
        try:
            while not self.stopping.is_set():
                self._work()
                if self.until_idle:
                    break
        finally:
            self.stop()
            ticker.join(PATIENCE_SECONDS)
            with suppress(OperationalError, InterfaceError):
                ticks.rest(self.name)

    def stop(self, *_: object) -> None:
        """Finish the task and the tick at hand, then end."""
        self.queue.running = False
        self.stopping.set()

    def on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Stop as told; at a second signal end at once (a task at hand is returned to the queue by another worker)."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_DFL)
        self.stop()

    def listen(self) -> None:
        """Have SIGTERM and SIGINT stop this worker. Only the main thread may call this."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self.on_signal)

    def _work(self) -> None:
        """Run the queue until it ends; where the database went away, wait and try again."""
        try:
            self.queue.run()
        except (OperationalError, InterfaceError):
            logger.exception("The database does not answer; the worker tries again in five seconds.")
            connection.close()
            self.stopping.wait(5)

    def tick(self) -> None:
        """Give signs of life and run what is due, until told to stop; where `until_idle`, once."""
        last_beat = clock.now()
        try:
            while True:
                try:
                    if (clock.now() - last_beat).total_seconds() >= ticks.BEAT_SECONDS:
                        ticks.beat(self.name)
                        last_beat = clock.now()
                    ticks.run_due()
                except Exception:
                    logger.exception("The ticks could not be looked at; they are tried again.")
                    connection.close()
                if self.until_idle or self.stopping.wait(self.poll_seconds):
                    return
                close_old_connections()
        finally:
            connection.close()


def return_abandoned() -> int:
    """Give tasks back to the queue that a worker had begun when it died; return how many.

    A task must therefore bear being begun again. One that has seen three workers die is marked as failed.
    """
    living = ticks.living_workers()
    since = clock.now() - timedelta(seconds=ticks.SILENT_SECONDS)
    returned = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=since).order_by("started_at"):
        worker = task.worker_ids[-1] if task.worker_ids else ""
        if worker in living or not worker.startswith(_PREFIX):
            continue
        if len(task.worker_ids) >= MOST_ATTEMPTS:
            task.set_failed(RuntimeError(f"{len(task.worker_ids)} workers died during this task."))
            continue
        returned += DBTaskResult.objects.filter(
            pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at
        ).update(status=TaskResultStatus.READY)
    return returned
