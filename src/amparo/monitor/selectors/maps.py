"""How many incidents lie where: counted in the query, of what the person reads alone."""

import uuid
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count

from amparo.accounts.models import Person
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered
from amparo.places.models import Area


@dataclass(frozen=True)
class AreaCount:
    """How many incidents lie in an area; `area` is None where only the country is recorded."""

    area: Area | None
    count: int


def incidents_by_area(acting: Person, chosen: IncidentFilter, of: Literal["country", "admin1"]) -> list[AreaCount]:
    """Return the incidents that pass the filter by their country or its part, most first. Two queries."""
    counts: dict[uuid.UUID | None, int] = dict(
        filtered(acting, chosen).values_list(f"{of}_id").annotate(Count("pk")).order_by()
    )
    areas = Area.objects.only("code", "pcode", "name", "names", "level").in_bulk([pk for pk in counts if pk])
    found = [AreaCount(areas[pk] if pk else None, count) for pk, count in counts.items()]
    return sorted(found, key=lambda one: (one.area is None, -one.count, str(one.area)))
