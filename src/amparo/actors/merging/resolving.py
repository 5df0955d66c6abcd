"""Looking through merges: whom a record counts as, and which records count as one actor.

Nothing that names a merged record is rewritten (docs/decisions/0004-merging-actors.md): whoever offers, counts or shows
actors asks here. These take no acting person: they speak of rows that the caller was given, or narrow its query.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from amparo.actors.models import Actor
from amparo.kernel.models import readers_language


def offered(*, also: Iterable[uuid.UUID | None] = ()) -> QuerySet[Actor]:
    """Return the actors that are offered for choice, and those of `also` (already on a record), by name."""
    kept = [one for one in also if one]
    condition = Q(counts_as=None) | Q(pk__in=kept) if kept else Q(counts_as=None)
    return Actor.objects.filter(condition).order_by("name")


def counted_ids(actor_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the ids of all records that count as one actor with this one, for `actor_id__in`. One query."""
    root = Actor.objects.filter(pk=actor_id).values_list("counts_as_id", flat=True).first() or actor_id
    return [root, *Actor.objects.filter(counts_as_id=root).values_list("pk", flat=True)]


def counted_actor(path: str = "") -> Combinable:
    """Return the id of whom an actor counts as, for a query in which `path` leads to the actor ("violation__actor").

    Where nothing is merged it is the plain column, and no table is joined.
    """
    plain = F(f"{path}_id")
    merged = Actor.objects.filter(counts_as__isnull=False).exists()
    return Coalesce(F(f"{path}__counts_as_id"), plain) if merged else plain


def counts_as() -> dict[uuid.UUID, uuid.UUID]:
    """Return whom each merged record counts as, by ids. One query."""
    merged = Actor.objects.filter(counts_as__isnull=False).order_by().values_list("pk", "counts_as_id")
    return {one: root for one, root in merged if root}


def shown_texts(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the names of actors in the reader's language by id, a merged one under whom it counts as. One query."""
    language = readers_language()
    rows: Iterable[tuple[Any, ...]] = Actor.objects.filter(pk__in=list(ids)).values_list(
        "pk", "names", "name", "counts_as__names", "counts_as__name"
    )
    return {
        pk: (root_names or {}).get(language, root_name) if root_name else names.get(language, name)
        for pk, names, name, root_names, root_name in rows
    }
