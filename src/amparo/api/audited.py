"""What a program reads in bulk is recorded: who leafs through a list on a page is seen opening its records."""

import uuid

from amparo.accounts.models import Person
from amparo.audit import services as audit


def note_listing(person: Person, kind: str, rows: int, agency_id: uuid.UUID | None = None) -> None:
    """Record that a token, which the event names, read so many rows. Sessions leave no event here, as on pages."""
    if person.grant is not None:
        audit.record_read(
            acting=person.pk,
            agency=agency_id or person.grant.agency_id,
            action=f"{kind}.listed",
            object_type=kind,
            detail={"rows": rows},
        )
