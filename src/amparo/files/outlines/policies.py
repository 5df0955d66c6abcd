"""Who may hand in outlines of areas.

1. Nobody who is not signed in.
2. Administrators, of whichever agency: areas and their outlines are reference data of the whole installation, as the
   code lists are, and hold nothing of any case.
3. Nobody else. Everybody sees the outlines, as everybody sees the areas.
"""

from amparo.accounts.models import Person
from amparo.accounts.roles import Role


def may_hand_in(acting: Person | None) -> bool:
    """Say whether the person hands outlines in, and sees what came of it."""
    return acting is not None and acting.holds(Role.ADMINISTRATOR)
