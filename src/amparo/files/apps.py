"""The room in Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Registers what tidies up after killed processes."""

    name = "amparo.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the room's tick."""
        from amparo.files import storing
        from amparo.kernel import ticks

        ticks.register("files.sweep", 24 * 3600, storing.sweep)
