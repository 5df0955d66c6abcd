"""The room in Django."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Estimates and their runs."""

    name = "amparo.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
