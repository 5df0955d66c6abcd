from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "amparo.terms"
    label = "terms"
    default_auto_field = "django.db.models.BigAutoField"
