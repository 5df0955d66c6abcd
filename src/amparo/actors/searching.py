"""Search entries of actors: by code and by names in every script. They are shared, so one scope holds them all."""

import uuid
from collections.abc import Iterable

from amparo.actors.models import Actor
from amparo.kernel import search

KIND = "actor"
SHARED = uuid.UUID(int=0)


def refresh(actors: Iterable[Actor]) -> None:
    """Make these actors findable by their present names. For whoever writes actors, one or many."""
    search.put(
        search.Entry(KIND, actor.pk, SHARED, "\n".join([actor.code, actor.name, *actor.names.values()]))
        for actor in actors
    )
