"""What must hold for the record to be worth something: a system check for `migrate` and `check`, two for /health.

Neither reads the whole record: that is `amparo audit verify`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from amparo.audit.append_only import unprotected_tables
from amparo.audit.chain import ChainBrokenError, trusted_head
from amparo.audit.verify_tail import tail_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OLDEST_UNSEALED_SECONDS = 60


def check_triggers(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
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


def tables_protected() -> "StrOrPromise | None":
    """Say for /health which tables lack their triggers, or None."""
    missing = unprotected_tables(DEFAULT_DB_ALIAS)
    if not missing:
        return None
    return _("These tables can be changed unseen: %(tables)s. Run: amparo audit protect, then: amparo audit verify") % {
        "tables": ", ".join(missing)
    }


def chain_grows() -> "StrOrPromise | None":
    """Say for /health that the chain is broken at its end, or that the sealer does not come by, or None."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        trusted_head(connection)
    except ChainBrokenError as error:
        return f"{error.detail} {error.advice}"
    waiting = tail_of(connection)
    if waiting.oldest_seconds is None or waiting.oldest_seconds <= OLDEST_UNSEALED_SECONDS:
        return None
    return _("%(count)d audit events wait to be sealed, the oldest since %(seconds)d seconds. Run: amparo worker") % {
        "count": waiting.count,
        "seconds": int(waiting.oldest_seconds),
    }


def _migrations_wait(using: str) -> bool:
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
