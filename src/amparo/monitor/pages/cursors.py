"""The addresses of the parts of a long list: `after=2024-05-17_<id>` and `before=...`."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet

from amparo.monitor.selectors.keysets import Cursor, Part
from amparo.monitor.selectors.keysets import cut as cut_part

M = TypeVar("M", bound=models.Model)
_EDGES = ("after", "before")


@dataclass(frozen=True)
class Pager:
    """Addresses of the pages around; empty where there is none."""

    first_url: str
    previous_url: str
    next_url: str


def parsed_id(text: str | None) -> uuid.UUID | None:
    """Return the id that an address holds, or None for none or a broken one."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def cursor_of(asked: Mapping[str, str], model: type[models.Model], name: str) -> Cursor | None:
    """Return where the asked page begins or ends; None where the address says nothing that can be."""
    for edge in _EDGES:
        value, _underscore, record_id = asked.get(edge, "").rpartition("_")
        parsed = parsed_id(record_id)
        if parsed and value and _can_hold(model, name, value):
            return Cursor(value, parsed, edge == "before")
    return None


def _can_hold(model: type[models.Model], name: str, value: str) -> bool:
    field = model._meta.get_field(name)
    try:
        return not isinstance(field, models.Field) or field.to_python(value) is not None
    except ValidationError:
        return False


def cut(
    found: QuerySet[M], asked: Mapping[str, str], *, name: str, descending: bool, size: int
) -> tuple[list[M], Pager]:
    """Return the asked page of `found`, sorted by a field and then by id, and the addresses around it. One query."""
    part = cut_part(found, cursor_of(asked, found.model, name), name=name, descending=descending, size=size)
    return part.rows, pager_of(part, asked, name)


def pager_of(part: Part[M], asked: Mapping[str, str], name: str) -> Pager:
    """Return the addresses around a part; filters and sort stay in them."""
    kept = {key: asked[key] for key in asked if key not in _EDGES and asked[key]}

    def address(**edge: str) -> str:
        return f"?{urlencode({**kept, **edge})}"

    def key(row: M) -> str:
        return f"{getattr(row, name)}_{row.pk}"

    return Pager(
        first_url=address() if part.has_earlier else "",
        previous_url=address(before=key(part.rows[0])) if part.rows and part.has_earlier else "",
        next_url=address(after=key(part.rows[-1])) if part.rows and part.has_later else "",
    )
