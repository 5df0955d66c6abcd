"""Search entries of actors: by code and by names in every script. They are shared, so one scope holds them all."""

import uuid
from collections.abc import Iterable, Sequence

from amparo.actors.lists.models import Designation
from amparo.actors.models import Actor
from amparo.kernel import search

KIND = "actor"
SHARED = uuid.UUID(int=0)


def refresh(actors: Iterable[Actor]) -> None:
    """Make these actors findable by their present names. For whoever writes actors, one or many."""
    rows = list(actors)
    listed = _listed_names([actor.pk for actor in rows])
    search.put(
        search.Entry(
            KIND,
            actor.pk,
            SHARED,
            "\n".join([actor.code, actor.name, *actor.names.values(), *listed.get(actor.pk, ())]),
        )
        for actor in rows
    )


def _listed_names(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return the references and names under which actors stand, or stood, on lists. One query."""
    found: dict[uuid.UUID, list[str]] = {}
    rows = Designation.objects.filter(actor_id__in=ids).order_by("pk", "names__pk")
    for actor_id, reference, name, other in rows.values_list("actor_id", "reference", "name", "names__name"):
        if actor_id is not None:
            found.setdefault(actor_id, []).extend(filter(None, (reference, name, other)))
    return {actor_id: list(dict.fromkeys(names)) for actor_id, names in found.items()}
