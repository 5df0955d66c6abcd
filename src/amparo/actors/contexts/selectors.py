"""Reads of contexts."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.accounts.models import Person
from amparo.actors.contexts import policies
from amparo.actors.contexts.models import Context, Kind
from amparo.kernel.errors import NotFound
from amparo.places.models import Area, Level


@dataclass(frozen=True)
class ContextFilter:
    """What a list is narrowed to. `on`: those that stand on that day."""

    country_id: uuid.UUID | None = None
    kind: str = ""
    extent: str = ""
    on: datetime.date | None = None


def contexts_for(acting: Person) -> QuerySet[Context]:
    """Return every context that the person may read (all or none: contexts are shared)."""
    found = Context.objects.select_related("place__parent", "country", "assessed_by")
    return found if policies.may_read(acting) else found.none()


def filtered(acting: Person, chosen: ContextFilter) -> QuerySet[Context]:
    """Return the contexts that the person reads and that pass the filter: by country, then by place."""
    conditions = Q()
    if chosen.country_id:
        conditions &= Q(country_id=chosen.country_id)
    if chosen.kind in Kind.values:
        conditions &= Q(**{chosen.kind: True})
    if chosen.extent:
        conditions &= Q(extent=chosen.extent)
    if chosen.on:
        conditions &= Q(starts_on__lte=chosen.on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=chosen.on))
    return (
        contexts_for(acting).filter(conditions).order_by("country__name", "place__level", "place__name", "-starts_on")
    )


def contexts_touching(acting: Person, area: Area) -> QuerySet[Context]:
    """Return the contexts of a place, of what it lies in, and of what lies in it, the newest first."""
    above = [area.parent_id, area.parent.parent_id if area.parent else None]
    inside = Q(place=area) | Q(place__parent=area) | Q(place__parent__parent=area)
    found = contexts_for(acting).filter(inside | Q(place__in=[pk for pk in above if pk]))
    return found.order_by("-starts_on", "-id")


def countries_with_contexts(acting: Person) -> QuerySet[Area]:
    """Return the countries that the person's contexts lie in, by name."""
    inside = contexts_for(acting).order_by().filter(country=OuterRef("pk"))
    return Area.objects.filter(Exists(inside), level=Level.COUNTRY).order_by("name")


def context_for(acting: Person, context_id: uuid.UUID) -> Context:
    """Return one context, or raise NotFound."""
    found = contexts_for(acting).filter(pk=context_id).first()
    if found is None:
        raise NotFound
    return found


def place_to_assess(acting: Person, place_id: uuid.UUID) -> Area:
    """Return a place, held until the end of the transaction: of two contexts at one moment, one sees the other.

    Raises NotFound.
    """
    place = Area.objects.select_for_update().filter(pk=place_id).first() if policies.may_record(acting) else None
    if place is None:
        raise NotFound
    return place
