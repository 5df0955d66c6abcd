"""Reads records of the field list: what each states of an event, and a word on everything that has no place here."""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from amparo.actors.models import Actor
from amparo.kernel import fuzzy
from amparo.kernel.errors import Invalid, Problem
from amparo.kernel.fuzzy import FuzzyDate, FuzzyDateError
from amparo.monitor.checks import MOST_ROWS as MOST_ACTS
from amparo.monitor.checks import SUMMARY_LENGTH
from amparo.monitor.content import AssociationData, IncidentData, VictimData, ViolationData
from amparo.monitor.models import NO_ASSOCIATION, Answer, HowMany
from amparo.monitor.mrm.fields import code_of, codes_of, field_list
from amparo.places import selectors as places
from amparo.places.models import Area, Level
from amparo.terms.models import Term, Vocabulary

LONGEST_KEPT = 200
MOST_KEPT = 50
MOST_COUNTED = 1_000_000
LONGEST_REFERENCE = 120
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?", re.ASCII)
_ANSWERS = {"yes": Answer.YES, "true": Answer.YES, "no": Answer.NO, "false": Answer.NO}
_TALLIES = ("violation_tally", "violation_killed_tally", "violation_injured_tally")


@dataclass(frozen=True)
class Note:
    """Something that was not taken over as it came: where it stood, what it said, and what became of it."""

    where: str
    value: str
    message: str


@dataclass
class Understood:
    """One record as it is to be recorded. `associations` belong to the violations of `incident`, in their order."""

    reference: str = ""
    incident: IncidentData | None = None
    associations: list[AssociationData] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def event(self) -> IncidentData:
        """The incident to be recorded. Raises Invalid with the problems of a record that states none."""
        if self.incident is None:
            raise Invalid(problems=self.problems)
        return self.incident


class Lookups:
    """Places, terms and actors by the codes that records use, fetched once for all of them."""

    def __init__(self, records: Sequence[Mapping[str, Any]]) -> None:
        locations = {str(record.get("incident_location", "")) for record in records}
        self.areas = places.areas_by_code(locations)
        self.terms = {f"{term.vocabulary}/{term.code}": term for term in Term.objects.all()}
        self.by_id = {term.pk: term for term in self.terms.values()}
        self.codes = {pk: term.code for pk, term in self.by_id.items()}
        self.actors: dict[str, Actor] = {}
        self.actor_names: dict[uuid.UUID | None, str] = {}
        for actor in Actor.objects.order_by("pk"):
            self.actor_names[actor.pk] = str(actor)
            for name in (actor.name, *actor.names.values(), actor.code):
                self.actors.setdefault(code_of(name) or name, actor)


def understand(record: Mapping[str, Any], where: str, lookups: Lookups) -> Understood:
    """Return what one record states. Its problems are those for which the whole file is refused."""
    reader = _Reader(record, where, lookups)
    return reader.read()


