"""What the worker does for imports: check, save, and take up again what a killed process left."""

import uuid

from django_tasks import task

from amparo.kernel import clock
from amparo.monitor.figures.facts import keeping
from amparo.monitor.imports import leasing, running
from amparo.monitor.models import ImportBatch

State = ImportBatch.State


@task()
def check(batch_id: str) -> None:
    """Look through the file of a batch. Does nothing where another process does it, or it is done."""
    try:
        running.check_batch(uuid.UUID(batch_id))
    except leasing.LeaseLost:
        return


@task()
def save(batch_id: str) -> None:
    """Save the rows of a batch. Does nothing where another process does it, or it is done.

    Figures are right as soon as the rows are there, and quick again when their facts are kept.
    """
    try:
        running.save_batch(uuid.UUID(batch_id))
    except leasing.LeaseLost:
        return
    keeping.keep()


def take_up_abandoned() -> int:
    """Put batches whose process died, or is silent for a minute, into the queue again; return how many. A tick."""
    count = 0
    for batch in ImportBatch.objects.filter(state__in=[State.CHECKING, State.IMPORTING]):
        if leasing.is_abandoned(batch):
            # A sign of life, so that the next tick leaves it to the queue for a minute.
            ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at=clock.now(), lease="")
            (check if batch.state == State.CHECKING else save).enqueue(str(batch.pk))
            count += 1
    return count
