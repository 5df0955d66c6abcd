"""The room in Django: an actor is findable as soon as it is saved; lists and definitions come in after `migrate`."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate, post_save


class ActorsConfig(AppConfig):
    """Keeps the search entries of actors in step, whoever saves one."""

    name = "amparo.actors"
    label = "actors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect `post_save` and `post_migrate`."""
        post_save.connect(_index, sender="actors.Actor", dispatch_uid="actors.search")
        post_migrate.connect(_load, sender=self, dispatch_uid="actors.load")


def _index(*, instance: Any, raw: bool, **_: Any) -> None:
    from amparo.actors import searching

    if not raw:
        searching.refresh([instance])


def _load(*, using: str, **_: Any) -> None:
    """Add what is missing, also after a test emptied the tables. Nothing happens where the table is not made yet."""
    from amparo.actors.lists.loading import load
    from amparo.actors.lists.models import DefinitionRule

    if using == DEFAULT_DB_ALIAS and DefinitionRule._meta.db_table in connections[using].introspection.table_names():
        load()
