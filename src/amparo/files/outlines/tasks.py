"""What the worker does for outlines."""

import logging
import uuid

from django_tasks import task

from amparo.files.outlines import running

logger = logging.getLogger(__name__)


@task()
def read_outlines(upload_id: str) -> None:
    """Read an upload. Begun again after a kill, it starts anew from the kept file."""
    try:
        running.read_upload(uuid.UUID(upload_id))
    except Exception:
        logger.exception("The outlines %s could not be read.", upload_id)
        running.mark_failed(uuid.UUID(upload_id))
        raise
