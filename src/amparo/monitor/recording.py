"""The audit event and the kept version that go with every change of this room, in the same transaction."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from amparo.accounts.models import Person
from amparo.audit import services as audit


@dataclass(frozen=True)
class Subject:
    """The record that an event speaks of."""

    kind: str
    id: uuid.UUID
    agency_id: uuid.UUID
    version: int = 1


def note(
    acting: Person,
    action: str,
    subject: Subject,
    *,
    data: Mapping[str, object] | None = None,
    changes: Mapping[str, tuple[object, object]] | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Record the event and, where `data` is given, keep it as this version of the record."""
    event = audit.record(
        acting=acting.pk,
        agency=subject.agency_id,
        action=action,
        object_type=subject.kind,
        object_id=subject.id,
        changes=changes,
        detail=detail,
    )
    if data is not None:
        audit.write_history([audit.HistoryRow(subject.kind, subject.id, subject.version, event.pk, data)])


def note_read(acting: Person, kind: str, object_id: uuid.UUID, agency_id: uuid.UUID) -> None:
    """Record that the person opened a record. What cannot be recorded is not shown."""
    audit.record_read(acting=acting.pk, agency=agency_id, action=f"{kind}.read", object_type=kind, object_id=object_id)
