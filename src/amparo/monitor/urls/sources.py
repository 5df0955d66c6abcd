"""Addresses of sources."""

from django.urls import path

from amparo.monitor.views import sources

urlpatterns = [
    path("sources/", sources.source_list, name="source-list"),
    path("sources/new/", sources.source_new, name="source-new"),
    path("sources/<uuid:source_id>/", sources.source_change, name="source-change"),
]
