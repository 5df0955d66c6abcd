"""Reading what was received."""

import uuid

from amparo.accounts.models import Person
from amparo.files import policies
from amparo.files.models import ReceivedFile
from amparo.kernel.errors import NotFound


def file_for(*, acting: Person | None, file_id: uuid.UUID) -> ReceivedFile:
    """Return a file that the person may read. Raises NotFound for one of another agency as for one that is not."""
    agencies = acting.agency_ids(*policies.READERS) if acting is not None else frozenset()
    found = ReceivedFile.objects.filter(id=file_id, agency_id__in=agencies).first()
    if found is None:
        raise NotFound
    return found
