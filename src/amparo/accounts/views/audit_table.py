"""The table of events, and the facts about the chain above it."""

import uuid
from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.audit_reading import EventPage
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import ChainState
from amparo.kernel.ui.parts import Cell, Column, Fact, Table
from amparo.kernel.ui.words import State, moment

# A worker seals every five seconds; a minute means that none is at work.
LATE_SECONDS = 60


def event_table(found: EventPage, query: QueryDict) -> Table:
    """One row per event; person and record lead to everything by that person, or about that record."""
    columns = [Column(text) for text in (_("When"), _("Who"), _("Action"), _("Kind of record"), _("Record"))]
    rows = [_row(event, found, query) for event in found.events]
    return Table(_("Events, newest first"), columns, rows, fold=True)


def _row(event: AuditEvent, found: EventPage, query: QueryDict) -> list[Cell]:
    return [
        Cell(moment(event.at, short=True), nowrap=True),
        _person(event.acting, found, query),
        Cell(event.action, code=True),
        Cell(event.object_type, code=True),
        _record(event.object_id, query),
    ]


def _person(person: uuid.UUID | None, found: EventPage, query: QueryDict) -> Cell:
    if person is None:
        return Cell(_("the system"))
    if person not in found.names:
        return Cell(_("somebody of another agency"))
    return Cell(found.names[person], href=_with(query, "person", person))


def _record(record: uuid.UUID | None, query: QueryDict) -> Cell:
    # The end of an id is random, its beginning only says when it was made.
    return Cell("") if record is None else Cell(record.hex[-8:], href=_with(query, "record", record), code=True)


def _with(query: QueryDict, name: str, value: uuid.UUID) -> str:
    changed = query.copy()
    changed.pop("before", None)
    changed[name] = str(value)
    return f"?{changed.urlencode()}"


def state_facts(state: ChainState) -> Sequence[Fact]:
    """How the chain stands. No count is shown: it would tell of other agencies' work."""
    return [_sealed(state), _waiting(state), _verified(state)]


def _sealed(state: ChainState) -> Fact:
    if not state.unbroken:
        return Fact(_("Sealed"), _("The end of the chain was changed"), state=State.LATE)
    if state.sealed_at is None:
        return Fact(_("Sealed"), _("Nothing yet"), state=State.NONE)
    at = moment(state.sealed_at, short=True)
    return Fact(_("Sealed"), at, basis=_("the last time that events were chained"))


def _waiting(state: ChainState) -> Fact:
    if state.waiting_seconds is None:
        return Fact(_("Waiting to be sealed"), _("Nothing"), state=State.KEPT)
    seconds = int(state.waiting_seconds)
    text = ngettext("For %(seconds)d second", "For %(seconds)d seconds", seconds) % {"seconds": seconds}
    if seconds <= LATE_SECONDS:
        return Fact(_("Waiting to be sealed"), text, state=State.WAIT)
    return Fact(_("Waiting to be sealed"), text, basis=_("No worker seals. Run: amparo worker"), state=State.LATE)


def _verified(state: ChainState) -> Fact:
    label = _("Last verified")
    if state.verified_at is None:
        return Fact(label, _("Never"), basis=_("Run: amparo audit verify"), state=State.TODAY)
    at = moment(state.verified_at, short=True)
    if state.held:
        return Fact(label, _("It held"), basis=at, state=State.KEPT)
    return Fact(label, _("It did NOT hold"), basis=at, state=State.LATE)
