"""The room in Django: what happens at a sign-in is recorded."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Connects what listens to the sign-in."""

    name = "amparo.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers of sign-in events."""
        from amparo.accounts import signals  # noqa: F401  (imported for its receivers)
