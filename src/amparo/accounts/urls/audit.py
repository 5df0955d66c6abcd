"""Address of the audit page."""

from django.urls import URLPattern, path

from amparo.accounts.views import audit

urlpatterns: list[URLPattern] = [path("", audit.event_list, name="event-list")]
