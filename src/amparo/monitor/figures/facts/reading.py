"""What incidents say to a figure, read from the records as they stand.

A child is known by 16 bytes of BLAKE2b over the pseudonym, so that children are told apart without their pseudonyms
being kept a second time. A group is known by its own id.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from amparo.monitor.figures.facts.sheets import GROUP, ID, NONE, Entry, encoded
from amparo.monitor.models import AgeBand, Association, Incident, Sex, Victim, Violation
from amparo.terms.models import Term, Vocabulary

PAIR: Final = Violation.victims.through  # one row for each violation and victim
TOLD: Final = Association.terms.through
SEXES: Final = {Sex.GIRL.value: 1, Sex.BOY.value: 2, Sex.UNKNOWN.value: 3}
AGES: Final = {band: number for number, band in enumerate(AgeBand.values, start=1)}
"""0 is no child."""


class Facts(NamedTuple):
    """What some incidents say to a figure, in the form in which it is kept."""

    incidents: int
    facts: bytes
    roles: bytes


@dataclass(frozen=True, slots=True)
class _Child:
    key: bytes
    sex: int = GROUP
    age: int = 0
    girls: int = 0
    boys: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class _Act:
    actor: bytes
    type: bytes
    children: Sequence[_Child]
    roles: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Event:
    id: bytes
    year: int
    first: int
    last: int
    verified: int
    place: bytes


_NOBODY = _Child(NONE)
_NO_ACT = _Act(NONE, NONE, (), ())


def facts_of(incident_ids: Sequence[uuid.UUID]) -> Facts:
    """Return the facts of these incidents as they stand now. Six queries for any number of them."""
    acts, idle = _acts(incident_ids)
    rows = Incident.objects.filter(pk__in=incident_ids).order_by()
    events = {
        pk: _Event(
            _bytes(pk),
            year or 0,
            quarter_number(str(earliest)),
            quarter_number(str(latest)),
            quarter_number(str(verified_on)) if verified_on else 0,
            _bytes(country) + _bytes(part),
        )
        for pk, year, earliest, latest, verified_on, country, part in _rows(
            rows.values_list(
                "pk", "committed_year", "date_earliest", "date_latest", "verified_on", "country_id", "admin1_id"
            )
        )
    }
    facts = [entry for pk, event in events.items() for entry in _entries(event, acts[pk], idle[pk])]
    roles = [entry for pk, event in events.items() for entry in _role_entries(event, acts[pk])]
    return Facts(len(events), encoded(facts), encoded(roles))


def child_key(pseudonym: str) -> bytes:
    """Return what tells a child apart from others of the agency."""
    return blake2b(pseudonym.encode(), digest_size=ID).digest()


@lru_cache(maxsize=4096)
def quarter_number(day: str) -> int:
    """Return four times the year, and 0 to 3 for the quarter, of a day like 2024-05-17."""
    one = datetime.date.fromisoformat(day)
    return one.year * 4 + (one.month - 1) // 3


def _entries(event: _Event, acts: Sequence[_Act], idle: Sequence[_Child]) -> Iterator[Entry]:
    for act in acts:
        for place, child in enumerate(act.children or (_NOBODY,)):
            yield _entry(event, act, child, act_starts=not place)
    for child in idle or (() if acts else (_NOBODY,)):
        yield _entry(event, _NO_ACT, child, act_starts=False)


def _role_entries(event: _Event, acts: Sequence[_Act]) -> Iterator[Entry]:
    for act in acts:
        told = ((child, role) for role in act.roles for child in act.children or (_NOBODY,))
        for place, (child, role) in enumerate(told):
            yield _entry(event, act, child, act_starts=not place, role=role)


def _entry(event: _Event, act: _Act, child: _Child, *, act_starts: bool, role: bytes = NONE) -> Entry:
    return Entry(
        child.key, act_starts, act is not _NO_ACT, child.sex, child.age, event.year, event.first, event.last,
        event.verified, child.girls, child.boys, child.unknown, event.id, act.actor, act.type, event.place, role,
    )  # fmt: skip


def _acts(ids: Sequence[uuid.UUID]) -> tuple[Mapping[Any, list[_Act]], Mapping[Any, list[_Child]]]:
    """Return the acts of each incident, and the children whom no act names."""
    rows = Violation.objects.filter(incident_id__in=ids).order_by("pk")
    suffered, roles, children = _suffered(ids), _roles(ids), _children(ids)
    acts: dict[Any, list[_Act]] = defaultdict(list)
    named: set[Any] = set()
    for act_id, incident_id, actor_id, type_id in _rows(rows.values_list("pk", "incident_id", "actor_id", "type_id")):
        some = children[incident_id]
        # Who was taken out meanwhile is not among the children. The incident has a later version then.
        by_this = [some[child] for child in suffered[act_id] if child in some]
        acts[incident_id].append(_Act(_bytes(actor_id), _bytes(type_id), by_this, roles[act_id]))
        named.update(suffered[act_id])
    idle = {pk: [child for one, child in some.items() if one not in named] for pk, some in children.items()}
    return acts, defaultdict(list, idle)


def _suffered(ids: Sequence[uuid.UUID]) -> Mapping[Any, list[Any]]:
    pairs: Any = PAIR._default_manager.filter(violation__incident_id__in=ids)
    return _grouped(_rows(pairs.values_list("violation_id", "victim_id")))


def _children(ids: Sequence[uuid.UUID]) -> Mapping[Any, dict[Any, _Child]]:
    children: dict[Any, dict[Any, _Child]] = defaultdict(dict)
    rows = Victim.objects.filter(incident_id__in=ids).order_by()
    for incident_id, pk, pseudonym, sex, age, *counts in _rows(
        rows.values_list("incident_id", "pk", "pseudonym", "sex", "age_band", "girls", "boys", "unknown")
    ):
        known = (child_key(pseudonym), SEXES[sex]) if pseudonym else (_bytes(pk), GROUP)
        children[incident_id][pk] = _Child(*known, AGES[age], *counts)
    return children


def _roles(ids: Sequence[uuid.UUID]) -> Mapping[Any, list[bytes]]:
    every = Term.objects.filter(vocabulary=Vocabulary.ROLE).order_by()
    roles = {pk: _bytes(pk) for (pk,) in _rows(every.values_list("pk"))}
    told: Any = TOLD._default_manager.filter(association__violation__incident_id__in=ids)
    found = _rows(told.values_list("association_id", "term_id"))
    return _grouped((act, roles[term]) for act, term in found if term in roles)


def _grouped(pairs: Any) -> Mapping[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for one, other in pairs:
        groups[one].append(other)
    return groups


def _rows(found: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return rows as the database holds them: an object of every id in every row would be most of the work."""
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _bytes(key: str | uuid.UUID | None) -> bytes:
    """Return the 16 bytes of an id as the database holds it."""
    if key is None:
        return NONE
    return bytes.fromhex(key) if isinstance(key, str) else key.bytes
