"""Reads of mappings and imports. Monitors read those of their agencies; to everybody else there is nothing."""

import uuid

from django.db.models import QuerySet

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.models import ImportBatch, ImportProblem, Mapping, Report


def mappings_for(acting: Person) -> QuerySet[Mapping]:
    """Return the saved mappings, by name."""
    agencies = policies.writable_agencies(acting)
    return Mapping.objects.filter(agency__in=agencies).select_related("source", "agency").order_by("name")


def mapping_for(acting: Person, mapping_id: uuid.UUID) -> Mapping:
    """Return one mapping, or raise NotFound."""
    found = mappings_for(acting).filter(pk=mapping_id).first()
    if found is None:
        raise NotFound
    return found


def mapping_named(acting: Person, agency_id: uuid.UUID, name: str) -> Mapping | None:
    """Return the mapping of this name in an agency, if there is one."""
    return mappings_for(acting).filter(agency_id=agency_id, name=name).first()


def batches_for(acting: Person) -> QuerySet[ImportBatch]:
    """Return the imports, the last started first."""
    agencies = policies.writable_agencies(acting)
    found = ImportBatch.objects.filter(agency__in=agencies)
    return found.select_related("mapping__source", "file", "started_by").order_by("-started_at", "-id")


def batch_for(acting: Person, batch_id: uuid.UUID) -> ImportBatch:
    """Return one import, or raise NotFound."""
    found = batches_for(acting).filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found


def problems_of(batch: ImportBatch) -> QuerySet[ImportProblem]:
    """Return the listed problems of an import that the person may read, by row."""
    return batch.problems.order_by("row", "id")


def reports_of(batch: ImportBatch) -> QuerySet[Report]:
    """Return the reports that an import which the person may read has made, by row."""
    return batch.reports.order_by("row")


def unfinished_of(acting: Person, mapping_id: uuid.UUID, sha256: str) -> ImportBatch | None:
    """Return the person's import of a file with this content by this mapping that was begun and not ended."""
    states = (ImportBatch.State.IMPORTING, ImportBatch.State.STOPPED)
    found = batches_for(acting).filter(mapping_id=mapping_id, file__sha256=sha256, state__in=states)
    return found.filter(started_by=acting).first()
