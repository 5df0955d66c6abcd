"""Tables and facts of tokens of the API. No part of a secret is among them: none is kept."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts import scopes
from amparo.accounts.models import ApiToken
from amparo.kernel.ui.parts import Cell, Column, Fact, Table
from amparo.kernel.ui.words import State, moment


def tokens_table(rows: Iterable[ApiToken], caption: str) -> Table:
    """One row per token of one person, or of an agency."""
    heads = (_("Name"), _("Agency"), _("What it may be used for"), _("Last day"), _("Last used"), _("State"))
    return Table(caption, [Column(text) for text in heads], [_row(row) for row in rows], fold=True)


def managed_table(rows: Iterable[ApiToken]) -> Table:
    """One row per token, with the person whom it acts as."""
    heads = (
        _("Name"), _("Person"), _("Agency"), _("What it may be used for"), _("Last day"), _("Last used"), _("State"),
    )  # fmt: skip
    cells = []
    for row in rows:
        name, *others = _row(row)
        person = reverse("accounts:person-detail", kwargs={"person_id": row.person_id})
        cells.append([name, Cell(row.person.name, href=person), *others])
    caption = _("Tokens of the API")
    columns = [Column(text) for text in heads]
    return Table(caption, columns, cells, fold=True, caption_hidden=True, empty=_("Nobody has made a token."))


def token_facts(token: ApiToken) -> Sequence[Fact]:
    """What is known of one token."""
    label, state = _state(token)
    return [
        Fact(_("State"), label, state=state),
        Fact(_("Acts as"), token.person.name, basis=_holder(token)),
        Fact(_("In the agency"), token.agency.name),
        Fact(_("May be used for"), ", ".join(scopes.labels(token.scopes))),
        Fact(_("Last day"), _last_day(token)),
        Fact(_("Last used"), _last_used(token), basis=_("noted once an hour")),
    ]


def _row(token: ApiToken) -> list[Cell]:
    label, state = _state(token)
    return [
        Cell(token.name, href=reverse("accounts:token-detail", args=[token.pk]), note=_holder(token)),
        Cell(token.agency.name),
        Cell(", ".join(scopes.labels(token.scopes))),
        Cell(_last_day(token), nowrap=True),
        Cell(_last_used(token), nowrap=True),
        Cell(label, state=state),
    ]


def _holder(token: ApiToken) -> str:
    return _("held by the agency") if token.is_of_agency else _("held by the person")


def _state(token: ApiToken) -> tuple[str, State]:
    if token.revoked_at is not None:
        return _("Revoked"), State.NONE
    return (_("Valid"), State.KEPT) if token.is_open else (_("Expired"), State.NONE)


def _last_day(token: ApiToken) -> str:
    return date_format(token.last_day, "SHORT_DATE_FORMAT")


def _last_used(token: ApiToken) -> str:
    if token.last_used_at is None:
        return _("never")
    return moment(token.last_used_at, short=True)
