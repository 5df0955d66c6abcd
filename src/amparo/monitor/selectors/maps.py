"""How many incidents lie where: counted in the query, of what the person reads alone."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count

from amparo.accounts.models import Person
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered
from amparo.places.models import Area


@dataclass(frozen=True)
class AreaCount:
    """How many incidents lie in an area; `area` is None where none of that level is recorded."""

    area: Area | None
    count: int


def finest_counts(acting: Person, chosen: IncidentFilter) -> list[AreaCount]:
    """Return the incidents that pass the filter by the finest area that is known of each, most first. Two queries."""
    rows = filtered(acting, chosen).values_list("country_id", "admin1_id", "admin2_id").annotate(Count("pk")).order_by()
    counts: dict[uuid.UUID, int] = defaultdict(int)
    for country, part, finer, count in rows:
        counts[finer or part or country] += count
    areas = _shown(counts)
    found = [AreaCount(areas[pk], count) for pk, count in counts.items()]
    return sorted(found, key=lambda one: (-one.count, str(one.area)))


def _shown(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Area]:
    return Area.objects.only("code", "pcode", "name", "names", "level").in_bulk(list(ids))


def incidents_by_area(
    acting: Person, chosen: IncidentFilter, of: Literal["country", "admin1", "admin2"]
) -> list[AreaCount]:
    """Return the incidents that pass the filter by their country or its part, most first. Two queries."""
    counts: dict[uuid.UUID | None, int] = dict(
        filtered(acting, chosen).values_list(f"{of}_id").annotate(Count("pk")).order_by()
    )
    areas = _shown(pk for pk in counts if pk)
    found = [AreaCount(areas[pk] if pk else None, count) for pk, count in counts.items()]
    return sorted(found, key=lambda one: (one.area is None, -one.count, str(one.area)))
