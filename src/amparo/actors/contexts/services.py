"""Writes of contexts. They are shared by all agencies, so their events belong to none."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.actors.contexts import policies, selectors
from amparo.actors.contexts.checks import context_problems
from amparo.actors.contexts.content import ContextData, stored_content
from amparo.actors.contexts.models import Context
from amparo.audit import services as audit
from amparo.audit.values import redacted
from amparo.kernel import saving
from amparo.kernel.errors import Conflict, Invalid, NotFound
from amparo.kernel.fuzzy import FuzzyDate
from amparo.kernel.ids import uuid7
from amparo.kernel.sending import sent_before
from amparo.places.models import Area

_FREE = ("organisation", "ground", "sources")


@transaction.atomic
def record_context(*, acting: Person, data: ContextData, record_id: uuid.UUID | None = None) -> Context:
    """Record a context; sent twice with one `record_id`, it is recorded once.

    Raises NotFound where the person does not record or the place is not known, Invalid with every problem found.
    """
    if not policies.may_record(acting):
        raise NotFound
    if known := sent_before(Context, record_id):
        return known
    place = selectors.place_to_assess(acting, data.place_id)
    _refuse(data, None)
    context = Context(
        id=record_id or uuid7(), place=place, country=_country_of(place), assessed_by=acting, **data.facts()
    )
    context.save(force_insert=True)
    _note(acting, "context.recorded", context)
    return context


@transaction.atomic
def assess_context(*, acting: Person, context_id: uuid.UUID, expected_version: int, data: ContextData) -> Context:
    """Assess a context anew: what stood before is kept in the history. Its place stays.

    Raises NotFound, Stale (with both values of each field that differs), Invalid with every problem found.
    """
    return _save(acting, context_id, expected_version, data, "context.assessed")


@transaction.atomic
def end_context(
    *,
    acting: Person,
    context_id: uuid.UUID,
    expected_version: int,
    ends: FuzzyDate,
    assessed_on: datetime.date,
    organisation: str,
    ground: str,
) -> Context:
    """Say that a context has ended, and on what ground. All else stays as it was assessed.

    Raises NotFound, Conflict where it has ended already, Stale, Invalid with every problem found.
    """
    context = _to_write(acting, context_id)
    if context.ends_text:
        raise Conflict(_("This context has ended already."), advice=_("Assess it anew if the end is another one."))
    data = replace(
        stored_content(context), ends=ends, assessed_on=assessed_on, organisation=organisation, ground=ground
    )
    return _save(acting, context_id, expected_version, data, "context.ended")


def _save(acting: Person, context_id: uuid.UUID, expected_version: int, data: ContextData, action: str) -> Context:
    context = _to_write(acting, context_id)
    selectors.place_to_assess(acting, context.place_id)
    data = replace(data, place_id=context.place_id)
    _refuse(data, context)
    wanted = {**data.facts(), "assessed_by": acting}
    changes = saving.save_versioned(context, expected_version=expected_version, changes=wanted)
    if changes:
        context = selectors.context_for(acting, context_id)
        _note(acting, action, context, changes)
    return context


def _to_write(acting: Person, context_id: uuid.UUID) -> Context:
    if not policies.may_record(acting):
        raise NotFound
    return selectors.context_for(acting, context_id)


def _country_of(place: Area) -> Area:
    while place.parent is not None:
        place = place.parent
    return place


def _refuse(data: ContextData, existing: Context | None) -> None:
    problems = context_problems(data, existing)
    if problems:
        raise Invalid(problems=problems)


def _note(
    acting: Person, action: str, context: Context, changes: Mapping[str, tuple[object, object]] | None = None
) -> None:
    coded = {
        name: (redacted(str(before)), redacted(str(after))) if name in _FREE else (before, after)
        for name, (before, after) in saving.as_json(dict(changes or {})).items()
    }
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type="context",
        object_id=context.pk,
        changes=coded or None,
        detail={"place": context.place.code},
    )
    kept = {name: saving.json_value(value) for name, value in stored_content(context).facts().items()}
    audit.write_history([audit.HistoryRow("context", context.pk, context.version, event.pk, kept)])
