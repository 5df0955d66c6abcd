"""Who may hand in and read files.

1. Nobody without a current role in the file's agency; a visitor never.
2. Monitors hand files in.
3. Monitors, verifiers and analysts read them, as they read the reports made from them.
4. Nobody changes or deletes one: a received file stays as it was received.
5. Who reads a record sees the attachments of that record: their working copies and their custody log.
6. Who may add to a record attaches files to it, describes them, and makes redacted copies of them.
7. The evidentiary copy of an attachment is opened by the person who received it, and by those monitors and verifiers
   of the agency to whom that person gave access; each time with a reason, which is recorded. Nobody passes access on.
   A file without a working copy of its own (anything but pictures and e-mails) is itself what readers are given.
"""

import uuid

from amparo.accounts.models import Person
from amparo.accounts.roles import Role

READERS = (Role.MONITOR, Role.VERIFIER, Role.ANALYST)
EVIDENCE_ROLES = (Role.MONITOR, Role.VERIFIER)


def may_receive(acting: Person | None, agency_id: uuid.UUID) -> bool:
    """Say whether the person may hand in a file for this agency."""
    return acting is not None and acting.holds(Role.MONITOR, agency_id=agency_id)


def may_read_files(acting: Person | None) -> bool:
    """Say whether the person may read files of any agency at all."""
    return acting is not None and acting.holds(*READERS)


def may_open_evidence(
    acting: Person | None, agency_id: uuid.UUID, received_by: uuid.UUID, *, has_access: bool = False
) -> bool:
    """Say whether the person opens the evidentiary copy of an attachment that `received_by` received."""
    if acting is None or not acting.holds(*EVIDENCE_ROLES, agency_id=agency_id):
        return False
    return acting.pk == received_by or has_access


def may_give_evidence(acting: Person | None, agency_id: uuid.UUID, received_by: uuid.UUID) -> bool:
    """Say whether the person gives others access to an evidentiary copy: who received it, and nobody else."""
    return may_open_evidence(acting, agency_id, received_by)
