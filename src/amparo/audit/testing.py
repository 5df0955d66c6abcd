"""For tests: emptying tables that refuse to be emptied.

Django empties the database after a test that commits (`transactional_db`) by DELETE or TRUNCATE, which the triggers
refuse. Nothing outside tests imports this module, which a test checks.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from unittest import mock

from django.db.backends.base.operations import BaseDatabaseOperations

from amparo.audit import append_only

_flush = BaseDatabaseOperations.execute_sql_flush


def _flush_unprotected(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
    using = self.connection.alias
    with append_only.suspended(using):
        _flush(self, list(sql_list))


@contextmanager
def flush_allowed() -> Iterator[None]:
    """Let Django's `flush` empty the append-only tables too, with the protection back in place afterwards."""
    with mock.patch.object(BaseDatabaseOperations, "execute_sql_flush", _flush_unprotected):
        yield
