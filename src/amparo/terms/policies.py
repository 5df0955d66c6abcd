"""Who may do what with the code lists.

The rules, in order; what no rule allows is refused.

1. Nobody who is not signed in may do anything here.
2. Administrators keep the lists: they add, rename, retire, restore and delete items.
3. Monitors, verifiers, analysts and coordinators read them with their sources and history.
"""

from amparo.accounts.models import Person
from amparo.accounts.roles import Role

KEEPERS = (Role.ADMINISTRATOR,)
READERS = (*KEEPERS, Role.MONITOR, Role.VERIFIER, Role.ANALYST, Role.COORDINATOR)


def may_read(acting: Person | None) -> bool:
    """Say whether the person reads the pages of the lists."""
    return acting is not None and acting.holds(*READERS)


def may_keep(acting: Person | None) -> bool:
    """Say whether the person adds, renames, retires, restores and deletes items."""
    return acting is not None and acting.holds(*KEEPERS)
