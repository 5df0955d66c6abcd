"""Reads of merges, and of pairs that are two actors."""

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.models import Actor, ActorMerge, DistinctActors
from amparo.kernel.errors import NotFound


def standing(acting: Person) -> QuerySet[Actor]:
    """Return the actors that stand for themselves, by name: those that are listed and offered for choice."""
    found = Actor.objects.filter(counts_as=None).order_by("name")
    return found if policies.may_read(acting) else found.none()


def merges_of(acting: Person, actor: Actor) -> QuerySet[ActorMerge]:
    """Return every merge of a record into another, or of another into it, the newest first."""
    found = ActorMerge.objects.filter(Q(actor=actor) | Q(into=actor)).order_by("-merged_at")
    ready = found.select_related("actor", "into", "merged_by", "undone_by")
    return ready if policies.may_read(acting) else ready.none()


def standing_merge(acting: Person, actor_id: uuid.UUID) -> ActorMerge:
    """Return the merge by which a record counts as another now, or raise NotFound."""
    found = ActorMerge.objects.filter(actor_id=actor_id, undone_at=None).select_related("actor", "into", "merged_by")
    merge = found.first() if policies.may_read(acting) else None
    if merge is None:
        raise NotFound
    return merge


def dismissed_pairs(acting: Person) -> QuerySet[DistinctActors]:
    """Return the pairs that somebody found to be two actors, the newest first."""
    found = DistinctActors.objects.select_related("one", "other", "dismissed_by").order_by("-dismissed_at")
    return found if policies.may_read(acting) else found.none()


def both_to_change(acting: Person, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Actor]:
    """Return actors by id, locked in one order until the transaction ends; raise NotFound where one is missing."""
    wanted = set(ids)
    rows = Actor.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    found = {actor.pk: actor for actor in rows} if policies.may_read(acting) else {}
    if found.keys() != wanted:
        raise NotFound
    return found
