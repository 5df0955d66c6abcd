"""A file of outlines into the areas: every fault is told, and nothing is half saved.

A fault in a shape refuses the whole file. A feature that no area here answers to is left out, and told; the others
come in. The same file once more changes nothing.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.audit import services as audit
from amparo.files.outlines import geojson, shaping
from amparo.files.outlines.geojson import Fault, Faulty, Feature
from amparo.files.outlines.joining import Joiner, Told, country_of, words_of
from amparo.files.tables.problems import TableError
from amparo.files.unpacking import unpacked
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, Problem
from amparo.kernel.lines import one_line
from amparo.places.models import Area, Outline

Step = Callable[[int], None]
_KEPT = ("rings", "points", "west", "south", "east", "north", "source", "as_of")


@dataclass
class Brought:
    """What an import did. `problems` tells of each feature that was left out or repaired, at most 1,000."""

    features: int = 0
    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    unjoined: int = 0
    repaired: int = 0
    points_read: int = 0
    points_kept: int = 0
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return the counts and what is told, for programs."""
        return {**self.counts(), "problems": [problem.as_json() for problem in self.problems]}

    def counts(self) -> dict[str, int]:
        """Return the counts, for the record."""
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}


@dataclass
class _Found:
    """What the reading of a file found."""

    faults: Told = field(default_factory=Told)
    told: Told = field(default_factory=Told)
    areas: dict[uuid.UUID, tuple[Area, shaping.Sound]] = field(default_factory=dict)
    features: int = 0
    repaired: int = 0


def import_outlines(
    path: Path,
    *,
    source: str,
    as_of: datetime.date | None = None,
    code_property: str = "",
    dry_run: bool = False,
    acting_id: uuid.UUID | None = None,
    step: Step = lambda features: None,
) -> Brought:
    """Bring the outlines of a GeoJSON file in (also packed by gzip).

    `source` names the file for those who read where an outline comes from. `code_property` names the property that
    holds the P-code, where it is none of the usual. `step` is told how many features are read. `acting_id` is None
    for the operator of the installation.

    Raises Invalid with every fault found; nothing is saved then.
    """
    found = _read(path, code_property, step)
    if found.faults.total:
        raise Invalid(
            _("The file has %(count)d problems. Nothing of it was saved.") % {"count": found.faults.total},
            problems=found.faults.problems,
        )
    done = Brought(features=found.features, unjoined=found.told.total - found.repaired, repaired=found.repaired)
    done.problems = found.told.problems
    outlines = _outlines(found, one_line(source)[:200], as_of or clock.today())
    done.points_read = sum(shape.points for _area, shape in found.areas.values())
    done.points_kept = sum(outline.points for outline in outlines)
    with transaction.atomic():
        changed = _compare(outlines, done)
        if not dry_run:
            _save(changed, done, one_line(source)[:200], acting_id)
    return done


def _read(path: Path, code_property: str, step: Step) -> _Found:
    found = _Found()
    try:
        with unpacked(path) as plain:
            joiner = Joiner(code_property)
            for feature in geojson.read(plain):
                found.features += 1
                _take(feature, found, joiner, code_property)
                step(found.features)
    except TableError as error:
        raise Invalid(error.problems[0].message, advice=error.problems[0].advice) from error
    return found


def _take(feature: Feature | Faulty, found: _Found, joiner: Joiner, code_property: str) -> None:
    where = words_of(feature.number, feature.properties, code_property)
    if isinstance(feature, Faulty):
        found.faults.add(where, feature.fault.message, feature.fault.advice)
        return
    area = joiner.area_of(feature, found.told)
    try:
        shape = shaping.sound(feature.polygons)
    except Fault as fault:
        found.faults.add(where, fault.message, fault.advice)
        return
    if area is None:
        return
    if area.pk in found.areas:
        found.faults.add(where, _("Another feature has this P-code too."), _("Join the two in a GIS program."))
        return
    if shape.repaired:
        found.repaired += 1
        found.told.add(where, _("Its outline touched itself and was repaired."), _("Look at it on the map."))
    found.areas[area.pk] = (area, shape)


def _outlines(found: _Found, source: str, as_of: datetime.date) -> list[Outline]:
    """Simplify what lies in one country at one level together, so that borders stay shared."""
    groups: dict[tuple[str, int], list[tuple[Area, shaping.Sound]]] = defaultdict(list)
    for area, shape in found.areas.values():
        groups[country_of(area).code, area.level].append((area, shape))
    outlines = []
    for members in groups.values():
        packed = shaping.simplified([shape.shape for _area, shape in members])
        for (area, _shape), light in zip(members, packed, strict=True):
            west, south, east, north = light.box
            outlines.append(
                Outline(
                    area=area,
                    rings=light.rings,
                    points=light.points,
                    west=west,
                    south=south,
                    east=east,
                    north=north,
                    source=source,
                    as_of=as_of,
                )
            )
    return outlines


def _compare(outlines: Sequence[Outline], done: Brought) -> list[Outline]:
    """Return what is new or other than stored. An outline that is stored already keeps its source and date."""
    stored = Outline.objects.in_bulk([outline.area_id for outline in outlines])
    changed = []
    for outline in outlines:
        before = stored.get(outline.area_id)
        if before is not None and before.rings == outline.rings:
            done.unchanged += 1
            continue
        done.new += before is None
        done.replaced += before is not None
        changed.append(outline)
    return changed


def _save(changed: Sequence[Outline], done: Brought, source: str, acting_id: uuid.UUID | None) -> None:
    Outline.objects.bulk_create(
        changed, batch_size=200, update_conflicts=True, unique_fields=["area"], update_fields=_KEPT
    )
    audit.record(
        acting=acting_id,
        agency=None,
        action="places.outlines_imported",
        object_type="places",
        detail={"source": source, **done.counts()},
    )
