"""Reads of uploads of outlines."""

import uuid

from django.db.models import QuerySet

from amparo.accounts.models import Person
from amparo.files.outlines import policies
from amparo.files.outlines.models import OutlineUpload
from amparo.kernel.errors import NotFound


def uploads_for(acting: Person) -> QuerySet[OutlineUpload]:
    """Return every upload to those who hand outlines in, the latest first; none to others."""
    found = OutlineUpload.objects.select_related("uploaded_by")
    return found if policies.may_hand_in(acting) else found.none()


def upload_for(acting: Person, upload_id: uuid.UUID) -> OutlineUpload:
    """Return one upload, or raise NotFound."""
    found = uploads_for(acting).filter(pk=upload_id).first()
    if found is None:
        raise NotFound
    return found
