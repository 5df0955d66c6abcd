"""Tables that only grow: triggers in the database refuse UPDATE, DELETE and TRUNCATE.

A model is registered with `@append_only`. The triggers are installed after every `migrate`, because SQLite drops
them silently whenever a migration rebuilds the table, and a system check fails where they are missing. They stop
mistakes in code and in a console. Somebody who can drop triggers is found by the chain (`audit.verification`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=type[models.Model])

_registered: list[type[models.Model]] = []

REFUSAL = "is append-only: what is recorded stays as it was recorded"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION amparo_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% {REFUSAL}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(model: M) -> M:
    """Register a model (usable as a class decorator): its rows can be added and read, never changed or deleted."""
    if model not in _registered:
        _registered.append(model)
    return model


def registered_models() -> tuple[type[models.Model], ...]:
    """Return every registered model, in the order of registration."""
    return tuple(_registered)


def install(using: str) -> None:
    """Install the triggers on every registered table that exists in the database; safe to repeat."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for table in _tables(using):
            if table in existing:
                for statement in _create_statements(connection, table):
                    cursor.execute(statement)


def uninstall(using: str) -> None:
    """Drop the triggers. For `suspended` alone, and for tests that play the intruder."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in _tables(using):
            if table in existing:
                for name in _trigger_names(connection, table):
                    on_table = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}{on_table}")


@contextmanager
def suspended(using: str) -> Iterator[None]:
    """Lift the protection for the length of a block: for a data migration that says why, and for flushing tests."""
    uninstall(using)
    try:
        yield
    finally:
        install(using)


def unprotected_tables(using: str) -> list[str]:
    """Return the registered tables that exist and lack a trigger (or have it disabled), sorted."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {str(name) for (name,) in cursor.fetchall()}
    return sorted(
        table
        for table in _tables(using)
        if table in existing and not present.issuperset(_trigger_names(connection, table))
    )


def _tables(using: str) -> list[str]:
    return [model._meta.db_table for model in _registered if router.allow_migrate_model(using, model)]


def _operations(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    return ("update", "delete", "truncate") if connection.vendor == "postgresql" else ("update", "delete")


def _trigger_names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    # PostgreSQL cuts names at 63 bytes; the tables' names are ours and short enough, which a test checks.
    return [f"append_only_{table}_{operation}" for operation in _operations(connection)]


def _create_statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    quote: Any = connection.ops.quote_name
    statements = []
    for operation, name in zip(_operations(connection), _trigger_names(connection, table), strict=True):
        if connection.vendor == "postgresql":
            each = "STATEMENT" if operation == "truncate" else "ROW"
            statements.append(
                f"CREATE OR REPLACE TRIGGER {quote(name)} BEFORE {operation.upper()} ON {quote(table)} "
                f"FOR EACH {each} EXECUTE FUNCTION amparo_refuse_change()"
            )
        else:
            statements.append(
                f"CREATE TRIGGER IF NOT EXISTS {quote(name)} BEFORE {operation.upper()} ON {quote(table)} "
                f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
            )
    return statements
