"""Addresses of the room, one file per subject."""

from django.urls import include, path

app_name = "monitor"

urlpatterns = [
    path("", include("amparo.monitor.urls.sources")),
    path("", include("amparo.monitor.urls.reports")),
    path("", include("amparo.monitor.urls.incidents")),
    path("", include("amparo.monitor.urls.verification")),
    path("", include("amparo.monitor.urls.imports")),
    path("", include("amparo.monitor.urls.figures")),
]
