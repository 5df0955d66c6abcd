"""Queries that every page asks again with other ids: their SQL is made once, and rows come as the database holds them.

The ORM takes longer to make such a query than the database to answer it, and makes an object of every id in every
row. For the columns of dense lists that is most of the work.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet


def keys_of(ids: Iterable[uuid.UUID]) -> list[Any]:
    """Return ids as the database at hand holds them: what stands for them in the rows of a repeated query."""
    return [one.hex for one in ids] if connection.vendor == "sqlite" else list(ids)


class Repeated:
    """A query over the records with some ids, whose ids are its only parameters.

    `make` builds it: `Repeated(lambda ids: Victim.objects.filter(incident_id__in=ids).values_list(...))`.
    """

    def __init__(self, make: Callable[[Sequence[Any]], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._made: dict[tuple[str, int], str] = {}

    def rows(self, keys: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows for these keys, which must all differ. Ids in them are keys too. One query, or none."""
        if not keys:
            return []
        sql = self._made.get((connection.vendor, len(keys))) or self._remember(keys)
        with connection.cursor() as cursor:
            cursor.execute(sql, keys)
            return list(cursor.fetchall())

    def _remember(self, keys: Sequence[Any]) -> str:
        sql, params = self._make(keys).query.sql_with_params()
        if list(params) != list(keys):
            raise ValueError("The ids are not the only parameters of this query.")
        self._made[connection.vendor, len(keys)] = sql
        return sql