class _Reader:
    def __init__(self, record: Mapping[str, Any], where: str, lookups: Lookups) -> None:
        self.record, self.where, self.lookups = record, where, lookups
        self.found = Understood()

    def read(self) -> Understood:
        found = self.found
        name = "incident_code" if self.record.get("incident_code") else "unique_id"
        found.reference = self._text(name, LONGEST_REFERENCE)
        date, area = self._date("incident_date", required=True), self._area()
        acts = list(islice(self._acts(), MOST_ACTS + 1))
        if len(acts) > MOST_ACTS:
            said = _("There are more than %(most)d violations.") % {"most": MOST_ACTS}
            self._refuse("violations", said, _("Give them as several incidents."))
            return found
        if not acts and not found.problems:
            self._refuse("violations", _("No violation is stated."), _("Say at least one thing that was done."))
        if date is None or area is None or not acts:
            return found
        country, admin1, admin2 = area
        victims, positions = _victims([counts for _act, counts, _told in acts], self._total())
        violations = []
        for (act, _counts, told), position in zip(acts, positions, strict=True):
            actors = self._actors(act)
            for actor in actors:
                hit = () if position is None else (position,)
                violations.append(ViolationData(act.term.pk, actor.pk if actor else None, hit))
                found.associations.append(told)
            summary = self._text("incident_description", SUMMARY_LENGTH)
            found.incident = IncidentData(date, country, tuple(violations), victims, admin1, summary, admin2)
        return found

    def _acts(self) -> Iterator[tuple["_Act", tuple[int, int, int], AssociationData]]:
        for form, code in field_list().violations.items():
            rows = self.record.get(form)
            for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
                place = f"{self.where}, {form} {number}"
                if not isinstance(row, dict):
                    self._refuse(place, _("This is no record."), _("Give an object with fields."))
                    continue
                act = _Act(row, place, self.lookups.terms[f"{Vocabulary.VIOLATION}/{code}"])
                counts = self._counts(act)
                told = AssociationData() if code in NO_ASSOCIATION else self._association(act, sum(counts))
                yield act, counts, told

    def _association(self, act: "_Act", children: int) -> AssociationData:
        known, terms, rest = field_list(), set[uuid.UUID](), dict[str, list[str]]()
        answers: dict[str, str] = {}
        for name, value in act.row.items():
            if name in known.read_elsewhere or value in (None, "", []):
                continue
            if name in known.left_out:
                self._note(act.where, name, value, _("left out: %(why)s") % {"why": known.left_out[name]})
            elif name in known.terms:
                terms |= self._terms(act, name, value, rest)
            elif name in known.answers:
                answers[known.answers[name]] = _ANSWERS.get(code_of(value), Answer.UNKNOWN)
            else:
                self._keep(act, name, [str(one) for one in (value if isinstance(value, list) else [value])], rest)
        self._role_without_kind(act, terms, rest)
        if any(self._is_facility(term) for term in terms):
            answers.setdefault("in_detention", Answer.YES)
        left, count = self._leaving(act, terms, children)
        return AssociationData(
            terms=frozenset(terms),
            left=left,
            left_count=count,
            left_on=self._date_of(act, "date_child_leave"),
            not_understood=rest,
            cross_border=answers.get("cross_border", Answer.UNKNOWN),
            re_recruitment=answers.get("re_recruitment", Answer.UNKNOWN),
            in_detention=answers.get("in_detention", Answer.UNKNOWN),
            ill_treatment=answers.get("ill_treatment", Answer.UNKNOWN),
        )

    def _terms(self, act: "_Act", name: str, value: object, rest: dict[str, list[str]]) -> set[uuid.UUID]:
        meant, found, unknown = field_list().terms[name], set(), []
        for code in codes_of(value):
            if code in meant:
                found.add(self.lookups.terms[meant[code]].pk)
            elif code not in field_list().not_known:
                unknown.append(code)
        if unknown:
            self._keep(act, name, unknown, rest)
        return found

    def _role_without_kind(self, act: "_Act", terms: set[uuid.UUID], rest: dict[str, list[str]]) -> None:
        """Keep a role of which only "combatant" or "non-combatant" is said: it has no item of its own."""
        roles = {term.pk for term in self.lookups.terms.values() if term.vocabulary == Vocabulary.ROLE}
        said = [code for code in codes_of(act.row.get("child_role")) if code not in field_list().not_known]
        if said and not terms & roles:
            self._keep(act, "child_role", said, rest)

    def _is_facility(self, pk: uuid.UUID) -> bool:
        return any(
            term.pk == pk and term.vocabulary == Vocabulary.DETENTION_FACILITY for term in self.lookups.terms.values()
        )

    def _leaving(self, act: "_Act", terms: set[uuid.UUID], total: int) -> tuple[str, int | None]:
        said = code_of(act.row.get("released_indicator", ""))
        count = self._count(act.where, "released_number", act.row.get("released_number")) or None
        if said in {"no", "none", "false"}:
            return HowMany.NONE, None
        if said in {"yes_all", "all"} or (count and count == total):
            return HowMany.ALL, count
        if said.startswith(("yes", "some", "true")) or count:
            return HowMany.SOME, count
        exits = {term.pk for term in self.lookups.terms.values() if term.vocabulary == Vocabulary.EXIT}
        return (HowMany.SOME if terms & exits else HowMany.UNKNOWN), count

    def _counts(self, act: "_Act") -> tuple[int, int, int]:
        boys = girls = unknown = 0
        for name in _TALLIES:
            tally = self._tally(act.where, name, act.row.get(name))
            parts = [tally[part] for part in ("boys", "girls", "unknown")]
            boys, girls, unknown = boys + parts[0], girls + parts[1], unknown + parts[2]
            if (total := tally["total"]) and any(parts) and total != sum(parts):
                self._note(act.where, "total", total, _("does not add up; the parts are taken"))
            elif total and not any(parts):
                unknown += total
        return boys, girls, unknown

    def _total(self) -> int:
        name = "incident_total_tally"
        return self._tally(self.where, name, self.record.get(name))["total"]

    def _tally(self, where: str, name: str, value: object) -> dict[str, int]:
        """Return the four numbers of a tally, with a note on each that is none."""
        if value and not isinstance(value, dict):
            self._note(where, name, value, _("no tally with boys, girls, unknown and total; left out"))
        given = value if isinstance(value, dict) else {}
        parts = ("boys", "girls", "unknown", "total")
        return {part: self._count(f"{where}, {name}", part, given.get(part)) for part in parts}

    def _count(self, where: str, name: str, value: object) -> int:
        """Return a number, as 3, "3" or 3.0 give it; 0, with a note, where something else is said."""
        if value in (None, "") or code_of(value) in field_list().not_known:
            return 0
        said = _WHOLE.fullmatch(str(value).strip())
        if said is None or (number := int(said[1])) > MOST_COUNTED:
            self._note(where, name, value, _("no whole number from 0 to 1,000,000; left out"))
            return 0
        return number

    def _text(self, name: str, most: int) -> str:
        """Return a text of the record, cut where it is too long, with a note."""
        text = str(self.record.get(name) or "").strip()
        if len(text) > most:
            said = _("cut after %(count)d characters; the report keeps the whole") % {"count": most}
            self._note(self.where, name, text, said)
        return text[:most]

    def _actors(self, act: "_Act") -> list[Actor | None]:
        """Return who did an act: the parties that name it, or name none at all."""
        key = str(act.row.get("unique_id"))
        return list(dict.fromkeys(actor for actor, acts in self._parties if acts is None or key in acts)) or [None]

    @cached_property
    def _parties(self) -> list[tuple[Actor, frozenset[str] | None]]:
        """The parties of the record that are known here, each with the acts that it names; None for all of them."""
        rows = self.record.get("perpetrators")
        found = []
        for row in rows if isinstance(rows, list) else []:
            if not isinstance(row, dict):
                continue
            name = str(row.get("armed_force_group_party_name") or "")
            actor = self.lookups.actors.get(code_of(name) or name)
            if actor is not None:
                found.append((actor, self._named(row.get("violations_ids"))))
            elif name and code_of(name) not in field_list().not_known:
                self._note(self.where, "armed_force_group_party_name", name, _("this party is not known here"))
        return found

    def _named(self, ids: object) -> frozenset[str] | None:
        if not ids:
            return None
        if isinstance(ids, str | int):
            return frozenset({str(ids)})
        if isinstance(ids, list):
            return frozenset(str(one) for one in ids)
        self._note(self.where, "violations_ids", ids, _("no list of violations; the party is left out"))
        return frozenset()

    def _area(self) -> "_Place | None":
        code = str(self.record.get("incident_location") or "")
        area = self.lookups.areas.get(code)
        if area is None:
            self._refuse(
                "incident_location",
                _("This place is not known: %(code)s.") % {"code": code[:40] or "–"},
                _("Give an ISO 3166 code or a P-code; load P-codes with: amparo places import"),
            )
            return None
        return _within(area)

    def _date(self, name: str, *, required: bool) -> FuzzyDate | None:
        value = self.record.get(name)
        text = "/".join(map(str, value)) if isinstance(value, list) and len(value) == 2 else str(value or "")
        try:
            return fuzzy.parse(text[:40])
        except FuzzyDateError as error:
            if required:
                self._refuse(name, str(error), _("Give a date: 2024-05-17, or two in a list."))
            return None

    def _date_of(self, act: "_Act", name: str) -> FuzzyDate | None:
        text = str(act.row.get(name) or "")[:40]
        try:
            return fuzzy.parse(text) if text else None
        except FuzzyDateError:
            self._note(act.where, name, text, _("no date; left out"))
            return None

    def _keep(self, act: "_Act", name: str, values: Sequence[str], rest: dict[str, list[str]]) -> None:
        if len(rest) < MOST_KEPT:
            rest[name[:80]] = [value[:LONGEST_KEPT] for value in values[:MOST_KEPT]]
        self._note(act.where, name, ", ".join(values), _("not known here; kept beside the record"))

    def _note(self, where: str, name: str, value: object, message: str) -> None:
        self.found.notes.append(Note(f"{where}, {name}", str(value)[:LONGEST_KEPT], message))

    def _refuse(self, name: str, message: str, advice: str) -> None:
        where = name if name.startswith(self.where) else f"{self.where}, {name}"
        self.found.problems.append(Problem(where, message, advice))


