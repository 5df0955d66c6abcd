"""The audit page: who did what, to which object, and when. Reading it is audited like any other reading."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amparo.accounts import audit_reading, policies
from amparo.accounts.audit_reading import AuditFilterForm, EventPage
from amparo.accounts.views.audit_table import event_table, state_facts
from amparo.accounts.web import acting, page, permitted
from amparo.audit.selectors import ChainState, chain_state
from amparo.kernel.ui.parts import Fact, Table


@dataclass(frozen=True)
class AuditPage:
    """One page of events, the filters in use, and how the chain stands. `older` is the address of the next page."""

    table: Table
    shown: int
    form: AuditFilterForm
    filtered: bool
    unbroken: bool
    facts: Sequence[Fact]
    older: str
    newest: str
    says: str


@require_GET
@permitted(policies.may_read_audit)
def event_list(request: HttpRequest) -> HttpResponse:
    """List events of the agencies that one administers, newest first."""
    me = acting(request)
    form = AuditFilterForm(request.GET, people=audit_reading.people_of(me))
    with transaction.atomic():
        found = audit_reading.read_events(acting=me, form=form)
    content = _content(request, form, found, chain_state())
    return page(request, "accounts/audit.html", content, status=200 if form.is_valid() else 422)


def _content(request: HttpRequest, form: AuditFilterForm, found: EventPage, state: ChainState) -> AuditPage:
    return AuditPage(
        table=event_table(found, request.GET),
        shown=len(found.events),
        form=form,
        filtered=bool(form.changed_data),
        unbroken=state.unbroken,
        facts=state_facts(state),
        older=_address(request, found.events[-1].id) if found.more else "",
        newest=_address(request, None) if "before" in request.GET else "",
        says=_("Who did what to which record, and when. What a record held is not shown here."),
    )


def _address(request: HttpRequest, before: uuid.UUID | None) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    if before:
        query["before"] = str(before)
    return f"{request.path}?{query.urlencode()}"
