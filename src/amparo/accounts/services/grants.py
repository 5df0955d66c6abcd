"""Giving and taking back access to one restricted thing. Who may do so, the room of the thing has asked already."""

import uuid

from django.db import transaction

from amparo.accounts import selectors
from amparo.accounts.models import Grant, Person
from amparo.accounts.roles import Role
from amparo.audit import services as audit
from amparo.kernel.errors import NotFound


@transaction.atomic
def set_access(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    object_type: str,
    object_id: uuid.UUID,
    person_id: uuid.UUID,
    given: bool,
    roles: tuple[Role, ...],
) -> bool:
    """Give somebody access to one thing, or take it back; say whether anything changed.

    Access goes to colleagues who hold one of `roles` in the agency today, and is taken back from anybody who has it.
    Raises NotFound for everybody else.
    """
    holders = {person.pk: person for person in selectors.people_with_access(acting, object_type, object_id)}
    colleagues = selectors.colleagues_for(acting, agency_id, *roles)
    if person_id not in holders and not (given and colleagues.filter(pk=person_id).exists()):
        raise NotFound
    if (person_id in holders) == given:
        return False
    Grant.objects.create(
        agency_id=agency_id, object_type=object_type, object_id=object_id, person_id=person_id, given=given, by=acting
    )
    audit.record(
        acting=acting.pk,
        agency=agency_id,
        action="access.given" if given else "access.taken",
        object_type=object_type,
        object_id=object_id,
        detail={"person": person_id},
    )
    return True
