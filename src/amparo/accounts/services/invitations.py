"""Inviting people, and accepting. There is no other way to an account."""

import datetime
import logging
import uuid
from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts import mails, policies, selectors, tokens
from amparo.accounts.models import Invitation, Person
from amparo.accounts.roles import Role
from amparo.accounts.services.memberships import open_membership
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem, Unavailable
from amparo.kernel.lines import one_line

logger = logging.getLogger(__name__)


def invite(*, acting: Person, agency_id: uuid.UUID, email: str, role: Role) -> str:
    """Invite an address to a role, send the mail, and return the link.

    An earlier open invitation of the same address to the same role is revoked. Raises NotFound for an agency that
    `acting` does not manage, Conflict for an invitation to oneself, Unavailable (nobody was invited) where the mail
    cannot be sent.
    """
    if not policies.may_manage_people(acting, agency_id):
        raise NotFound
    if email.lower() == acting.email:
        raise Conflict(
            _("Nobody gives a role to oneself."),
            advice=_("Ask another administrator of your agency to give it to you."),
        )
    with transaction.atomic():
        invitation, token = write_invitation(acting=acting, agency_id=agency_id, email=email, role=role)
    try:
        mails.invitation(invitation, token)
    except OSError as error:  # smtplib's errors are OSErrors, as are those of the network
        logger.error("An invitation could not be mailed: %s", type(error).__name__)
        revoke_invitation(acting=acting, invitation_id=invitation.pk)
        raise Unavailable(
            _("The mail could not be sent. Nobody was invited."),
            advice=_("Check the address and try again later. If it lasts, tell the operator of the installation."),
        ) from error
    return mails.invitation_link(token)


def write_invitation(*, acting: Person | None, agency_id: uuid.UUID, email: str, role: Role) -> tuple[Invitation, str]:
    """Write an invitation and its event in the caller's transaction; return it and its token, which is not kept."""
    now = clock.now()
    same = Invitation.objects.open().filter(agency_id=agency_id, email=email.lower(), role=role)
    same.update(revoked_at=now)
    token, digest = tokens.new()
    invitation = Invitation.objects.create(
        agency_id=agency_id,
        email=email.lower(),
        role=role,
        token_digest=digest,
        invited_by=acting,
        expires_at=now + datetime.timedelta(days=tokens.VALID_DAYS),
    )
    _record(acting.pk if acting else None, invitation, "invitation.sent")
    return invitation, token


def revoke_invitation(*, acting: Person, invitation_id: uuid.UUID) -> Invitation:
    """Withdraw an invitation. Raises NotFound for one that `acting` does not manage, Conflict for an accepted one."""
    with transaction.atomic():
        invitation = selectors.invitation_for(acting, invitation_id)
        changed = Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=clock.now())
        if not changed:
            raise Conflict(
                _("This invitation is no longer open."),
                advice=_("If it was accepted, end the role on the page of people."),
            )
        _record(acting.pk, invitation, "invitation.revoked")
    return invitation


def invitation_behind(token: str) -> Invitation:
    """Return the open invitation that a link stands for. Raises NotFound, which says nothing about the reason."""
    digest = tokens.digest_of(token)
    found = Invitation.objects.open().filter(token_digest=digest).select_related("agency").first() if digest else None
    if found is None:
        raise NotFound(
            _(
                "This invitation cannot be used: it was accepted or withdrawn, is older than seven days, or who sent "
                "it no longer invites for this agency."
            ),
            advice=_("Ask the administrator who invited you to send a new one."),
        )
    return found


def accept_invitation(
    *, acting: Person | None, token: str, name: str = "", password: str = "", language: str = "en"
) -> Person:
    """Accept an invitation, once.

    Where the address has an account, its owner must be the one who is signed in, and only the role is added; `name`
    and `password` are not looked at. Else an account is made. Raises NotFound for a link that cannot be used,
    Conflict where somebody else is signed in or roles would meet, Invalid for a password that is too easy.
    """
    with transaction.atomic():
        invitation = invitation_behind(token)
        if not Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=clock.now()):
            raise NotFound
        person = _who_accepts(acting, invitation, lambda: _new_person(invitation, name, password, language))
        open_membership(
            acting=person.pk,
            person=person,
            agency_id=invitation.agency_id,
            role=Role(invitation.role),
            starts_on=clock.today(),
            action="invitation.accepted",
        )
    return person


def _who_accepts(acting: Person | None, invitation: Invitation, make: Callable[[], Person]) -> Person:
    known = Person.objects.filter(email=invitation.email).first()
    if known is None and acting is None:
        return make()
    if acting is not None and acting == known:
        return acting
    raise Conflict(
        _("This invitation is for %(address)s.") % {"address": invitation.email},
        advice=_("Sign in with that address, then open the link again."),
    )


def _new_person(invitation: Invitation, name: str, password: str, language: str) -> Person:
    person = Person(email=invitation.email, name=one_line(name), language=language)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(problems=[Problem("password", message) for message in error.messages]) from error
    person.set_password(password)
    person.save(force_insert=True)
    audit.record(
        acting=person.pk,
        agency=invitation.agency_id,
        action="person.created",
        object_type="person",
        object_id=person.pk,
    )
    return person


def _record(acting: uuid.UUID | None, invitation: Invitation, action: str) -> None:
    audit.record(
        acting=acting,
        agency=invitation.agency_id,
        action=action,
        object_type="invitation",
        object_id=invitation.pk,
        detail={"role": invitation.role},
    )
