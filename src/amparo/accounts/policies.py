"""Who may do what with accounts. The rules, in order:

1. Nobody (None) and closed accounts are allowed nothing.
2. Administrators manage the people of the agencies in which they are administrators, and of no other: they invite,
   give and end roles, and take off a lost second factor. They never choose a password for somebody.
3. Nobody gives a role to oneself. Administrators may end their own roles.
4. Everybody may change the own profile: name and language, nothing else.
5. Administrators read the audit of the agencies in which they are administrators: who did what to which object, and
   when. They see ids and names of actions, never what a record held.
6. In one agency nobody is administrator and reads its records at the same time (`may_be_combined`): who decides
   who may read must not read.
"""

import uuid

from amparo.accounts.models import Person
from amparo.accounts.roles import Role

# Roles that see records about children, reports or sources.
READING_ROLES = frozenset(
    {Role.CASEWORKER, Role.SUPERVISOR, Role.MONITOR, Role.VERIFIER, Role.CHILD_LAWYER, Role.ANALYST}
)


def may_manage_people(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person manages people: in this agency, or anywhere where none is given."""
    return acting is not None and acting.holds(Role.ADMINISTRATOR, agency_id=agency_id)


def may_read_audit(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person reads the audit: of this agency, or of any where none is given."""
    return acting is not None and acting.holds(Role.ADMINISTRATOR, agency_id=agency_id)


def may_give_role(acting: Person | None, agency_id: uuid.UUID, person: Person) -> bool:
    """Say whether `acting` may give `person` a role in the agency."""
    return may_manage_people(acting, agency_id) and acting != person


def may_change_profile(acting: Person | None, person: Person) -> bool:
    """Say whether `acting` may change name and language of `person`."""
    return acting is not None and acting.is_active and acting == person


def may_be_combined(one: Role, other: Role) -> bool:
    """Say whether one person may hold both roles in one agency at the same time."""
    pair = {one, other}
    return not (Role.ADMINISTRATOR in pair and pair & READING_ROLES)
