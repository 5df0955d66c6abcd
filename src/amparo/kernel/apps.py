"""The kernel's place in Django: the search index is made again after each `migrate`."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """Registers what keeps the search index in place."""

    name = "amparo.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect `post_migrate`."""
        from amparo.kernel import search_index

        post_migrate.connect(search_index.after_migrate, sender=self, dispatch_uid="kernel.search_index")
