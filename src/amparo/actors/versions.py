"""What the history keeps of actors, in one shape whatever was done, and the words for what was done."""

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from amparo.actors.models import Actor, ActorType
from amparo.audit.services import HistoryRow
from amparo.kernel.saving import json_value

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SAID: "Mapping[str, StrOrPromise]" = {
    "actor.created": _("Recorded"),
    "actor.changed": _("Changed"),
    "actor.aliases_changed": _("Aliases changed"),
    "actor.links_changed": _("Relations changed"),
    "actor.presences_changed": _("Areas changed"),
    "actor.merged": _("Merged into another record"),
    "actor.parted": _("Merge undone"),
    "snapshot.applied": _("By a snapshot of a list"),
    "list.changed": _("By a change of a list"),
    "designation.recorded": _("By a designation"),
    "designation.changed": _("By a designation"),
    "definition.recorded": _("By a definition"),
    "definition.changed": _("By a definition"),
}
"""Every act that writes a version of an actor."""

_FACTS = ("code", "name", "names", "country", "note", "founded", "dissolved")
_PERIOD = ("since", "until", "source")


def kept_version(actor: Actor, event_id: uuid.UUID) -> HistoryRow:
    """Return what the history keeps of one actor as it is stored now."""
    (row,) = kept_versions([actor.pk], event_id)
    return row


def kept_versions(actor_ids: Iterable[uuid.UUID], event_id: uuid.UUID) -> list[HistoryRow]:
    """Return what the history keeps of actors as they are stored now. Six queries for any number."""
    found = Actor.objects.filter(pk__in=list(actor_ids)).order_by("pk")
    rows = found.prefetch_related("types", "aliases", "links", "presences__area")
    return [HistoryRow("actor", actor.pk, actor.version, event_id, _kept(actor)) for actor in rows]


def _kept(actor: Actor) -> dict[str, object]:
    facts = {name: getattr(actor, name) for name in _FACTS}
    return facts | {
        "merged_into": str(actor.merged_into_id or ""),
        "types": [_type(row) for row in _in_order(actor.types.all())],
        "aliases": [_row(row, "text", "kind", "language") for row in _in_order(actor.aliases.all())],
        "links": [_row(row, "kind", "other_id") for row in _in_order(actor.links.all())],
        "presences": [
            {"area_code": row.area.pcode or row.area.code, **_row(row)} for row in _in_order(actor.presences.all())
        ],
    }


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.pk)


def _row(row: object, *names: str) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in (*names, *_PERIOD)}


def _type(row: ActorType) -> dict[str, object]:
    return {
        "term": str(row.term_id),
        "starts_on": json_value(row.starts_on),
        "ends_on": json_value(row.ends_on),
        "source": row.source,
    }
