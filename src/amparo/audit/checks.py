"""A system check: `check --database default` (and so `migrate`) fails where a protected table lost its triggers."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from amparo.audit.append_only import unprotected_tables


def check_triggers(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Return one error for each append-only table without its triggers.

    While migrations wait to be applied nothing is said: `migrate` runs this check first, and it is `migrate` that
    installs the triggers of a table that has just become append-only.
    """
    errors: list[CheckMessage] = []
    for using in databases or ():
        missing = unprotected_tables(using)
        if missing and not _migrations_wait(using):
            errors += [
                Error(
                    f"The append-only table {table} has lost the triggers that protect it.",
                    hint="Run `amparo audit protect` to install them again, then `amparo audit verify`.",
                    id="audit.E001",
                )
                for table in missing
            ]
    return errors


def _migrations_wait(using: str) -> bool:
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
