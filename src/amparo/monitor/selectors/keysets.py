"""Parts of a long list, cut by the key of their edge rows: each costs the same, however far one goes."""

import uuid
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet

from amparo.kernel.ids import parsed_id

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Cursor:
    """Where a part begins: after (or, going back, ends: before) the row with this value and id."""

    value: str
    record_id: uuid.UUID
    backwards: bool = False


def place_of(row: models.Model, name: str) -> str:
    """Return where a row stands in the order of the field `name`, for an address: `2024-05-17_<id>`."""
    return f"{getattr(row, name)}_{row.pk}"


def cursor_at(place: str, model: type[models.Model], name: str, *, backwards: bool = False) -> Cursor | None:
    """Return the cursor at a place that `place_of` gave; None for a text that is no such place."""
    value, _underscore, record_id = place.rpartition("_")
    parsed = parsed_id(record_id)
    return Cursor(value, parsed, backwards) if parsed and value and _can_hold(model, name, value) else None


def _can_hold(model: type[models.Model], name: str, value: str) -> bool:
    field = model._meta.get_field(name)
    try:
        return not isinstance(field, models.Field) or field.to_python(value) is not None
    except ValidationError:
        return False


@dataclass(frozen=True)
class Part(Generic[M]):
    """Some rows of a list in its order, and whether there are rows before and after them."""

    rows: list[M]
    has_earlier: bool
    has_later: bool


def cut(found: QuerySet[M], cursor: Cursor | None, *, name: str, descending: bool, size: int) -> Part[M]:
    """Return one part of `found`, sorted by the field `name` and then by id. One query."""
    backwards = cursor is not None and cursor.backwards
    smaller = descending != backwards
    if cursor is not None:
        found = found.filter(_beyond(name, cursor, smaller))
    sign = "-" if smaller else ""
    rows = list(found.order_by(f"{sign}{name}", f"{sign}id")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        return Part(rows[::-1], has_earlier=more, has_later=True)
    return Part(rows, has_earlier=cursor is not None, has_later=more)


def _beyond(name: str, cursor: Cursor, smaller: bool) -> Q:
    sign = "lt" if smaller else "gt"
    reached = Q(**{f"{name}__{sign}e": cursor.value})  # lets the index begin at the edge
    past = Q(**{f"{name}__{sign}": cursor.value}) | Q(**{name: cursor.value, f"id__{sign}": cursor.record_id})
    return reached & past
