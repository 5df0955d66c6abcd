"""Lists that are kept by hand: those of countries and regional organisations."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.lists import history, selectors, typed
from amparo.actors.lists.checks import code_taken, list_problems
from amparo.actors.lists.content import ListData
from amparo.actors.lists.models import Designation, DesignationList
from amparo.audit import services as audit
from amparo.kernel.errors import Conflict, Invalid, NotFound
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.saving import Changes, save_versioned
from amparo.kernel.sending import sent_before
from amparo.kernel.unique import unique_or


@transaction.atomic
def record_list(*, acting: Person, data: ListData, record_id: uuid.UUID | None = None) -> DesignationList:
    """Record a list; sent twice with one `record_id`, it is recorded once.

    Raises NotFound where the person does not record, Invalid with every problem found.
    """
    if not policies.may_record(acting):
        raise NotFound
    if known := sent_before(DesignationList, record_id):
        return known
    _refuse(data, None)
    with unique_or(code_taken()):
        listing = DesignationList.objects.create(id=record_id or uuid7(), **_facts(data))
    _note(acting, "list.recorded", listing)
    return listing


@transaction.atomic
def change_list(*, acting: Person, list_id: uuid.UUID, expected_version: int, data: ListData) -> DesignationList:
    """Change what is stated of a list, and until which day it was compared with what its issuer publishes.

    Raises NotFound, Stale, Invalid with every problem found, Conflict for a list that a published file brings in.
    """
    if not policies.may_record(acting):
        raise NotFound
    listing = selectors.list_for(acting, list_id)
    if listing.feed:
        raise Conflict(
            _("This list comes with the system, and a published file brings it in."),
            advice=_("Import the present file: amparo actors import FILE"),
        )
    _refuse(data, listing)
    with unique_or(code_taken()):
        changes = save_versioned(listing, expected_version=expected_version, changes=_facts(data))
    if changes:
        event_id = _note(acting, "list.changed", listing, changes)
        concerned = Designation.objects.filter(listing=listing, actor__isnull=False)
        typed.follow(concerned.values_list("actor_id", flat=True).distinct(), event_id)
    return listing


def _refuse(data: ListData, existing: DesignationList | None) -> None:
    problems = list_problems(data, existing)
    if problems:
        raise Invalid(problems=problems)


def _facts(data: ListData) -> dict[str, object]:
    return {
        "code": data.code,
        "name": one_line(data.name),
        "names": {language: one_line(name) for language, name in data.names.items() if one_line(name)},
        "kind": data.kind,
        "issuer": one_line(data.issuer),
        "country": data.country,
        "basis": one_line(data.basis),
        "url": data.url,
        "marks_terrorist": data.marks_terrorist,
        "as_of": data.as_of,
    }


def _note(acting: Person, action: str, listing: DesignationList, changes: Changes | None = None) -> uuid.UUID:
    plain = {"code", "kind", "country", "marks_terrorist", "as_of"}
    coded: Mapping[str, tuple[object, object]] = {name: pair for name, pair in (changes or {}).items() if name in plain}
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type="list",
        object_id=listing.pk,
        changes=coded,
        detail={"code": listing.code},
    )
    audit.write_history([audit.HistoryRow("list", listing.pk, listing.version, event.pk, history.list_data(listing))])
    return event.pk
