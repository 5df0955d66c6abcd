"""Reads of what an actor is called, belongs to and came from, where it is, and whether it existed on a day.

A record that others were merged into shows their rows as its own: `group_ids` names all of them.
"""

import datetime
import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.models import Actor, ActorAlias, ActorLink, ActorPresence


def group_ids(acting: Person, actor: Actor) -> tuple[uuid.UUID, ...]:
    """Return the id of an actor and of every record that counts as it."""
    if not policies.may_read(acting):
        return ()
    return (actor.pk, *Actor.objects.filter(counts_as=actor).order_by("pk").values_list("pk", flat=True))


def aliases_of(acting: Person, ids: Collection[uuid.UUID]) -> QuerySet[ActorAlias]:
    """Return the aliases of these records, in the order in which they were stated."""
    found = ActorAlias.objects.filter(actor_id__in=ids).select_related("actor").order_by("pk")
    return found if policies.may_read(acting) else found.none()


def links_of(acting: Person, ids: Collection[uuid.UUID]) -> QuerySet[ActorLink]:
    """Return the relations from and to these records, with both actors and those they count as."""
    found = ActorLink.objects.filter(Q(actor_id__in=ids) | Q(other_id__in=ids)).order_by("first_day", "pk")
    ready = found.select_related("actor__counts_as", "other__counts_as")
    return ready if policies.may_read(acting) else ready.none()


def presences_of(acting: Person, ids: Collection[uuid.UUID]) -> QuerySet[ActorPresence]:
    """Return the areas of these records, by name."""
    found = ActorPresence.objects.filter(actor_id__in=ids).select_related("area__parent", "actor")
    return found.order_by("area__name", "pk") if policies.may_read(acting) else found.none()


def not_yet_or_no_more(
    acting: Person, ids: Collection[uuid.UUID], earliest: datetime.date, latest: datetime.date
) -> list[Actor]:
    """Return those of the actors that certainly did not exist between two days, by name. One query.

    What is not known does not speak against it. A merged record that states no dates of its own takes those of the
    actor that it counts as.
    """
    if not ids or not policies.may_read(acting):
        return []
    own = Q(founded_earliest__gt=latest) | Q(dissolved_latest__lt=earliest)
    whole = Q(founded_earliest=None, dissolved_latest=None) & (
        Q(counts_as__founded_earliest__gt=latest) | Q(counts_as__dissolved_latest__lt=earliest)
    )
    return list(Actor.objects.filter(own | whole, pk__in=ids).select_related("counts_as").order_by("name"))
