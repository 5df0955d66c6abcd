"""Reads of files of the field list. Monitors read those of their agencies; to everybody else there is nothing."""

import uuid

from django.db.models import QuerySet

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.models import FieldListFile


def files_for(acting: Person) -> QuerySet[FieldListFile]:
    """Return the files, the last one first, without the records in them."""
    found = FieldListFile.objects.filter(agency__in=policies.writable_agencies(acting))
    found = found.select_related("source", "handed_in_by").defer("first", "problems", "notes")
    return found.order_by("-handed_in_at", "-id")


def file_for(acting: Person, file_id: uuid.UUID) -> FieldListFile:
    """Return one file, or raise NotFound."""
    found = files_for(acting).defer(None).filter(pk=file_id).first()
    if found is None:
        raise NotFound
    return found
