"""Who may hand in and read files.

1. Nobody without a current role in the file's agency; a visitor never.
2. Monitors hand files in.
3. Monitors, verifiers and analysts read them, as they read the reports made from them.
4. Nobody changes or deletes one: a received file stays as it was received.
"""

import uuid

from amparo.accounts.models import Person
from amparo.accounts.roles import Role

READERS = (Role.MONITOR, Role.VERIFIER, Role.ANALYST)


def may_receive(acting: Person | None, agency_id: uuid.UUID) -> bool:
    """Say whether the person may hand in a file for this agency."""
    return acting is not None and acting.holds(Role.MONITOR, agency_id=agency_id)


def may_read_files(acting: Person | None) -> bool:
    """Say whether the person may read files of any agency at all."""
    return acting is not None and acting.holds(*READERS)
