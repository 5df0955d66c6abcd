"""The kernel's place in Django: the search index after each `migrate`, and a tick."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """Registers what keeps the search index in place, and what returns tasks of dead workers."""

    name = "amparo.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect `post_migrate` and register the kernel's own tick."""
        from amparo.kernel import search_index, ticks, working

        ticks.register("kernel.return_abandoned_tasks", 60, working.return_abandoned)
        ticks.register("kernel.analyse_tables", 3600, search_index.analyse)
        post_migrate.connect(search_index.after_migrate, sender=self, dispatch_uid="kernel.search_index")
