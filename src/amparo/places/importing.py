"""A file of P-codes into the tree of areas: all of it or nothing, again without effect, with what was there before.

The date of a row says as of when the file holds. A newer file that calls an area otherwise, or puts it elsewhere,
leaves the former state behind; an older file is refused. An area that a newer, complete file no longer has, or that
another one replaces, has ended: it stays for the records that name it, and is offered no more.

A first-level part that came with ISO 3166-2 and bears the same name keeps its place and gains the P-code.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Invalid
from amparo.kernel.folding import fold
from amparo.places.models import Area, FormerArea, Level, Succession
from amparo.places.pcodes import HEADINGS, REPLACES, Findings, Given, read
from amparo.places.writing import insert

_CHUNK = 1_000
_PEOPLE = ("population", "population_year", "population_source")
_FIELDS = ("pcode", "name", "parent", "source", "valid_from", "valid_to", "as_of", "version", "updated_at", *_PEOPLE)


@dataclass
class Imported:
    """What an import did.

    `joined` parts of ISO 3166-2 gained a P-code; `unnamed` areas are called by their code; of `counted` ones the number
    of people is new.
    """

    rows: int
    added: int = 0
    joined: int = 0
    renamed: int = 0
    moved: int = 0
    ended: int = 0
    unchanged: int = 0
    unnamed: int = 0
    counted: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the counts, for programs and for the record."""
        return asdict(self)


