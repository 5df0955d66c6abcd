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

from amparo.kernel.repeated import Repeated, keys_of
from amparo.monitor.figures.facts.sheets import GROUP, ID, NONE, Entry, encoded
from amparo.monitor.models import AgeBand, Association, Incident, Sex, Victim, Violation
from amparo.terms.models import Term, Vocabulary

_PIECE: Final = 512
_STEP: Final = 128
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
    """Return the facts of these incidents as they stand now. Six queries for each five hundred of them."""
    count, facts, roles = 0, list[Entry](), list[Entry]()
    for at in range(0, len(incident_ids), _PIECE):
        keys = _keys(incident_ids[at : at + _PIECE])
        acts, idle = _acts(keys)
        for pk, year, earliest, latest, verified_on, country, part in _EVENTS.rows(keys):
            event = _Event(
                _bytes(pk),
                year or 0,
                quarter_number(str(earliest)),
                quarter_number(str(latest)),
                quarter_number(str(verified_on)) if verified_on else 0,
                _bytes(country) + _bytes(part),
            )
            facts += _entries(event, acts[pk], idle[pk])
            roles += _role_entries(event, acts[pk])
            count += 1
    return Facts(count, encoded(facts), encoded(roles))


def _keys(ids: Sequence[uuid.UUID]) -> list[Any]:
    """Return ids as the database holds them, filled up with ids that nobody has to one of four lengths.

    The statements are made once for each length: to make one takes longer than to answer it.
    """
    return keys_of([*ids, *map(_nobodys, range(1, -len(ids) % _STEP + 1))])


def _nobodys(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


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


def _acts(keys: Sequence[Any]) -> tuple[Mapping[Any, list[_Act]], Mapping[Any, list[_Child]]]:
    """Return the acts of each incident, and the children whom no act names."""
    suffered, roles, children = _grouped(_PAIRS.rows(keys)), _roles(keys), _children(keys)
    acts: dict[Any, list[_Act]] = defaultdict(list)
    named: set[Any] = set()
    for act_id, incident_id, actor_id, type_id in _ACTS.rows(keys):
        some = children[incident_id]
        # Who was taken out meanwhile is not among the children. The incident has a later version then.
        by_this = [some[child] for child in suffered[act_id] if child in some]
        acts[incident_id].append(_Act(_bytes(actor_id), _bytes(type_id), by_this, roles[act_id]))
        named.update(suffered[act_id])
    idle = {pk: [child for one, child in some.items() if one not in named] for pk, some in children.items()}
    return acts, defaultdict(list, idle)


def _children(keys: Sequence[Any]) -> Mapping[Any, dict[Any, _Child]]:
    children: dict[Any, dict[Any, _Child]] = defaultdict(dict)
    for incident_id, pk, pseudonym, sex, age, *counts in _CHILDREN.rows(keys):
        known = (child_key(pseudonym), SEXES[sex]) if pseudonym else (_bytes(pk), GROUP)
        children[incident_id][pk] = _Child(*known, AGES[age], *counts)
    return children


def _roles(keys: Sequence[Any]) -> Mapping[Any, list[bytes]]:
    every = Term.objects.filter(vocabulary=Vocabulary.ROLE).values_list("pk", flat=True)
    roles = {key: pk.bytes for pk, key in zip(every, keys_of(every), strict=True)}
    return _grouped((act, roles[term]) for act, term in _TOLD.rows(keys) if term in roles)


def _grouped(pairs: Any) -> Mapping[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for one, other in pairs:
        groups[one].append(other)
    return groups


def _bytes(key: str | uuid.UUID | None) -> bytes:
    """Return the 16 bytes of an id as the database holds it."""
    if key is None:
        return NONE
    return bytes.fromhex(key) if isinstance(key, str) else key.bytes


_EVENTS = Repeated(
    lambda ids: (
        Incident.objects.filter(pk__in=ids)
        .order_by()
        .values_list("pk", "committed_year", "date_earliest", "date_latest", "verified_on", "country_id", "admin1_id")
    )
)
_ACTS = Repeated(
    lambda ids: (
        Violation.objects.filter(incident_id__in=ids)
        .order_by("pk")
        .values_list("pk", "incident_id", "actor_id", "type_id")
    )
)
_CHILDREN = Repeated(
    lambda ids: (
        Victim.objects.filter(incident_id__in=ids)
        .order_by()
        .values_list("incident_id", "pk", "pseudonym", "sex", "age_band", "girls", "boys", "unknown")
    )
)
_PAIRS = Repeated(
    lambda ids: (
        Violation.victims.through.objects.filter(violation__incident_id__in=ids)
        .order_by()
        .values_list("violation_id", "victim_id")
    )
)
_TOLD = Repeated(
    lambda ids: (
        Association.terms.through.objects.filter(association__violation__incident_id__in=ids)
        .order_by()
        .values_list("association_id", "term_id")
    )
)