@dataclass(frozen=True)
class _Act:
    """One violation of a record: its fields, where it stands, and its kind."""

    row: Mapping[str, Any]
    where: str
    term: Term


_Place = tuple[uuid.UUID, uuid.UUID | None, uuid.UUID | None]
"""Country, first-level part, second-level part."""


def _within(area: Area) -> _Place:
    """Return an area with those that it lies in."""
    if area.level == Level.COUNTRY or area.parent is None:
        return area.pk, None, None
    if area.level == Level.ADMIN_1 or area.parent.parent_id is None:
        return area.parent.pk, area.pk, None
    return area.parent.parent_id, area.parent.pk, area.pk


def _victims(
    counts: Sequence[tuple[int, int, int]], total: int
) -> tuple[tuple[VictimData, ...], tuple[int | None, ...]]:
    """Return rows of children, and for each violation its row (None where it counts nobody).

    Violations that all count the same children, as the total of the incident says, share one row. Else each has its
    own, for nothing says that they are the same children.
    """
    boys, girls, unknown = counts[0]
    if len(set(counts)) == 1 and total and boys + girls + unknown == total:
        return (VictimData(boys=boys, girls=girls, unknown=unknown),), tuple(0 for _one in counts)
    rows: list[VictimData] = []
    positions: list[int | None] = []
    for boys, girls, unknown in counts:
        if boys or girls or unknown:
            positions.append(len(rows))
            rows.append(VictimData(boys=boys, girls=girls, unknown=unknown))
        else:
            positions.append(None)
    return tuple(rows), tuple(positions)
