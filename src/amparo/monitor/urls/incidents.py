"""Addresses of incidents."""

from django.urls import path

from amparo.monitor.views import incident_map, incidents

urlpatterns = [
    path("incidents/", incidents.incident_list, name="incident-list"),
    path("incidents/map/", incident_map.incident_map, name="incident-map"),
    path("incidents/new/", incidents.incident_new, name="incident-new"),
    path("incidents/<uuid:incident_id>/", incidents.incident_detail, name="incident-detail"),
    path("incidents/<uuid:incident_id>/change/", incidents.incident_change, name="incident-change"),
]
