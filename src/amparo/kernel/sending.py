"""One record for one form, however often and however closely together it is sent.

The id of the record travels in the form. A service that creates asks first whether the id is known:

    if known := sent_before(Report, record_id, agency_id=agency_id, recorded_by_id=acting.pk):
        return known
"""

import uuid
from typing import TypeVar

from django.db import connection, models

from amparo.kernel.errors import NotFound

M = TypeVar("M", bound=models.Model)
_LOCK_BITS = (1 << 63) - 1  # an advisory lock of PostgreSQL is named by a positive 64-bit number


def sent_before(model: type[M], record_id: uuid.UUID | None, **owner: object) -> M | None:
    """Return the record of an earlier sending of the same form, or None where this is the first.

    Call it in the transaction that creates the record: of two sendings at one moment the second waits here for the
    end of the first. Raises NotFound for an id of somebody else's record, as for any foreign object; `owner` names
    the fields that must agree.
    """
    if record_id is None:
        return None
    _wait_for_others(record_id)
    found = model._default_manager.filter(pk=record_id).first()
    if found is not None and any(getattr(found, name) != value for name, value in owner.items()):
        raise NotFound
    return found


def _wait_for_others(record_id: uuid.UUID) -> None:
    """Hold the id until the end of the transaction. On SQLite the write lock of the transaction sees to it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [record_id.int & _LOCK_BITS])
