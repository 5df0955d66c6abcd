"""Writes of listings and action plans. Those who record actors record them; they are shared by all agencies."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.listings import selectors, wording
from amparo.actors.listings.checks import listing_problems, plan_problems
from amparo.actors.listings.content import ListingData, PlanData
from amparo.actors.models import ActionPlan, PartyListing
from amparo.audit import services as audit
from amparo.audit.values import redacted
from amparo.kernel import clock, fuzzy
from amparo.kernel.errors import Invalid, NotFound, Problem, Stale
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.sending import sent_before
from amparo.terms.models import Term

Entry = PartyListing | ActionPlan


@transaction.atomic
def record_listing(*, acting: Person, data: ListingData, record_id: uuid.UUID | None = None) -> PartyListing:
    """Record that a year's report lists or delists a party; sent twice with one `record_id`, it is recorded once.

    Raises NotFound where the person does not record, Invalid with every problem found.
    """
    _permit(acting)
    if known := sent_before(PartyListing, record_id):
        return known
    _refuse(listing_problems(data, None))
    listing = PartyListing.objects.create(id=record_id or uuid7(), **_listing_facts(data))
    listing.violations.set(Term.objects.filter(pk__in=data.violation_ids))
    _note(acting, "listing.recorded", listing)
    return listing


@transaction.atomic
def change_listing(*, acting: Person, listing_id: uuid.UUID, expected_version: int, data: ListingData) -> PartyListing:
    """Correct a listing. Raises NotFound, Stale with both values, Invalid with every problem found."""
    _permit(acting)
    listing = selectors.listing_to_change(acting, listing_id)
    parts = wording.listing_parts(wording.stored_listing(listing)), wording.listing_parts(data)
    _refuse_stale(listing, expected_version, *parts)
    _refuse(listing_problems(data, listing))
    if parts[0] == parts[1]:
        return listing
    _write(listing, _listing_facts(data), data.violation_ids)
    _note(acting, "listing.changed", listing, *parts)
    return listing


@transaction.atomic
def record_plan(*, acting: Person, data: PlanData, record_id: uuid.UUID | None = None) -> ActionPlan:
    """Record an action plan; sent twice with one `record_id`, it is recorded once. Raises NotFound, Invalid."""
    _permit(acting)
    if known := sent_before(ActionPlan, record_id):
        return known
    _refuse(plan_problems(data, None))
    plan = ActionPlan.objects.create(id=record_id or uuid7(), **_plan_facts(data))
    plan.violations.set(Term.objects.filter(pk__in=data.violation_ids))
    _note(acting, "plan.recorded", plan)
    return plan


@transaction.atomic
def change_plan(*, acting: Person, plan_id: uuid.UUID, expected_version: int, data: PlanData) -> ActionPlan:
    """Correct an action plan, or say that it ended. Raises NotFound, Stale with both values, Invalid."""
    _permit(acting)
    plan = selectors.plan_to_change(acting, plan_id)
    parts = wording.plan_parts(wording.stored_plan(plan)), wording.plan_parts(data)
    _refuse_stale(plan, expected_version, *parts)
    _refuse(plan_problems(data, plan))
    if parts[0] == parts[1]:
        return plan
    _write(plan, _plan_facts(data), data.violation_ids)
    _note(acting, "plan.changed", plan, *parts)
    return plan


@transaction.atomic
def remove_listing(*, acting: Person, listing_id: uuid.UUID, expected_version: int) -> None:
    """Take out a listing that was recorded by mistake; its history keeps what it said. Raises NotFound, Stale."""
    _permit(acting)
    _remove(acting, "listing.removed", selectors.listing_to_change(acting, listing_id), expected_version)


@transaction.atomic
def remove_plan(*, acting: Person, plan_id: uuid.UUID, expected_version: int) -> None:
    """Take out an action plan that was recorded by mistake. Raises NotFound, Stale."""
    _permit(acting)
    _remove(acting, "plan.removed", selectors.plan_to_change(acting, plan_id), expected_version)


def _remove(acting: Person, action: str, entry: Entry, expected_version: int) -> None:
    """Delete the row. The version counts on, so that the history ends with what was taken out, by whom and when."""
    if entry.version != expected_version:
        raise Stale(version=entry.version)
    entry.version += 1
    _note(acting, action, entry)
    entry.delete()


def _permit(acting: Person) -> None:
    if not policies.may_record(acting):
        raise NotFound


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems=problems)


def _refuse_stale(entry: Entry, expected_version: int, theirs: Mapping[str, str], yours: Mapping[str, str]) -> None:
    if entry.version != expected_version:
        names = [name for name in theirs if theirs[name] != yours[name]]
        raise Stale(
            theirs={name: theirs[name] for name in names},
            yours={name: yours[name] for name in names},
            labels={name: wording.LABELS[name] for name in names},
            version=entry.version,
        )


def _write(entry: Entry, facts: Mapping[str, object], violation_ids: tuple[uuid.UUID, ...]) -> None:
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.version += 1
    entry.updated_at = clock.now()
    entry.save()
    entry.violations.set(Term.objects.filter(pk__in=violation_ids))


def _listing_facts(data: ListingData) -> dict[str, object]:
    return {
        "actor_id": data.actor_id,
        "report_year": data.report_year,
        "symbol": one_line(data.symbol),
        "situation_id": data.situation_id,
        "annex": data.annex,
        "section": data.section,
        "state": data.state,
        "note": one_line(data.note),
    }


def _plan_facts(data: PlanData) -> dict[str, object]:
    return {
        "actor_id": data.actor_id,
        "signed": data.signed,
        "signed_day": fuzzy.parse(data.signed).earliest,
        "signed_with": one_line(data.signed_with),
        "state": data.state,
        "ended": data.ended,
        "source": one_line(data.source),
    }


def _note(
    acting: Person,
    action: str,
    entry: Entry,
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
) -> None:
    changes = {
        name: (redacted(before[name]), redacted(value))
        for name, value in (after or {}).items()
        if before is not None and before[name] != value
    }
    kind, stored = (
        ("party_listing", wording.as_json(wording.stored_listing(entry)))
        if isinstance(entry, PartyListing)
        else ("action_plan", wording.as_json(wording.stored_plan(entry)))
    )
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type=kind,
        object_id=entry.pk,
        changes=changes or None,
        detail={"actor": entry.actor_id},
    )
    audit.write_history([audit.HistoryRow(kind, entry.pk, entry.version, event.pk, stored)])