def import_areas(
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    *,
    source: str,
    complete: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Bring the rows of a file of P-codes in. `rows` are row numbers with cells as wide as `header`.

    `source` names the file for those who read where an area comes from. `complete` says that the file holds every
    area of each country and level it names: those it lacks have ended. Done by the operator of the installation.

    Raises Invalid with every problem found; nothing is saved then.
    """
    given, findings = read(header, rows)
    with transaction.atomic():
        tree = _Tree(given, findings, source)
        tree.grow(complete=complete)
        if findings.total:
            raise Invalid(
                _("The file has %(count)d problems. Nothing of it was saved.") % {"count": findings.total},
                problems=findings.problems,
            )
        if not dry_run:
            tree.write()
            audit.record(
                acting=None,
                agency=None,
                action="places.imported",
                object_type="places",
                detail={"source": source, "complete": complete, **tree.done.as_json()},
            )
    return tree.done


@dataclass
class _Changes:
    new: list[Area] = field(default_factory=list)
    changed: dict[uuid.UUID, Area] = field(default_factory=dict)
    confirmed: dict[datetime.date, list[uuid.UUID]] = field(default_factory=lambda: defaultdict(list))
    former: list[FormerArea] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)


class _Tree:
    """The areas that a file speaks of, as they are stored and as they become."""

    def __init__(self, given: Sequence[Given], findings: Findings, source: str) -> None:
        self._given, self._findings, self._source = given, findings, source
        self.done = Imported(rows=len(given), unnamed=findings.unnamed)
        self._changes = _Changes()
        named = {row.country for row in given}
        self._countries = {area.code: area for area in Area.objects.filter(level=Level.COUNTRY, code__in=named)}
        parts = list(Area.objects.filter(level=Level.ADMIN_1, parent__in=self._countries.values()))
        parts += Area.objects.filter(level=Level.ADMIN_2, parent__in=parts)
        self._by_pcode = {area.pcode: area for area in parts if area.pcode}
        self._elsewhere = _codes_elsewhere(self._by_pcode, given)
        self._without = _nameable(area for area in parts if not area.pcode and area.level == Level.ADMIN_1)
        self._held = frozenset(row.pcode for row in given)
        self._parents = {area.pk: area for area in (*self._countries.values(), *parts)}

    def grow(self, *, complete: bool) -> None:
        """Work out what changes, first level first; note what cannot be."""
        twice = _names_given_twice(self._given)
        for row in sorted(self._given, key=lambda one: one.level):
            self._take(row, twice)
        if complete:
            self._end_what_is_missing()
        for row in self._given:
            self._succeed(row)

    def write(self) -> None:
        """Save everything."""
        insert(self._changes.new)
        moment = clock.now()
        for area in self._changes.changed.values():
            area.version, area.updated_at = area.version + 1, moment
        Area.objects.bulk_update(self._changes.changed.values(), _FIELDS, batch_size=200)
        for day, ids in self._changes.confirmed.items():
            for start in range(0, len(ids), _CHUNK):
                rows = Area.objects.filter(pk__in=ids[start : start + _CHUNK])
                rows.update(as_of=day, valid_to=None, version=F("version") + 1, updated_at=moment)
        FormerArea.objects.bulk_create(self._changes.former, batch_size=_CHUNK)
        Succession.objects.bulk_create(self._changes.successions, batch_size=_CHUNK, ignore_conflicts=True)

    def _take(self, row: Given, twice: frozenset[tuple[str, str]]) -> None:
        parent = self._countries[row.country] if row.level == Level.ADMIN_1 else self._by_pcode.get(row.parent)
        if parent is None:
            return  # The parent itself is refused, and says why.
        area = self._by_pcode.get(row.pcode)
        if area is None and row.pcode in self._elsewhere:
            self._note(row, _("This code belongs to %(where)s here.") % {"where": self._elsewhere[row.pcode]})
        elif area is not None and (area.level != row.level or self._country(area) != row.country):
            where = f"{area}, {self._country(area)}"
            self._note(row, _("This code belongs to %(where)s here.") % {"where": where})
        elif area is not None:
            self._compare(area, row, parent)
        elif joined := self._same_part(row, twice):
            self._join(joined, row)
        else:
            self._add(row, parent)

    def _same_part(self, row: Given, twice: frozenset[tuple[str, str]]) -> Area | None:
        name = (row.country, fold(row.name))
        return self._without.get(name) if row.level == Level.ADMIN_1 and name not in twice else None

    def _join(self, area: Area, row: Given) -> None:
        area.pcode, area.as_of, area.valid_from = row.pcode, row.since, row.since
        self._count_people(area, row)
        self._by_pcode[row.pcode] = area
        self._changes.changed[area.pk] = area
        self.done.joined += 1

    def _add(self, row: Given, parent: Area) -> None:
        area = Area(
            code=row.pcode,
            pcode=row.pcode,
            name=row.name,
            level=row.level,
            parent=parent,
            source=self._source,
            valid_from=row.since,
            as_of=row.since,
        )
        self._count_people(area, row)
        self._by_pcode[row.pcode] = area
        self._parents[area.pk] = area
        self._changes.new.append(area)
        self.done.added += 1

    def _compare(self, area: Area, row: Given, parent: Area) -> None:
        """Bring a known area in step with a row that is as new or newer; an older row is a fault."""
        if area.as_of is not None and row.since < area.as_of:
            message = _("This row is older than what is here (%(day)s).") % {"day": area.as_of.isoformat()}
            self._findings.add(row.row, HEADINGS["since"], message, _("Import the newer file."))
            return
        renamed, moved = fold(area.name) != fold(row.name), area.parent_id != parent.pk
        newer = area.as_of is None or row.since > area.as_of
        counted = self._count_people(area, row)
        if renamed or moved:
            self._leave_behind(area, row, newer=newer)
            area.name, area.parent, area.source = row.name, parent, self._source
            self.done.renamed += renamed
            self.done.moved += moved
        else:
            self.done.unchanged += 1
        if renamed or moved or counted:
            area.as_of, area.valid_to = row.since, None
            self._changes.changed[area.pk] = area
        elif newer:
            self._changes.confirmed[row.since].append(area.pk)

    def _count_people(self, area: Area, row: Given) -> bool:
        """Take over how many people live in an area, where the file says so; say whether that is new."""
        if row.population is None or (row.population, row.population_year) == (area.population, area.population_year):
            return False
        area.population, area.population_year, area.population_source = (
            row.population,
            row.population_year,
            self._source,
        )
        self.done.counted += 1
        return True

    def _leave_behind(self, area: Area, row: Given, *, newer: bool) -> None:
        """Keep the former state, unless the file of the same date is corrected."""
        if newer:
            self._changes.former.append(
                FormerArea(
                    area=area,
                    name=area.name,
                    parent_id=area.parent_id,
                    valid_from=area.valid_from,
                    valid_to=row.since,
                    source=area.source,
                )
            )
            area.valid_from = row.since

    def _end_what_is_missing(self) -> None:
        newest: dict[tuple[str, int], datetime.date] = defaultdict(lambda: datetime.date.min)
        for row in self._given:
            place = (row.country, row.level)
            newest[place] = max(newest[place], row.since)
        for area in self._by_pcode.values():
            day = newest.get((self._country(area), area.level))
            if area.pcode not in self._held and day and (area.as_of is None or day > area.as_of):
                self._end(area, day)

    def _succeed(self, row: Given) -> None:
        for code in row.replaces:
            before, after = self._by_pcode.get(code), self._by_pcode.get(row.pcode)
            if before is None or code == row.pcode:
                advice = _("Write the P-code of an area that was here before, or leave the cell empty.")
                self._findings.add(row.row, REPLACES, _("“%(code)s” is not known.") % {"code": code}, advice)
            elif after is not None:
                self._changes.successions.append(Succession(before=before, after=after, on=row.since))
                if code not in self._held:
                    self._end(before, row.since)

    def _end(self, area: Area, day: datetime.date) -> None:
        if area.valid_to is None:
            area.valid_to = day
            self._changes.changed[area.pk] = area
            self.done.ended += 1

    def _country(self, area: Area) -> str:
        place = area
        while place.parent_id is not None:
            place = self._parents[place.parent_id]
        return place.code

    def _note(self, row: Given, message: str) -> None:
        advice = _("A P-code stays with its area. Check the code; where the area moved, give it a new one.")
        self._findings.add(row.row, HEADINGS["pcode"], message, advice)


def _nameable(parts: Iterable[Area]) -> dict[tuple[str, str], Area]:
    """Return the parts by country and folded name, where only one of the country bears it."""
    found: dict[tuple[str, str], list[Area]] = defaultdict(list)
    codes = dict(Area.objects.filter(level=Level.COUNTRY).values_list("pk", "code"))
    for area in parts:
        if area.parent_id is not None:
            found[codes[area.parent_id], fold(area.name)].append(area)
    return {name: areas[0] for name, areas in found.items() if len(areas) == 1}


def _names_given_twice(given: Sequence[Given]) -> frozenset[tuple[str, str]]:
    count: dict[tuple[str, str], int] = defaultdict(int)
    for row in given:
        if row.level == Level.ADMIN_1:
            count[row.country, fold(row.name)] += 1
    return frozenset(name for name, times in count.items() if times > 1)


def _codes_elsewhere(known: Mapping[str, Area], given: Sequence[Given]) -> dict[str, str]:
    """Return whose the codes of the file are that belong to areas of countries that it does not name."""
    wanted = {row.pcode for row in given} - known.keys()
    found = Area.objects.values_list("pcode", "code", "name").iterator()
    return {pcode or code: name for pcode, code, name in found if (pcode or code) in wanted}
