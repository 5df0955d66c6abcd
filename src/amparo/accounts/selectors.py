"""What the accounts room reads. Every selector takes the actor; None and everybody without the role get nothing."""

import datetime
import uuid
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.accounts import policies
from amparo.accounts.models import Agency, ApiToken, Grant, Holder, Invitation, Membership, Person
from amparo.accounts.roles import Role
from amparo.kernel import clock
from amparo.kernel.errors import NotFound


def managed_agencies(acting: Person | None) -> QuerySet[Agency]:
    """Return the agencies whose people the person manages."""
    if acting is None:
        return Agency.objects.none()
    return Agency.objects.filter(id__in=acting.agency_ids(Role.ADMINISTRATOR))


def memberships_for(acting: Person | None, *, ended: bool = False, query: str = "") -> QuerySet[Membership]:
    """Return the roles in the agencies that the person manages, by agency and name: current and coming, or ended.

    `query` narrows to names and addresses that contain it.
    """
    past = Q(ends_on__isnull=False, ends_on__lt=clock.today())
    rows = Membership.objects.filter(past if ended else ~past, agency__in=managed_agencies(acting))
    if query:
        rows = rows.filter(Q(person__name__icontains=query) | Q(person__email__icontains=query))
    return rows.select_related("person", "agency").order_by("agency__name", "person__name", "role", "id")


def membership_for(acting: Person | None, membership_id: uuid.UUID) -> Membership:
    """Return one role in an agency that the person manages. Raises NotFound."""
    found = Membership.objects.filter(id=membership_id, agency__in=managed_agencies(acting))
    membership = found.select_related("person", "agency").first()
    if membership is None:
        raise NotFound
    return membership


def managed_person(acting: Person | None, person_id: uuid.UUID) -> Person:
    """Return somebody who holds or held a role in an agency that the person manages. Raises NotFound."""
    here = Membership.objects.filter(person=OuterRef("pk"), agency__in=managed_agencies(acting))
    person = Person.objects.filter(Exists(here), id=person_id).first()
    if person is None:
        raise NotFound
    return person


def roles_of(acting: Person | None, person: Person) -> Sequence[Membership]:
    """Return the roles of a person in the agencies that `acting` manages; what others gave stays unseen."""
    rows = Membership.objects.filter(person=person, agency__in=managed_agencies(acting))
    return list(rows.select_related("agency").order_by("agency__name", "-starts_on", "role"))


def own_roles(acting: Person) -> Sequence[Membership]:
    """Return the roles that the person holds today, for the own profile."""
    rows = Membership.objects.current().filter(person=acting).select_related("agency")
    return list(rows.order_by("agency__name", "role"))


def invitations_for(acting: Person | None) -> QuerySet[Invitation]:
    """Return the open invitations to the agencies that the person manages, newest first."""
    rows = Invitation.objects.open().filter(agency__in=managed_agencies(acting))
    return rows.select_related("agency", "invited_by").order_by("-created_at", "id")


def invitation_for(acting: Person | None, invitation_id: uuid.UUID) -> Invitation:
    """Return one invitation, open or not, to an agency that the person manages. Raises NotFound."""
    found = Invitation.objects.filter(id=invitation_id, agency__in=managed_agencies(acting))
    invitation = found.select_related("agency").first()
    if invitation is None:
        raise NotFound
    return invitation


def has_second_factor(person: Person) -> bool:
    """Say whether a person has set up a second factor. For those whom the caller has already found permitted."""
    factors = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(factors.exists())


def other_administrators(agency_id: uuid.UUID, but: Membership, on: datetime.date) -> QuerySet[Membership]:
    """Return who else is administrator of an agency, with an open account, for good from a day on."""
    rows = Membership.objects.filter(agency_id=agency_id, role=Role.ADMINISTRATOR, person__is_active=True)
    return rows.exclude(pk=but.pk).filter(Q(ends_on__isnull=True), starts_on__lte=on)


def has_account(invitation: Invitation) -> bool:
    """Say whether the invited address has an account. For whoever holds the link: it came to that address."""
    return Person.objects.filter(email=invitation.email).exists()


def people_with_access(acting: Person, object_type: str, object_id: uuid.UUID) -> list[Person]:
    """Return who was given access to one restricted thing of an agency of the acting person, and still has it."""
    mine = acting.agency_ids(*Role)
    rows = Grant.objects.filter(object_type=object_type, object_id=object_id, agency__in=mine).select_related("person")
    newest = {row.person: row.given for row in rows.order_by("at", "id")}
    return sorted((person for person, given in newest.items() if given), key=lambda person: person.name)


def has_access(acting: Person | None, object_type: str, object_id: uuid.UUID) -> bool:
    """Say whether the person was given access to one restricted thing. The room of the thing still asks for a role."""
    return acting is not None and acting in people_with_access(acting, object_type, object_id)


def colleagues_for(acting: Person, agency_id: uuid.UUID, *roles: Role) -> QuerySet[Person]:
    """Return the others who hold one of `roles` today in an agency that the person works for, by name."""
    here = Membership.objects.current().filter(person=OuterRef("pk"), agency_id=agency_id, role__in=roles)
    rows = Person.objects.filter(Exists(here), is_active=True).exclude(pk=acting.pk)
    return rows.order_by("name") if agency_id in acting.agency_ids(*Role) else rows.none()


def own_tokens(acting: Person) -> Sequence[ApiToken]:
    """Return the tokens that act as the person, newest first: also those that have ended."""
    return list(ApiToken.objects.filter(person=acting).select_related("agency", "person"))


def tokens_to_take_over(acting: Person) -> Sequence[ApiToken]:
    """Return the open tokens of the person's agencies that others keep and the person may take over."""
    held = {agency_id for agency_id, _role in acting.current_roles}
    rows = ApiToken.objects.open().filter(holder=Holder.AGENCY, agency__in=held).exclude(person=acting)
    return [row for row in rows.select_related("agency", "person") if policies.may_take_over_token(acting, row)]


def tokens_managed(acting: Person | None) -> QuerySet[ApiToken]:
    """Return the tokens of the agencies whose people the person manages, newest first."""
    rows = ApiToken.objects.filter(agency__in=managed_agencies(acting))
    return rows.select_related("agency", "person")


def token_for(acting: Person, token_id: uuid.UUID) -> ApiToken:
    """Return one token that the person keeps, manages or may take over. Raises NotFound."""
    token = ApiToken.objects.filter(pk=token_id).select_related("agency", "person").first()
    if token is None or not (policies.may_revoke_token(acting, token) or policies.may_take_over_token(acting, token)):
        raise NotFound
    return token


def agencies_for_tokens(acting: Person) -> QuerySet[Agency]:
    """Return the agencies of which the person may make a token."""
    held = {agency_id for agency_id, _role in acting.current_roles if policies.token_scopes(acting, agency_id)}
    return Agency.objects.filter(id__in=held)


def agencies_held(acting: Person) -> Sequence[tuple[Agency, list[str]]]:
    """Return the agencies in which the person holds a role today, by name, each with these roles."""
    roles: dict[uuid.UUID, list[str]] = {}
    for agency_id, role in acting.current_roles:
        roles.setdefault(agency_id, []).append(role.value)
    return [(agency, sorted(roles[agency.pk])) for agency in Agency.objects.filter(id__in=roles)]
