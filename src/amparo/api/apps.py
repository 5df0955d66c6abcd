"""The room in Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API has no tables of its own."""

    name = "amparo.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
