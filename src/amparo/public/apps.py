"""The room in Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The public pages have no tables of their own."""

    name = "amparo.public"
    label = "public"
    default_auto_field = "django.db.models.BigAutoField"
