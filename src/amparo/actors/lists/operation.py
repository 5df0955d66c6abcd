"""What only the operator of the machine does, on the command line, with no person acting; and who is named there.

No page and no address calls this module. What the operator brings in is in the audit with no acting person; of what
a later snapshot changes a named person decides.
"""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from amparo.accounts.models import Membership, Person
from amparo.accounts.roles import Role
from amparo.actors.lists import bringing
from amparo.kernel.errors import Invalid


def import_as_operator(*, path: Path, dry_run: bool = False) -> bringing.Brought:
    """Take a published list in, with nobody named."""
    return bringing.bring_in(path, person=None, dry_run=dry_run)


def person(email: str | None) -> Person:
    """Return the monitor who decides. Raises Invalid where it is not said, or the person is no monitor.

    In demonstration mode nobody needs to be named: the first monitor of the invented people decides.
    """
    monitors = Membership.objects.current().filter(role=Role.MONITOR, person__is_active=True)
    found = monitors.order_by("created_at", "id")
    if email is not None:
        found = found.filter(person__email__iexact=email)
    elif not settings.DEMONSTRATION:
        raise Invalid(_("It is not said who decides."), advice=_("Name a monitor: --as EMAIL."))
    membership = found.select_related("person").first()
    if membership is None:
        raise Invalid(
            _("There is no monitor of this address.") if email else _("There is no monitor yet."),
            advice=_("See who holds which role: amparo people list"),
        )
    return membership.person
