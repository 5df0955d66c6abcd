"""The room in Django: countries and their parts come in after each `migrate`."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate


class PlacesConfig(AppConfig):
    """Registers what brings the room's reference data in."""

    name = "amparo.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect `post_migrate`; refuse to start where the setting of borders cannot be understood."""
        from amparo.places.borders import borders

        borders()
        post_migrate.connect(_load, sender=self, dispatch_uid="places.load")


def _load(*, using: str, **_: Any) -> None:
    """Add what is missing, also after a test emptied the tables. Nothing happens where the table is not made yet."""
    from amparo.places.loading import load
    from amparo.places.models import Area

    if using == DEFAULT_DB_ALIAS and Area._meta.db_table in connections[using].introspection.table_names():
        load()
