"""The room in Django: the register of published figures comes in after each `migrate`."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate


class MonitorConfig(AppConfig):
    """Registers what brings the room's reference data in."""

    name = "amparo.monitor"
    label = "monitor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect `post_migrate`."""
        post_migrate.connect(_load_register, sender=self, dispatch_uid="monitor.register")


def _load_register(*, using: str, **_: Any) -> None:
    """Add what is missing, also after a test emptied the tables. Nothing happens where a table is not made yet."""
    from amparo.audit.models import AuditEvent
    from amparo.monitor.figures.register import load_published_figures
    from amparo.monitor.models import PublishedFigure

    tables = connections[using].introspection.table_names()
    if using == DEFAULT_DB_ALIAS and {PublishedFigure._meta.db_table, AuditEvent._meta.db_table} <= set(tables):
        load_published_figures(acting=None)
