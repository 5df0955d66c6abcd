"""Addresses of sources."""

from django.urls import path

from amparo.monitor.views import protected, sources

urlpatterns = [
    path("sources/", sources.source_list, name="source-list"),
    path("sources/new/", sources.source_new, name="source-new"),
    path("sources/<uuid:source_id>/", sources.source_change, name="source-change"),
    path("sources/<uuid:source_id>/reliability/", protected.source_reliability, name="source-reliability"),
    path("sources/<uuid:source_id>/reliability/assess/", protected.source_assess, name="source-assess"),
    path("sources/<uuid:source_id>/protect/", protected.source_protect, name="source-protect"),
    path("protected/<uuid:details_id>/", protected.protected, name="protected"),
    path("protected/<uuid:details_id>/change/", protected.protected_change, name="protected-change"),
    path("protected/<uuid:details_id>/access/", protected.protected_access, name="protected-access"),
]
