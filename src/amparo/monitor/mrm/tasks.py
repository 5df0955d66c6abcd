"""What the worker does for files of the field list."""

import logging
import uuid
from collections.abc import Callable

from django_tasks import task

from amparo.monitor.mrm import running

logger = logging.getLogger(__name__)


@task()
def check_records(file_id: str) -> None:
    """Look through a file. Begun again after a kill, it starts anew."""
    _run(running.check_file, file_id)


@task()
def take_records(file_id: str) -> None:
    """Take the records of a file in. Begun again after a kill, it knows those that are there."""
    _run(running.take_file, file_id)


def _run(work: Callable[[uuid.UUID], None], file_id: str) -> None:
    try:
        work(uuid.UUID(file_id))
    except Exception:
        logger.exception("The file %s of the field list could not be worked on.", file_id)
        running.mark_failed(uuid.UUID(file_id))
        raise
