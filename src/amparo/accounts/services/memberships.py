"""Giving and ending roles."""

import datetime
import uuid

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from amparo.accounts import policies, selectors
from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role
from amparo.accounts.services.api_tokens import end_tokens, end_tokens_without_role
from amparo.audit import services as audit
from amparo.kernel import clock, saving
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem


def give_role(
    *, acting: Person, person_id: uuid.UUID, agency_id: uuid.UUID, role: Role, starts_on: datetime.date
) -> Membership:
    """Give a role to somebody who is known in the agency.

    Raises NotFound for a person or agency that `acting` does not manage, Conflict for a role to oneself, a role
    held already, or two roles that must not meet.
    """
    person = selectors.managed_person(acting, person_id)
    if not policies.may_manage_people(acting, agency_id):
        raise NotFound
    if not policies.may_give_role(acting, agency_id, person):
        raise Conflict(
            _("Nobody gives a role to oneself."),
            advice=_("Ask another administrator of your agency to give it to you."),
        )
    with transaction.atomic():
        return open_membership(
            acting=acting.pk, person=person, agency_id=agency_id, role=role, starts_on=starts_on, action="role.given"
        )


def open_membership(
    *,
    acting: uuid.UUID | None,
    person: Person,
    agency_id: uuid.UUID,
    role: Role,
    starts_on: datetime.date,
    action: str,
) -> Membership:
    """Write a membership and its event, in the caller's transaction. Raises Conflict where roles must not meet."""
    Agency.objects.select_for_update().get(pk=agency_id)  # two who give roles in one agency wait for each other
    held = Membership.objects.filter(person=person, agency_id=agency_id)
    _refuse_meeting(role, [Role(other) for other in held.filter(_not_ended(starts_on)).values_list("role", flat=True)])
    end_tokens_without_role(acting=acting, person=person, agency_id=agency_id)
    membership = Membership.objects.create(person=person, agency_id=agency_id, role=role, starts_on=starts_on)
    audit.record(
        acting=acting,
        agency=agency_id,
        action=action,
        object_type="membership",
        object_id=membership.pk,
        detail={"person": person.pk, "role": role.value, "starts_on": starts_on},
    )
    return membership


def _not_ended(on: datetime.date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=on)


def _refuse_meeting(role: Role, held: list[Role]) -> None:
    if role in held:
        raise Conflict(_("This person holds this role already."), advice=_("Nothing needs to be done."))
    for other in held:
        if not policies.may_be_combined(role, other):
            raise Conflict(
                _("In one agency nobody is administrator and reads its records at the same time."),
                advice=_("End the role “%(role)s” first, or give this role to somebody else.") % {"role": other.label},
            )


def change_membership(
    *,
    acting: Person,
    membership_id: uuid.UUID,
    expected_version: int,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
) -> Membership:
    """Change from when and until when somebody holds a role.

    Raises NotFound for a role in an agency that `acting` does not manage, Stale, Invalid for an end before the
    start, Conflict where the agency would be left without an administrator or where roles would meet.
    """
    membership = selectors.membership_for(acting, membership_id)
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(problems=[Problem("ends_on", _("The last day is before the first."))])
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=membership.agency_id)
        _refuse_last_administrator(membership, starts_on, ends_on)
        _refuse_longer_meeting(acting, membership, starts_on, ends_on)
        _end_left_tokens(acting, membership)
        changes = saving.save_versioned(
            membership, expected_version=expected_version, changes={"starts_on": starts_on, "ends_on": ends_on}
        )
        if changes:
            audit.record(
                acting=acting.pk,
                agency=membership.agency_id,
                action="role.changed",
                object_type="membership",
                object_id=membership.pk,
                detail={"person": membership.person_id, "role": membership.role},
                changes=saving.as_json(changes),
            )
            _end_left_tokens(acting, membership)
    return membership


def _end_left_tokens(acting: Person, membership: Membership) -> None:
    end_tokens_without_role(acting=acting.pk, person=membership.person, agency_id=membership.agency_id)


def _refuse_last_administrator(membership: Membership, starts_on: datetime.date, ends_on: datetime.date | None) -> None:
    """Refuse to leave an agency without an administrator. Only who stays for good, from today on, counts."""
    today = clock.today()
    if membership.role != Role.ADMINISTRATOR or (ends_on is None and starts_on <= today):
        return
    if not selectors.other_administrators(membership.agency_id, but=membership, on=today).exists():
        raise Conflict(
            _("The agency would be left without an administrator."),
            advice=_("Invite another administrator first, and end this role when the invitation is accepted."),
        )


def _refuse_longer_meeting(
    acting: Person, membership: Membership, starts_on: datetime.date, ends_on: datetime.date | None
) -> None:
    """Refuse dates under which roles meet that must not, or under which somebody prolongs the own role."""
    longer = ends_on is None or (membership.ends_on is not None and ends_on > membership.ends_on)
    if acting.pk == membership.person_id and membership.ends_on is not None and longer:
        raise Conflict(_("Nobody prolongs the own role."), advice=_("Ask another administrator of your agency."))
    others = Membership.objects.filter(person_id=membership.person_id, agency_id=membership.agency_id)
    others = others.exclude(pk=membership.pk).filter(_not_ended(starts_on))
    if ends_on is not None:
        others = others.filter(starts_on__lte=ends_on)
    _refuse_meeting(Role(membership.role), [Role(other) for other in others.values_list("role", flat=True)])


def reset_second_factor(*, acting: Person, person_id: uuid.UUID) -> Person:
    """Take off a lost second factor and sign the person out everywhere; a new one is asked for at the next sign-in.

    Raises NotFound for somebody whom `acting` does not manage or for oneself, Conflict for somebody who holds a role
    in an agency that `acting` does not manage: one agency must not weaken the account that another relies on.
    """
    person = selectors.managed_person(acting, person_id)
    if person == acting:
        raise NotFound
    if person.agency_ids(*Role) - acting.agency_ids(Role.ADMINISTRATOR):
        raise Conflict(
            _("This second factor cannot be taken off here."),
            advice=_("Ask the operator of the installation: “amparo people reset-second-factor”."),
        )
    with transaction.atomic():
        take_off_second_factor(acting=acting.pk, person=person)
    return person


def take_off_second_factor(*, acting: uuid.UUID | None, person: Person) -> None:
    """Delete the factors, sessions and tokens of a person, and record it, in the caller's transaction.

    All tokens, also those that an agency holds: the device on which they lay may be in other hands.
    """
    Authenticator.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    end_tokens(acting=acting, person=person)
    audit.record(
        acting=acting, agency=None, action="person.second_factor_reset", object_type="person", object_id=person.pk
    )
