"""What only the operator of the machine does, on the command line, with no person acting.

Who can run commands here holds the database and its keys anyway. No page and no address calls this module (a test
sees to it); each act leaves an audit event whose acting person is empty.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts import mails
from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role
from amparo.accounts.services.api_tokens import end_tokens
from amparo.accounts.services.invitations import write_invitation
from amparo.accounts.services.memberships import take_off_second_factor
from amparo.audit import services as audit
from amparo.kernel.errors import Conflict, NotFound
from amparo.kernel.lines import one_line


def found_agency(*, code: str, name: str, country: str = "") -> Agency:
    """Add an agency. Raises Conflict for a code or name that is taken."""
    name = one_line(name)
    with transaction.atomic():
        if Agency.objects.filter(code=code).exists() or Agency.objects.filter(name=name).exists():
            raise Conflict(
                _("There is an agency of this code or name already."), advice=_("Run “amparo people agencies”.")
            )
        agency = Agency.objects.create(code=code, name=name, country=country)
        audit.record(acting=None, agency=agency.pk, action="agency.founded", object_type="agency", object_id=agency.pk)
    return agency


def invite_as_operator(*, agency_code: str, email: str, role: Role) -> str:
    """Invite an address, and return the link, which is good once; nothing is mailed. Raises NotFound."""
    agency = Agency.objects.filter(code=agency_code).first()
    if agency is None:
        raise NotFound(
            _("There is no agency with the code “%(code)s”.") % {"code": agency_code},
            advice=_("Run “amparo people agencies” to see them, or “amparo people add-agency” to add one."),
        )
    with transaction.atomic():
        _invitation, token = write_invitation(acting=None, agency_id=agency.pk, email=email, role=role)
    return mails.invitation_link(token)


def set_open(*, email: str, is_active: bool) -> Person:
    """Close an account, which ends its sessions and tokens at once, or open it again. Raises NotFound."""
    person = _person(email)
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_active=is_active)
        if not is_active:
            end_tokens(acting=None, person=person, own_only=True)
        audit.record(
            acting=None,
            agency=None,
            action="person.opened" if is_active else "person.closed",
            object_type="person",
            object_id=person.pk,
        )
    return person


def reset_second_factor_as_operator(*, email: str) -> Person:
    """Take off a lost second factor and sign the person out everywhere. Raises NotFound."""
    person = _person(email)
    with transaction.atomic():
        take_off_second_factor(acting=None, person=person)
    return person


def agencies() -> list[Agency]:
    """Return all agencies, by name."""
    return list(Agency.objects.all())


def memberships() -> list[Membership]:
    """Return all current roles, by agency and person."""
    rows = Membership.objects.current().select_related("person", "agency")
    return list(rows.order_by("agency__name", "person__name", "role"))


def _person(email: str) -> Person:
    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        raise NotFound(_("There is no account with this address."), advice=_("Run “amparo people list”."))
    return person
