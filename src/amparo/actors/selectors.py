"""Reads of actors."""

import uuid

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.models import Actor, ActorType
from amparo.actors.searching import KIND, SHARED
from amparo.kernel import search
from amparo.kernel.errors import Conflict, NotFound


def actors_for(acting: Person) -> QuerySet[Actor]:
    """Return every actor that the person may read (all or none: actors are shared)."""
    return Actor.objects.order_by("name") if policies.may_read(acting) else Actor.objects.none()


def with_types(actors: QuerySet[Actor]) -> QuerySet[Actor]:
    """Add the dated types, newest first, and those of records that count as the actor, in three more queries."""
    types = ActorType.objects.select_related("term", "actor").order_by("-starts_on", "pk")
    return actors.prefetch_related(
        Prefetch("types", queryset=types), "counted", Prefetch("counted__types", queryset=types)
    )


def actor_for(acting: Person, actor_id: uuid.UUID) -> Actor:
    """Return one actor with its types, or raise NotFound."""
    actor = with_types(actors_for(acting)).select_related("counts_as", "merged_into").filter(pk=actor_id).first()
    if actor is None:
        raise NotFound
    return actor


def find(acting: Person, words: str) -> QuerySet[Actor]:
    """Return the actors whose code, name or alias in any script holds the words; without merged records."""
    found = actors_for(acting).filter(counts_as=None)
    matching = search.matching(words, kind=KIND, scopes=[SHARED])
    return found if matching is None else found.filter(pk__in=matching)


def actor_to_change(acting: Person, actor_id: uuid.UUID) -> Actor:
    """Return one actor, locked until the transaction ends; raise NotFound, or Conflict where it is merged."""
    return actor_standing(acting, actor_id, actors_for(acting).select_for_update())


def actor_standing(acting: Person, actor_id: uuid.UUID, among: QuerySet[Actor] | None = None) -> Actor:
    """Return one actor that stands for itself; raise NotFound, or Conflict where it is merged into another."""
    actor = (actors_for(acting) if among is None else among).filter(pk=actor_id).first()
    if actor is None:
        raise NotFound
    if actor.counts_as is not None:
        raise Conflict(
            _("This record is merged into %(other)s, so it is kept as it was.") % {"other": actor.counts_as},
            advice=_("Change %(other)s, or undo the merge first.") % {"other": actor.counts_as},
        )
    return actor
