"""Sheets of areas: the world, or the parts of one area, with the names that stand on them.

Outlines are public reference data, as areas are.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.kernel.ui.sheets import Flat, Outline, Sheet, box_of, lay_out, unpacked
from amparo.places import borders, selectors
from amparo.places.models import STEPS_PER_DEGREE, Area, Level
from amparo.places.models import Outline as StoredOutline
from amparo.places.world import contested_of, country_rings, world, world_sheet

WIDTH = 480
Spots = Mapping[str, tuple[float, float]]
"""Key -> longitude and latitude."""


@dataclass(frozen=True)
class Laid:
    """A sheet, the names of its areas by key, where the outlines are from, and what must be said beneath."""

    sheet: Sheet
    names: dict[str, str]
    source: str
    notes: Sequence[str] = ()


def world_map(countries: Iterable[Area]) -> Laid:
    """Return the world. Keys are codes of countries; `countries` give the names."""
    how = borders.borders()
    names = {area.code: str(area) for area in countries}
    names |= {one.code or name: str(one.name) for name, one in borders.DISPUTED.items() if one.code not in names}
    return Laid(world_sheet(how), names, world().source, how.sentences())


def parts_map(area: Area, spots: Spots | None = None) -> Laid | None:
    """Return an area with those of its parts that have outlines; where none has one, the area alone.

    Keys are the codes of areas; `spots` are further points to be set on the sheet. None where nothing of it can be
    drawn. Two queries at most.
    """
    stored = list(selectors.outlines_within(area))
    if stored:
        return _of_parts(area, stored, spots)
    if area.level == Level.COUNTRY:
        return _of_country(area, spots)
    own = selectors.outline_of(area)
    return _of_parts(area, [own], spots) if own else None


def finer_map(country: Area) -> Laid | None:
    """Return a country with those of its second-level parts that have outlines; None where none has. One query."""
    stored = list(selectors.finer_outlines_within(country))
    return _of_parts(country, stored) if stored else None


def _of_parts(area: Area, stored: Sequence[StoredOutline], spots: Spots | None = None) -> Laid:
    outlines = [Outline(row.area.code, unpacked(json.loads(row.rings), STEPS_PER_DEGREE)) for row in stored]
    how = borders.borders()
    country = area.level == Level.COUNTRY
    sheet = lay_out(
        outlines,
        Flat(box_of(ring for one in outlines for ring in one.rings)),
        width=WIDTH,
        contested=contested_of(area.code, how) if country else (),
        spots=spots,
    )
    sources = dict.fromkeys(_source(row) for row in stored)
    return Laid(sheet, {row.area.code: str(row.area) for row in stored}, "; ".join(sources))


def _of_country(area: Area, spots: Spots | None = None) -> Laid | None:
    how = borders.borders()
    rings = country_rings(area.code, how)
    if not rings:
        return None
    slug = next((name for name, one in borders.DISPUTED.items() if one.code == area.code), "")
    outline = Outline(area.code, rings, disputed=bool(slug) and how.is_neutral(slug))
    sheet = lay_out([outline], Flat(box_of(rings)), width=WIDTH, contested=contested_of(area.code, how), spots=spots)
    return Laid(sheet, {area.code: str(area)}, world().source, how.sentences())


def _source(row: StoredOutline) -> str:
    return _("%(source)s, as of %(day)s") % {"source": row.source, "day": row.as_of.isoformat()}
