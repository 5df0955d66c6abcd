"""Reads of areas. They are public reference data (ISO codes and names), so no actor is asked."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from amparo.places.models import Area, Level


def countries() -> QuerySet[Area]:
    """Return every country, by name."""
    return Area.objects.filter(level=Level.COUNTRY).order_by("name")


def parts_of(country_id: uuid.UUID) -> QuerySet[Area]:
    """Return the first-level parts of a country, by name."""
    return Area.objects.filter(parent_id=country_id, level=Level.ADMIN_1).order_by("name")


def areas_by_code(codes: Iterable[str]) -> dict[str, Area]:
    """Return those areas that exist, by code (ISO 3166-1 alpha-3, ISO 3166-2 or P-code)."""
    return {area.code: area for area in Area.objects.filter(code__in=list(set(codes)))}
