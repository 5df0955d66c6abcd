"""Tables of people, roles and invitations."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.models import Invitation, Membership
from amparo.accounts.roles import Role
from amparo.kernel import clock
from amparo.kernel.ui.parts import Cell, Column, Table


def people_table(rows: Iterable[Membership], *, ended: bool) -> Table:
    """One row per role of a person."""
    columns = [Column(text) for text in (_("Name"), _("E-mail"), _("Agency"), _("Role"), _("From"), _("Until"))]
    caption = _("Roles that have ended") if ended else _("People and their roles")
    return Table(caption, columns, [_person_row(row) for row in rows], fold=True, empty=_("Nobody here."))


def _person_row(row: Membership) -> list[Cell]:
    person = reverse("accounts:person-detail", kwargs={"person_id": row.person_id})
    name = row.person.name if row.person.is_active else _("%(name)s (account closed)") % {"name": row.person.name}
    return [Cell(name, href=person), Cell(row.person.email), Cell(row.agency.name), *_role_cells(row)]


def roles_table(rows: Iterable[Membership]) -> Table:
    """The roles of one person."""
    columns = [Column(text) for text in (_("Agency"), _("Role"), _("From"), _("Until"))]
    cells = [[Cell(row.agency.name), *_role_cells(row)] for row in rows]
    return Table(_("Roles"), columns, cells, fold=True, caption_hidden=True)


def _role_cells(row: Membership) -> list[Cell]:
    change = reverse("accounts:membership-change", kwargs={"membership_id": row.pk})
    until = date_format(row.ends_on, "SHORT_DATE_FORMAT") if row.ends_on else _("no end")
    return [
        Cell(Role(row.role).label, href=change),
        Cell(date_format(row.starts_on, "SHORT_DATE_FORMAT"), nowrap=True),
        Cell(until, nowrap=True),
    ]


def invitations_table(rows: Iterable[Invitation]) -> Table:
    """Open invitations."""
    columns = [
        Column(text) for text in (_("E-mail"), _("Agency"), _("Role"), _("Invited by"), _("Sent"), _("Good until"))
    ]
    return Table(_("Open invitations"), columns, [_invitation_row(row) for row in rows], fold=True, caption_hidden=True)


def _invitation_row(row: Invitation) -> list[Cell]:
    detail = reverse("accounts:invitation-detail", kwargs={"invitation_id": row.pk})
    return [
        Cell(row.email, href=detail),
        Cell(row.agency.name),
        Cell(Role(row.role).label),
        Cell(row.invited_by.name if row.invited_by else _("the operator")),
        Cell(date_format(clock.day_of(row.created_at), "SHORT_DATE_FORMAT"), nowrap=True),
        Cell(date_format(clock.day_of(row.expires_at), "SHORT_DATE_FORMAT"), nowrap=True),
    ]
