"""Search entries of actors: by code, names and aliases in every script. One scope holds them: they are shared."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from amparo.actors.lists.models import Designation
from amparo.actors.models import Actor, ActorAlias
from amparo.kernel import search

KIND = "actor"
SHARED = uuid.UUID(int=0)


def refresh(actors: Iterable[Actor]) -> None:
    """Make these actors findable by their present names. For whoever writes actors, one or many."""
    ids = [actor.pk for actor in actors]
    search.put(search.Entry(KIND, one, SHARED, "\n".join(words)) for one, words in words_of(ids).items())


def words_of(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return everything by which each actor is found: its own words, and those of the records that count as it.

    A merged record is found by the words of all that it counts with. Four queries for any number.
    """
    wanted = list(ids)
    roots = dict(Actor.objects.filter(pk__in=wanted).values_list("pk", "counts_as_id"))
    heads = {root or one for one, root in roots.items()}
    group = Actor.objects.filter(pk__in=heads) | Actor.objects.filter(counts_as_id__in=heads)
    words: dict[uuid.UUID, dict[str, None]] = defaultdict(dict)
    head_of: dict[uuid.UUID, uuid.UUID] = {}
    for one, root, code, name, names in group.values_list("pk", "counts_as_id", "code", "name", "names"):
        head_of[one] = root or one
        words[root or one] |= dict.fromkeys([code, name, *names.values()])
    for one, text in ActorAlias.objects.filter(actor_id__in=list(head_of)).values_list("actor_id", "text"):
        words[head_of[one]][text] = None
    for one, listed in _listed_names(list(head_of)).items():
        words[head_of[one]] |= dict.fromkeys(listed)
    return {one: list(words[root or one]) for one, root in roots.items()}


def _listed_names(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return the references and names under which actors stand, or stood, on lists. One query."""
    found: dict[uuid.UUID, list[str]] = {}
    rows = Designation.objects.filter(actor_id__in=ids).order_by("pk", "names__pk")
    for actor_id, reference, name, other in rows.values_list("actor_id", "reference", "name", "names__name"):
        if actor_id is not None:
            found.setdefault(actor_id, []).extend(filter(None, (reference, name, other)))
    return {actor_id: list(dict.fromkeys(names)) for actor_id, names in found.items()}
