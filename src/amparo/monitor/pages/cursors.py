"""The addresses of the parts of a long list: `after=2024-05-17_<id>` and `before=...`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict

from amparo.monitor.selectors.keysets import Cursor, Part, cursor_at, place_of
from amparo.monitor.selectors.keysets import cut as cut_part

M = TypeVar("M", bound=models.Model)
_EDGES = ("after", "before")


@dataclass(frozen=True)
class Pager:
    """Addresses of the pages around; empty where there is none."""

    first_url: str
    previous_url: str
    next_url: str


def held(asked: Mapping[str, str], *without: str) -> dict[str, list[str]]:
    """Return what an address narrows a list to: every value of every name, without the edges of a page."""
    names = [name for name in asked if name not in (*_EDGES, *without)]
    values = {name: asked.getlist(name) if isinstance(asked, QueryDict) else [asked[name]] for name in names}
    return {name: kept for name, found in values.items() if (kept := [value for value in found if value])}


def cursor_of(asked: Mapping[str, str], model: type[models.Model], name: str) -> Cursor | None:
    """Return where the asked page begins or ends; None where the address says nothing that can be."""
    found = (cursor_at(asked.get(edge, ""), model, name, backwards=edge == "before") for edge in _EDGES)
    return next(filter(None, found), None)


def cut(
    found: QuerySet[M], asked: Mapping[str, str], *, name: str, descending: bool, size: int
) -> tuple[list[M], Pager]:
    """Return the asked page of `found`, sorted by a field and then by id, and the addresses around it. One query."""
    part = cut_part(found, cursor_of(asked, found.model, name), name=name, descending=descending, size=size)
    return part.rows, pager_of(part, asked, name)


def pager_of(part: Part[M], asked: Mapping[str, str], name: str) -> Pager:
    """Return the addresses around a part; filters and sort stay in them."""
    kept = held(asked)

    def address(**edge: str) -> str:
        return f"?{urlencode({**kept, **edge}, doseq=True)}"

    return Pager(
        first_url=address() if part.has_earlier else "",
        previous_url=address(before=place_of(part.rows[0], name)) if part.rows and part.has_earlier else "",
        next_url=address(after=place_of(part.rows[-1], name)) if part.rows and part.has_later else "",
    )
