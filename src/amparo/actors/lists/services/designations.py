"""Designations by hand: recorded, corrected, ended, linked to an actor. Nothing is ever deleted."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors import policies, searching
from amparo.actors.lists import bringing, history, selectors, stating, typed
from amparo.actors.lists.checks import designation_problems
from amparo.actors.lists.content import DesignationData, ListedName
from amparo.actors.lists.models import Designation, DesignationList, DesignationName
from amparo.actors.models import Actor
from amparo.audit import services as audit
from amparo.audit.values import redacted
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.saving import save_versioned
from amparo.kernel.sending import sent_before


@transaction.atomic
def record_designation(
    *, acting: Person, list_id: uuid.UUID, data: DesignationData, record_id: uuid.UUID | None = None
) -> Designation:
    """Record a designation on a list that is kept by hand; sent twice with one `record_id`, it is recorded once.

    Raises NotFound, Invalid with every problem found (an overlap among them), Conflict for a list that a published
    file brings in.
    """
    listing = _held(acting, list_id)
    if listing.feed:
        raise Conflict(
            _("A published file brings this list in; nobody adds to it by hand."),
            advice=_("Import the present file: amparo actors import FILE"),
        )
    if known := sent_before(Designation, record_id, listing_id=listing.pk):
        return known
    _refuse(listing, data, None)
    designation = Designation.objects.create(
        id=record_id or uuid7(), listing=listing, **_facts(data), actor_id=data.actor_id
    )
    _write_names(designation, data)
    _follow(_note(acting, "designation.recorded", designation), designation)
    return designation


@transaction.atomic
def change_designation(
    *, acting: Person, designation_id: uuid.UUID, expected_version: int, data: DesignationData
) -> Designation:
    """Correct or end a designation, or link it to another actor.

    Of one that a published file brings in, what the file says stays as it says: there only actor, source and note are
    a person's, and, once it is delisted, the two days, for the file does not tell the day of delisting.

    Raises NotFound, Stale, Invalid with every problem found.
    """
    designation = selectors.designation_for(acting, designation_id)
    listing = _held(acting, designation.listing_id)
    data = _of_a_person(designation, data) if listing.feed else data
    _refuse(listing, data, designation)
    former = selectors.designation_for(acting, designation_id)
    wanted = {**_facts(data), "actor_id": data.actor_id}
    renamed = not listing.feed and _names_of(former) != set(data.names)
    try:
        changes = save_versioned(designation, expected_version=expected_version, changes=wanted)
    except Stale as error:
        raise (_with_names(error, former, data) if renamed else error) from error
    if renamed:
        designation.names.all().delete()
        _write_names(designation, data)
        if not changes:
            _raise_version(designation)
    if changes or renamed:
        _follow(_note(acting, "designation.changed", designation, changes), designation, former)
    return designation


def _held(acting: Person, list_id: uuid.UUID) -> DesignationList:
    """Return the list, locked until the end of the transaction, so that two overlapping ones cannot pass each other."""
    if not policies.may_record(acting):
        raise NotFound
    listing = selectors.list_for(acting, list_id)
    if listing.feed:
        bringing.hold(listing.feed)
    else:
        list(DesignationList.objects.select_for_update().filter(pk=listing.pk).values_list("pk"))
    return listing


def _of_a_person(designation: Designation, data: DesignationData) -> DesignationData:
    ended = designation.delisted_on is not None
    return replace(
        data,
        reference=designation.reference,
        name=designation.name,
        listed_on=data.listed_on if ended else designation.listed_on,
        delisted_on=(data.delisted_on or designation.delisted_on) if ended else None,
        names=(),
    )


def _refuse(listing: DesignationList, data: DesignationData, existing: Designation | None) -> None:
    problems = designation_problems(listing, data, existing)
    if problems:
        raise Invalid(problems=problems)


def _facts(data: DesignationData) -> dict[str, str | datetime.date | None]:
    return {
        "reference": one_line(data.reference),
        "name": one_line(data.name),
        "listed_on": data.listed_on,
        "delisted_on": data.delisted_on,
        "source": one_line(data.source),
        "note": data.note,
    }


def _names_of(designation: Designation) -> set[ListedName]:
    return {ListedName(one.name, one.quality) for one in designation.names.all()}


def _with_names(error: Stale, stored: Designation, data: DesignationData) -> Stale:
    """Add the other names, which stand in a table of their own, to what differs."""
    return Stale(
        theirs={**error.theirs, "names": stating.names_in_words(stating.designation_data(stored).names)},
        yours={**error.yours, "names": stating.names_in_words(data.names)},
        labels={**error.labels, "names": _("Other names")},
        version=error.version,
    )


def _write_names(designation: Designation, data: DesignationData) -> None:
    given = dict.fromkeys((one_line(one.name), one.quality) for one in data.names if one_line(one.name))
    DesignationName.objects.bulk_create(
        DesignationName(designation=designation, name=name, quality=quality) for name, quality in given
    )


def _raise_version(designation: Designation) -> None:
    designation.version += 1
    designation.save(update_fields=["version", "updated_at"])


def _note(
    acting: Person,
    action: str,
    designation: Designation,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> uuid.UUID:
    plain = {"listed_on", "delisted_on", "reference", "actor_id"}
    coded = {
        name: pair if name in plain else (redacted(str(pair[0])), redacted(str(pair[1])))
        for name, pair in (changes or {}).items()
    }
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type="designation",
        object_id=designation.pk,
        changes=coded,
        detail={"list": designation.listing.code, "reference": designation.reference},
    )
    names = designation.names.order_by("pk").values_list("name", "quality")
    kept = history.designation_data(designation, names)
    audit.write_history([audit.HistoryRow("designation", designation.pk, designation.version, event.pk, kept)])
    return event.pk


def _follow(event_id: uuid.UUID, designation: Designation, former: Designation | None = None) -> None:
    """Bring the types and the search words of the actors concerned in step."""
    ids = {one.actor_id for one in (designation, former) if one is not None and one.actor_id is not None}
    typed.follow(ids, event_id)
    searching.refresh(Actor.objects.filter(pk__in=ids))
