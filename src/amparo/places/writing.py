"""New areas into their table, thousands at a time: plain rows, without what the ORM does for each value."""

import json
from collections.abc import Iterable

from django.db import connection

from amparo.audit import canonical, tables
from amparo.kernel import clock
from amparo.places.models import Area

COLUMNS = (
    "id", "version", "created_at", "updated_at", "code", "pcode", "name", "level", "parent_id", "names", "source",
    "valid_from", "valid_to", "as_of", "population", "population_year", "population_source",
)  # fmt: skip


def insert(areas: Iterable[Area]) -> None:
    """Insert areas, parents before their parts. Must run in a transaction."""
    moment = tables.moment_for(connection, canonical.moment(clock.now()))
    tables.insert_many(connection, Area._meta.db_table, COLUMNS, [_row(area, moment) for area in areas])


def _row(area: Area, moment: str) -> tuple[str | int | None, ...]:
    return (
        area.pk.hex,
        area.version,
        moment,
        moment,
        area.code,
        area.pcode,
        area.name,
        area.level,
        area.parent_id.hex if area.parent_id else None,
        json.dumps(area.names, ensure_ascii=False),
        area.source,
        *(day.isoformat() if day else None for day in (area.valid_from, area.valid_to, area.as_of)),
        area.population,
        area.population_year,
        area.population_source if area.population is not None else "",
    )
