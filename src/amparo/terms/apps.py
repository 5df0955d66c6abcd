"""The room in Django: the code lists come in after each `migrate`."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate


class TermsConfig(AppConfig):
    """Registers what brings the room's reference data in."""

    name = "amparo.terms"
    label = "terms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect `post_migrate`."""
        post_migrate.connect(_load, sender=self, dispatch_uid="terms.load")


def _load(*, using: str, **_: Any) -> None:
    """Add what is missing, also after a test emptied the tables. Nothing happens where the table is not made yet."""
    from amparo.terms.loading import load
    from amparo.terms.models import Term

    if using == DEFAULT_DB_ALIAS and Term._meta.db_table in connections[using].introspection.table_names():
        load()
