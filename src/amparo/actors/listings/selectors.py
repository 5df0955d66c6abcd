"""Reads of listings and action plans. They are shared, so whoever reads actors reads all of them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.merging.resolving import counted_ids
from amparo.actors.models import ActionPlan, Actor, ActorPresence, PartyListing
from amparo.kernel.errors import NotFound
from amparo.places.models import Area

T = TypeVar("T", PartyListing, ActionPlan)


@dataclass(frozen=True)
class ListingFilter:
    """What the list is narrowed to; None and empty leave it open."""

    year: int | None = None
    situation_id: uuid.UUID | None = None
    actor_id: uuid.UUID | None = None
    annex: str = ""
    section: str = ""
    state: str = ""
    violation_id: uuid.UUID | None = None


def listings_for(acting: Person, chosen: ListingFilter | None = None) -> QuerySet[PartyListing]:
    """Return the listings that pass the filter, the newest report first."""
    found = PartyListing.objects.select_related("actor__counts_as", "situation").prefetch_related("violations")
    found = found.order_by("-report_year", "situation__name", "actor__name", "pk")
    if not policies.may_read(acting):
        return found.none()
    return found.filter(_condition(chosen)) if chosen else found


def _condition(chosen: ListingFilter) -> Q:
    wanted: dict[str, object] = {
        "report_year": chosen.year,
        "situation_id": chosen.situation_id,
        "annex": chosen.annex,
        "section": chosen.section,
        "state": chosen.state,
        "violations": chosen.violation_id,
        "actor_id__in": counted_ids(chosen.actor_id) if chosen.actor_id else None,
    }
    return Q(**{name: value for name, value in wanted.items() if value})


def listing_years(acting: Person) -> list[int]:
    """Return the years of which reports are recorded, the newest first."""
    found = PartyListing.objects.order_by("-report_year").values_list("report_year", flat=True).distinct()
    return list(found) if policies.may_read(acting) else []


def situations(acting: Person) -> QuerySet[Area]:
    """Return the areas that some listing names as its situation, by name."""
    named = PartyListing.objects.order_by().values("situation_id")
    found = Area.objects.filter(pk__in=named).order_by("name")
    return found if policies.may_read(acting) else found.none()


def listed_actors(acting: Person) -> QuerySet[Actor]:
    """Return the actors of which some listing speaks, merged ones as those they count as, by name."""
    named = PartyListing.objects.order_by().values("actor_id")
    heads = Actor.objects.filter(pk__in=named, counts_as__isnull=False).order_by().values("counts_as_id")
    found = Actor.objects.filter(Q(pk__in=named, counts_as=None) | Q(pk__in=heads)).order_by("name")
    return found if policies.may_read(acting) else found.none()


def listing_for(acting: Person, listing_id: uuid.UUID) -> PartyListing:
    """Return one listing, or raise NotFound."""
    return _one(listings_for(acting).filter(pk=listing_id))


def listing_to_change(acting: Person, listing_id: uuid.UUID) -> PartyListing:
    """Return one listing, locked until the transaction ends, or raise NotFound."""
    if not policies.may_read(acting):
        raise NotFound
    return _one(PartyListing.objects.select_for_update().filter(pk=listing_id))


def plans_of(acting: Person, ids: Collection[uuid.UUID]) -> QuerySet[ActionPlan]:
    """Return the action plans of these actors, the newest first."""
    found = ActionPlan.objects.filter(actor_id__in=ids).select_related("actor").prefetch_related("violations")
    return found.order_by("-signed_day", "pk") if policies.may_read(acting) else found.none()


def plans_touching(acting: Person, country: Area) -> QuerySet[ActionPlan]:
    """Return the action plans of actors that are listed in a country, or present in it or a part of it."""
    listed = PartyListing.objects.filter(situation=country).order_by().values("actor_id")
    inside = Q(area=country) | Q(area__parent=country) | Q(area__parent__parent=country)
    present = ActorPresence.objects.filter(inside).order_by().values("actor_id")
    found = ActionPlan.objects.filter(Q(actor_id__in=listed) | Q(actor_id__in=present))
    ready = found.select_related("actor__counts_as").prefetch_related("violations").order_by("-signed_day", "pk")
    return ready if policies.may_read(acting) else ready.none()


def plan_for(acting: Person, plan_id: uuid.UUID) -> ActionPlan:
    """Return one action plan with its actor, or raise NotFound."""
    if not policies.may_read(acting):
        raise NotFound
    return _one(ActionPlan.objects.select_related("actor").filter(pk=plan_id))


def plan_to_change(acting: Person, plan_id: uuid.UUID) -> ActionPlan:
    """Return one action plan, locked until the transaction ends, or raise NotFound."""
    if not policies.may_read(acting):
        raise NotFound
    return _one(ActionPlan.objects.select_for_update().filter(pk=plan_id))


def _one(found: QuerySet[T]) -> T:
    row = found.first()
    if row is None:
        raise NotFound
    return row
