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
7. A token of the API acts as one person in one agency, never as administrator, and never beyond what that person may
   do there today. Whoever holds a role that a scope needs in an agency may make a token with it there, and take
   over a token of the agency whose scopes all are of that kind. Nobody does so through a token.
8. A token is revoked by its person, and by the administrators of its agency, who see its name, person, scopes and
   days. They make none for others.
"""

import uuid
from collections.abc import Iterable

from amparo.accounts.models import ApiToken, Person
from amparo.accounts.roles import Role
from amparo.accounts.scopes import Scope, scopes_of

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


def token_scopes(acting: Person | None, agency_id: uuid.UUID) -> list[Scope]:
    """Return what the person may put into a token of this agency."""
    if acting is None or acting.grant is not None:
        return []
    return scopes_of([role for agency, role in acting.current_roles if agency == agency_id])


def may_make_token(acting: Person | None, agency_id: uuid.UUID, scopes: Iterable[str]) -> bool:
    """Say whether the person may make a token of this agency for these scopes, of which there is at least one."""
    wanted = set(scopes)
    return bool(wanted) and wanted.issubset(token_scopes(acting, agency_id))


def may_take_over_token(acting: Person | None, token: ApiToken) -> bool:
    """Say whether the person may make a token of the agency the own, with a new secret."""
    return token.is_of_agency and token.is_open and may_make_token(acting, token.agency_id, token.scopes)


def may_revoke_token(acting: Person | None, token: ApiToken) -> bool:
    """Say whether the person may end a token."""
    if acting is None or acting.grant is not None:
        return False
    return acting.pk == token.person_id or may_manage_people(acting, token.agency_id)
