"""Estimates that take longer than a page may: made by the worker."""

import logging
import uuid

from django_tasks import task

from amparo.evidence import services

logger = logging.getLogger(__name__)


@task()
def make_estimate(run_id: str) -> None:
    """Make the estimate of a run. Begun again after a kill, it starts anew from the stored histories."""
    try:
        services.perform(uuid.UUID(run_id))
    except Exception:
        logger.exception("The estimate %s could not be made.", run_id)
        services.mark_failed(uuid.UUID(run_id))
        raise
