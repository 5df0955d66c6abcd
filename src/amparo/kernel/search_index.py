"""The full-text index beside the table of search entries, made by vendor, kept complete by the database itself.

SQLite: an FTS5 table without a content of its own, fed by triggers. Django rebuilds a SQLite table when a column
changes and drops its triggers silently; so `ensure` runs after every `migrate`, and a system check and the health
page ask `in_place`. PostgreSQL: a generated tsvector column and a GIN index, which no rebuild loses.
"""

from typing import Any, NamedTuple

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "kernel_searchentry"
INDEX = "kernel_searchindex"

_ON_INSERT = f"INSERT INTO {INDEX}(rowid, tokens) VALUES (new.id, new.tokens);"  # noqa: S608 - constants
_ON_DELETE = f"INSERT INTO {INDEX}({INDEX}, rowid, tokens) VALUES ('delete', old.id, old.tokens);"  # noqa: S608 - constants
_SQLITE_TABLE = f"""CREATE VIRTUAL TABLE {INDEX} USING fts5(
    tokens, content='{TABLE}', content_rowid='id', tokenize='ascii', detail='none', columnsize=0, prefix='2 3 5')"""
_SQLITE_TRIGGERS = {
    f"{INDEX}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_ON_INSERT} END",
    f"{INDEX}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_ON_DELETE} END",
    f"{INDEX}_update": f"AFTER UPDATE ON {TABLE} BEGIN {_ON_DELETE} {_ON_INSERT} END",
}
_POSTGRES = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(tokens, ' '), ' '))) STORED",
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (vector) WITH (fastupdate = off)",
)


class Expressions(NamedTuple):
    """One query, as each engine writes it."""

    fts5: str
    tsquery: str


def more_than(count: int, query: Expressions, using: str = "default") -> bool:
    """Tell whether a query has more than `count` hits, by the index alone."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sql = f"SELECT 1 FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT 1 OFFSET %s"  # noqa: S608 - constants
            cursor.execute(sql, [query.fts5, count])
        else:
            sql = f"SELECT 1 FROM {TABLE} WHERE vector @@ %s::tsquery LIMIT 1 OFFSET %s"  # noqa: S608 - constants
            cursor.execute(sql, [query.tsquery, count])
        return cursor.fetchone() is not None


def analyse(using: str = "default") -> None:
    """Tell SQLite's planner how large the tables are. Without this it walks a long list instead of a few hits.

    Runs every hour, and is worth calling after a large import. PostgreSQL does it by itself (autovacuum).
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


def in_place(using: str = "default") -> bool:
    """Tell whether index and triggers exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
            return {INDEX, *_SQLITE_TRIGGERS} <= {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [INDEX])
        return bool(cursor.fetchone()[0])


def ensure(using: str = "default") -> None:
    """Make what is missing; where triggers were missing, read the table into the index anew."""
    if in_place(using):
        return
    connection = connections[using]
    with transaction.atomic(using=using):
        if connection.vendor == "sqlite":
            _ensure_sqlite(connection)
        else:
            with connection.cursor() as cursor:
                for statement in _POSTGRES:
                    cursor.execute(statement)


def rebuild(using: str = "default") -> None:
    """Read every entry into the index anew (SQLite; on PostgreSQL, reindex)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")  # noqa: S608 - constants
        else:
            cursor.execute(f"REINDEX INDEX {INDEX}")


def remove(using: str = "default") -> None:
    """Take index and triggers away (the way back of the migration)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE_TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")
        else:
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vector")


def after_migrate(*, using: str, **_: Any) -> None:
    """Receive Django's `post_migrate` of the kernel."""
    if TABLE in connections[using].introspection.table_names():
        ensure(using)


def _ensure_sqlite(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
        present = {name for (name,) in cursor.fetchall()}
        if INDEX not in present:
            cursor.execute(_SQLITE_TABLE)
        for name, body in _SQLITE_TRIGGERS.items():
            if name not in present:
                cursor.execute(f"CREATE TRIGGER {name} {body}")
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")  # noqa: S608 - constants
