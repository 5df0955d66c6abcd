"""Countries and their first-level parts, from the ISO 3166 tables that pycountry carries.

Sources: ISO 3166-1 (countries, alpha-3 codes) and ISO 3166-2 (parts; those without a parent part are the first
level) as published in the Debian iso-codes tables; names of countries in Arabic from the Unicode CLDR by babel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import transaction

from amparo.places.models import Area, Level
from amparo.places.writing import insert

SOURCE_COUNTRY = "ISO 3166-1"
SOURCE_PART = "ISO 3166-2"
LANGUAGES = ("ar",)
_CHUNK = 500


@dataclass(frozen=True)
class Loaded:
    """How many areas a run added and corrected."""

    added: int
    corrected: int
    total: int


@dataclass(frozen=True)
class _Row:
    code: str
    name: str
    names: tuple[tuple[str, str], ...]
    parent: str | None


@cache
def _rows() -> tuple[_Row, ...]:
    """Return every country, then every first-level part. Imported here: the tables cost 100 ms to read."""
    import pycountry

    return (*_countries(pycountry), *_parts(pycountry))


def _countries(tables: Any) -> Iterator[_Row]:
    from babel import Locale

    territories = {language: Locale(language).territories for language in LANGUAGES}
    for country in tables.countries:
        names = tuple(
            (language, str(known[country.alpha_2]))
            for language, known in territories.items()
            if country.alpha_2 in known
        )
        yield _Row(country.alpha_3, getattr(country, "common_name", country.name), names, None)


def _parts(tables: Any) -> Iterator[_Row]:
    alpha_3 = {country.alpha_2: country.alpha_3 for country in tables.countries}
    for part in tables.subdivisions:
        if part.parent_code is None and part.country_code in alpha_3:
            yield _Row(part.code, part.name, (), alpha_3[part.country_code])


def load() -> Loaded:
    """Bring the areas of the two tables in. Repeating it changes nothing; areas of other sources stay untouched."""
    rows = _rows()
    with transaction.atomic():
        known = {area.code: area for area in Area.objects.filter(level__lte=Level.ADMIN_1)}
        added = _add(rows, known)
        corrected = _correct(rows, known)
    return Loaded(added, corrected, len(rows))


def _add(rows: tuple[_Row, ...], known: dict[str, Area]) -> int:
    ids = {code: area.pk for code, area in known.items()}
    countries = [
        Area(code=row.code, name=row.name, names=dict(row.names), level=Level.COUNTRY, source=SOURCE_COUNTRY)
        for row in rows
        if row.parent is None and row.code not in known
    ]
    ids.update((area.code, area.pk) for area in countries)
    parts = [
        Area(code=row.code, name=row.name, level=Level.ADMIN_1, parent_id=ids[row.parent], source=SOURCE_PART)
        for row in rows
        if row.parent is not None and row.code not in known
    ]
    insert([*countries, *parts])
    return len(countries) + len(parts)


def _correct(rows: tuple[_Row, ...], known: dict[str, Area]) -> int:
    changed = []
    for row in rows:
        area = known.get(row.code)
        if area is None or area.source not in (SOURCE_COUNTRY, SOURCE_PART):
            continue  # What another source corrected stays as that source has it.
        if (area.name, area.names) != (row.name, dict(row.names)):
            area.name, area.names, area.version = row.name, dict(row.names), area.version + 1
            changed.append(area)
    Area.objects.bulk_update(changed, ["name", "names", "version"], batch_size=_CHUNK)
    return len(changed)
