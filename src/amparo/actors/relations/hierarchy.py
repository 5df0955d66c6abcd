"""Loops among the relations of actors: a thing cannot be part of itself, nor come out of itself."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from amparo.actors.models import Actor, ActorLink
from amparo.actors.relations.models import LinkKind
from amparo.actors.relations.periods import Period


class Edge(NamedTuple):
    """One relation: from an actor to another, while it holds."""

    actor_id: uuid.UUID
    other_id: uuid.UUID
    kind: str
    period: Period


def write_alone() -> None:
    """Let nobody else write relations or merges until the transaction ends.

    Two people who each add one half of a loop see it only one after the other. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {ActorLink._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def stored_edges() -> list[Edge]:
    """Return every relation that is stored."""
    rows = ActorLink.objects.values_list("actor_id", "other_id", "kind", "first_day", "last_day")
    return [Edge(actor, other, kind, Period(first, last)) for actor, other, kind, first, last in rows]


def merged_ids() -> dict[uuid.UUID, uuid.UUID]:
    """Return whom each merged actor counts as, by its id."""
    return {pk: root for pk, root in Actor.objects.values_list("pk", "counts_as_id") if root is not None}


def loop(
    edges: Iterable[Edge], start: uuid.UUID, counts_as: Mapping[uuid.UUID, uuid.UUID]
) -> Sequence[uuid.UUID] | None:
    """Return the actors along a way from `start` back to it, or None where there is no such way.

    Being part of something must hold along the whole way at one time: A in B until 2012 and B in A from 2015 on is no
    loop. Splits and mergers have no such excuse. Merged records stand for the one that they count as.
    """
    for kind in LinkKind:
        above: dict[uuid.UUID, list[tuple[uuid.UUID, Period]]] = defaultdict(list)
        for edge in edges:
            if edge.kind == kind:
                period = edge.period if kind == LinkKind.PART_OF else Period()
                source, target = (counts_as.get(one, one) for one in (edge.actor_id, edge.other_id))
                above[source].append((target, period))
        if found := _way_back(above, counts_as.get(start, start)):
            return found
    return None


def loop_if_merged(
    edges: Iterable[Edge], merged: Mapping[uuid.UUID, uuid.UUID], actor_id: uuid.UUID, into_id: uuid.UUID
) -> Sequence[uuid.UUID] | None:
    """Return the way on which an actor would be related to itself once it counts as another, or None."""
    moved = {one: into_id for one, root in merged.items() if root == actor_id}
    return loop(edges, into_id, {**merged, **moved, actor_id: into_id})


def _way_back(
    above: Mapping[uuid.UUID, Sequence[tuple[uuid.UUID, Period]]], start: uuid.UUID
) -> list[uuid.UUID] | None:
    seen: set[tuple[uuid.UUID, Period]] = set()
    waiting: list[tuple[list[uuid.UUID], Period]] = [([start], Period())]
    while waiting:
        way, time = waiting.pop()
        for target, period in above.get(way[-1], ()):
            shared = time.within(period)
            if shared is None or (target, shared) in seen:
                continue
            if target == start:
                return [*way, start]
            seen.add((target, shared))
            waiting.append(([*way, target], shared))
    return None


def named(way: Sequence[uuid.UUID]) -> str:
    """Return a loop in the names of its actors: "A → B → A"."""
    names = {actor.pk: str(actor) for actor in Actor.objects.filter(pk__in=set(way))}
    return " → ".join(names[one] for one in way)
