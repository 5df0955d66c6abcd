from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "amparo.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from amparo.audit.checks import check_triggers

        post_migrate.connect(_install_triggers, sender=self)
        connection_created.connect(_let_replace_fire_triggers)
        register(Tags.database)(check_triggers)


def _install_triggers(*, using: str, **_: Any) -> None:
    from amparo.audit.append_only import install

    install(using)


def _let_replace_fire_triggers(*, connection: Any, **_: Any) -> None:
    # Without this, INSERT OR REPLACE on SQLite deletes a row and no trigger sees it.
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")
