"""Who may do what with actors. They are shared by all agencies of an installation.

The rules, in order; what no rule allows is refused.

1. Nobody who is not signed in may do anything here.
2. Monitors, of whichever agency, record and change actors with their aliases, relations and areas, listings, action
   plans, lists, designations and definitions; they decide on snapshots, merge records, undo merges and dismiss pairs.
3. Monitors, verifiers, analysts and coordinators read all of these.
"""

from amparo.accounts.models import Person
from amparo.accounts.roles import Role

WRITERS = (Role.MONITOR,)
READERS = (*WRITERS, Role.VERIFIER, Role.ANALYST, Role.COORDINATOR)


def may_read(acting: Person | None) -> bool:
    """Say whether the person reads actors."""
    return acting is not None and acting.holds(*READERS)


def may_record(acting: Person | None) -> bool:
    """Say whether the person records and changes actors."""
    return acting is not None and acting.holds(*WRITERS)
