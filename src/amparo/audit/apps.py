"""The room's place in Django: triggers after each `migrate`, the sealer's tick, the checks."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """Keeps the append-only tables protected and the chain growing."""

    name = "amparo.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals; register the tick and the checks."""
        from amparo.audit import checks, sealing
        from amparo.kernel import health, ticks

        post_migrate.connect(_install_triggers, sender=self, dispatch_uid="audit.triggers")
        connection_created.connect(_let_replace_fire_triggers, dispatch_uid="audit.replace")
        register(Tags.database)(checks.check_triggers)
        health.register("audit tables", checks.tables_protected)
        health.register("audit chain", checks.chain_grows)
        ticks.register("audit.seal", sealing.EVERY_SECONDS, sealing.seal)


def _install_triggers(*, using: str, **_: Any) -> None:
    from amparo.audit.append_only import install

    install(using)


def _let_replace_fire_triggers(*, connection: Any, **_: Any) -> None:
    # Without this, INSERT OR REPLACE on SQLite deletes a row and no trigger sees it.
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")
