"""Actors that may be one: pairs whose names are written alike, each with the reason. A person decides."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations, islice

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.merging import spelling
from amparo.actors.models import Actor, ActorAlias, DistinctActors
from amparo.actors.relations import hierarchy

MOST_PAIRS = 200
"""Pairs that are proposed at once. Those with the strongest reason come first."""
MOST_ALIKE = 30
"""A writing that more actors share says nothing of any two of them."""
LONG = 7
"""Skeletons of at least so many letters may differ in one."""


class Likeness(IntEnum):
    """Why two actors may be one, the strongest reason first."""

    SAME_NAME = 1
    SAME_SOUND = 2
    NEARLY = 3


@dataclass(frozen=True)
class Pair:
    """Two actors that may be one: why, and the two names that are alike."""

    one: Actor
    other: Actor
    likeness: Likeness
    name: str
    other_name: str


@dataclass(frozen=True)
class _Name:
    """One name of one actor, by which pairs are found."""

    owner: uuid.UUID
    text: str


def possible_duplicates(acting: Person) -> list[Pair]:
    """Return the pairs to look at: without merged records, dismissed pairs and pairs related to one another.

    Actors that are related, over others too, are two: a merge of them is refused. Six queries; the work grows with the
    number of names, not with its square.
    """
    if not policies.may_read(acting):
        return []
    actors = {actor.pk: actor for actor in Actor.objects.filter(counts_as=None)}
    names = list(_names(actors.values()))
    told_apart = {frozenset(pair) for pair in DistinctActors.objects.values_list("one_id", "other_id")}
    best: dict[frozenset[uuid.UUID], tuple[Likeness, _Name, _Name]] = {}
    for likeness, one, other in _alike(names):
        both = frozenset({one.owner, other.owner})
        if len(both) == 2 and both not in told_apart and (both not in best or likeness < best[both][0]):
            best[both] = (likeness, one, other)
    found = sorted(best.values(), key=lambda pair: (pair[0], pair[1].text, pair[2].text))
    related = _related()
    proposed = (
        Pair(actors[one.owner], actors[other.owner], likeness, one.text, other.text)
        for likeness, one, other in found
        if not related(one.owner, other.owner)
    )
    return list(islice(proposed, MOST_PAIRS))


def _related() -> Callable[[uuid.UUID, uuid.UUID], bool]:
    """Return what says of two actors whether, as one, they would be related to themselves."""
    edges, merged = hierarchy.stored_edges(), hierarchy.merged_ids()
    ends = {merged.get(end, end) for edge in edges for end in (edge.actor_id, edge.other_id)}

    def related(one: uuid.UUID, other: uuid.UUID) -> bool:
        return {one, other} <= ends and hierarchy.loop_if_merged(edges, merged, one, other) is not None

    return related


def _names(actors: Iterable[Actor]) -> Iterator[_Name]:
    """Yield every name and alias of the actors, and of the records that were merged into them."""
    heads: dict[uuid.UUID, uuid.UUID] = {}
    for actor in (*actors, *Actor.objects.exclude(counts_as=None)):
        heads[actor.pk] = actor.counts_as_id or actor.pk
        for text in dict.fromkeys([actor.name, *actor.names.values()]):
            yield _Name(heads[actor.pk], text)
    for owner, text in ActorAlias.objects.order_by("pk").values_list("actor_id", "text"):
        yield _Name(heads[owner], text)


def _alike(names: list[_Name]) -> Iterator[tuple[Likeness, _Name, _Name]]:
    for one, other in _pairs(_grouped(names, lambda text: [spelling.plain(text)])):
        yield Likeness.SAME_NAME, one, other
    for one, other in _pairs(_grouped(names, lambda text: [spelling.skeleton(text)])):
        if _same_numbers(one, other):
            yield Likeness.SAME_SOUND, one, other
    for one, other in _pairs(_grouped(names, _variants)):
        if _same_numbers(one, other) and _one_apart(one.text, other.text):
            yield Likeness.NEARLY, one, other


def _grouped(names: Iterable[_Name], keys: Callable[[str], Iterable[str]]) -> Iterable[list[_Name]]:
    groups: dict[str, list[_Name]] = defaultdict(list)
    for name in names:
        for key in filter(None, keys(name.text)):
            groups[key].append(name)
    return groups.values()


def _variants(text: str) -> Iterable[str]:
    bones = spelling.skeleton(text)
    return spelling.one_letter_less(bones) if len(bones) >= LONG else ()


def _same_numbers(one: _Name, other: _Name) -> bool:
    return spelling.digits(one.text) == spelling.digits(other.text)


def _one_apart(one: str, other: str) -> bool:
    return spelling.distance(spelling.skeleton(one), spelling.skeleton(other), 1) <= 1


def _pairs(groups: Iterable[list[_Name]]) -> Iterator[tuple[_Name, _Name]]:
    for group in groups:
        if len({name.owner for name in group}) <= MOST_ALIKE:
            once = list({(name.owner, name.text): name for name in group}.values())
            yield from ((one, other) for one, other in combinations(once, 2) if one.owner != other.owner)
