"""The room in Django: an actor is findable as soon as it is saved."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class ActorsConfig(AppConfig):
    """Keeps the search entries of actors in step, whoever saves one."""

    name = "amparo.actors"
    label = "actors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect `post_save`."""
        post_save.connect(_index, sender="actors.Actor", dispatch_uid="actors.search")


def _index(*, instance: Any, raw: bool, **_: Any) -> None:
    from amparo.actors import searching

    if not raw:
        searching.refresh([instance])
