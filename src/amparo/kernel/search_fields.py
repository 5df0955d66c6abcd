"""The column of search tokens, with the two ways in which a query meets it: by the index, or row by row."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[str | int, ...]]


class TokensField(models.TextField[str, str]):
    """Encoded tokens between single blanks, with look-ups by the index (`indexed`) and by a substring (`has_text`)."""


class _TokensLookup(Lookup[Any]):
    """A look-up whose right side stays as it is."""

    prepare_rhs = False

    def column(self, compiler: SQLCompiler, name: str) -> str:
        """Return column `name` of the table (or of its alias in this query) that the left side belongs to."""
        quote = compiler.quote_name_unless_alias
        return f"{quote(self.lhs.alias)}.{quote(name)}"


@TokensField.register_lookup
class Indexed(_TokensLookup):
    """Every word is found, by the full-text index. The right side: `search_index.Expressions`."""

    lookup_name = "indexed"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        """Ask the FTS5 table for row numbers."""
        table = connection.ops.quote_name("kernel_searchindex")
        row = self.column(compiler, "id")
        return f"{row} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)", (self.rhs.fts5,)  # noqa: S608 - names only

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """Ask the generated tsvector column."""
        return f"{self.column(compiler, 'vector')} @@ %s::tsquery", (self.rhs.tsquery,)


@TokensField.register_lookup
class HasText(_TokensLookup):
    """The column holds the given text; no pattern characters, no collation."""

    lookup_name = "has_text"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        """Compare with instr, which neither folds case nor knows wildcards."""
        return f"instr({self.column(compiler, 'tokens')}, %s) > 0", (self.rhs,)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """Compare with strpos."""
        return f"strpos({self.column(compiler, 'tokens')}, %s) > 0", (self.rhs,)
