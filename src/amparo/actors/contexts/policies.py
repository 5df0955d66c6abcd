"""Who may do what with contexts of insecurity. They are shared by all agencies of an installation, as actors are.

The rules, in order; what no rule allows is refused.

1. Nobody who is not signed in may do anything here.
2. Monitors, of whichever agency, record contexts, assess them anew and end them.
3. Whoever reads actors reads contexts: monitors, verifiers, analysts and coordinators.
"""

from amparo.accounts.models import Person
from amparo.actors import policies as actors


def may_read(acting: Person | None) -> bool:
    """Say whether the person reads contexts."""
    return actors.may_read(acting)


def may_record(acting: Person | None) -> bool:
    """Say whether the person records, assesses and ends contexts."""
    return actors.may_record(acting)
