"""Every address of the system. A new one needs a rule in tests/access, or the build fails."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
