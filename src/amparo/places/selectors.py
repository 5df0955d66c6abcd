"""Reads of areas. They are public reference data (ISO codes and names), so no actor is asked."""

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from amparo.kernel.errors import NotFound
from amparo.places.models import Area, FormerArea, Level, Outline, Succession


def countries() -> QuerySet[Area]:
    """Return every country, by name."""
    return Area.objects.filter(level=Level.COUNTRY).order_by("name")


def parts_of(country_id: uuid.UUID, *, also: uuid.UUID | None = None) -> QuerySet[Area]:
    """Return the first-level parts of a country that are offered for choice, by name.

    Where a country has P-codes, these are its parts: those of ISO 3166-2 that bear none would stand beside them, under
    an older name or border. `also` is one that is on a record already.
    """
    parts = Area.objects.filter(parent_id=country_id, level=Level.ADMIN_1).order_by("name")
    offered = Area.objects.standing().filter(parent_id=country_id, level=Level.ADMIN_1).exclude(pcode="")
    if not offered.exists():
        return parts
    return parts.filter(Q(pk__in=offered.values("pk")) | Q(pk=also))


def finer_parts_of(part_id: uuid.UUID, *, also: uuid.UUID | None = None) -> QuerySet[Area]:
    """Return the second-level parts of a first-level one that stand today, by name. `also` is one on a record."""
    parts = Area.objects.filter(parent_id=part_id, level=Level.ADMIN_2).order_by("name")
    return parts.filter(Q(pk__in=Area.objects.standing().filter(parent_id=part_id).values("pk")) | Q(pk=also))


def area_name(area_id: uuid.UUID) -> str:
    """Return the name of an area in the reader's language, or nothing where there is no such area."""
    area = Area.objects.filter(pk=area_id).first()
    return str(area) if area else ""


def areas_by_code(codes: Iterable[str]) -> dict[str, Area]:
    """Return those areas that exist, by code (ISO 3166-1 alpha-3, ISO 3166-2 or P-code)."""
    wanted = set(codes) - {""}
    found = Area.objects.filter(Q(code__in=wanted) | Q(pcode__in=wanted))
    return {code: area for area in found for code in (area.code, area.pcode) if code in wanted}


def area_by_code(code: str) -> Area:
    """Return the area of a code, or raise NotFound."""
    area = areas_by_code([code]).get(code)
    if area is None:
        raise NotFound
    return area


def parts_within(area: Area) -> QuerySet[Area]:
    """Return everything that lies in an area, one level down, by name: also what has ended."""
    return Area.objects.filter(parent=area).order_by("name", "code")


def former_states(area: Area) -> QuerySet[FormerArea]:
    """Return what an area was before, the latest first."""
    return area.former.select_related("parent")


def successors_of(area: Area) -> QuerySet[Succession]:
    """Return what took an area's place."""
    return area.successors.select_related("after")


def predecessors_of(area: Area) -> QuerySet[Succession]:
    """Return whose place an area took."""
    return area.predecessors.select_related("before")


def outlines_within(area: Area) -> QuerySet[Outline]:
    """Return the outlines of what lies in an area, one level down, and stands today."""
    standing = Area.objects.standing().filter(parent=area)
    found = Outline.objects.filter(area__in=standing).select_related("area").order_by("area__code")
    return found.only("rings", "source", "as_of", "area__code", "area__name", "area__names")


def finer_outlines_within(country: Area) -> QuerySet[Outline]:
    """Return the outlines of the second-level parts of a country that stand today."""
    standing = Area.objects.standing().filter(parent__parent=country, level=Level.ADMIN_2)
    found = Outline.objects.filter(area__in=standing).select_related("area").order_by("area__code")
    return found.only("rings", "source", "as_of", "area__code", "area__name", "area__names")


def outline_of(area: Area) -> Outline | None:
    """Return the stored outline of an area."""
    return Outline.objects.filter(area=area).select_related("area").first()
