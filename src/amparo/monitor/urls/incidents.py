"""Addresses of incidents."""

from django.urls import path

from amparo.monitor.views import associations, exports, incident_map, incidents, links, several, timelines

urlpatterns = [
    path("incidents/", incidents.incident_list, name="incident-list"),
    path("incidents/export/", exports.incident_export, name="incident-export"),
    path("incidents/take-up/", several.take_up, name="incident-take-up"),
    path("incidents/send-back/", several.send_back, name="incident-send-back"),
    path("incidents/confirm/", several.confirm, name="incident-confirm-several"),
    path("incidents/reopen/", several.reopen, name="incident-reopen-several"),
    path("incidents/relate/", several.relate, name="incident-relate"),
    path("incidents/map/", incident_map.incident_map, name="incident-map"),
    path("incidents/timelines/places/<str:code>/", timelines.of_place, name="timeline-place"),
    path("incidents/timelines/actors/<uuid:actor_id>/", timelines.of_actor, name="timeline-actor"),
    path("incidents/new/", incidents.incident_new, name="incident-new"),
    path("incidents/<uuid:incident_id>/", incidents.incident_detail, name="incident-detail"),
    path("incidents/<uuid:incident_id>/change/", incidents.incident_change, name="incident-change"),
    path("incidents/<uuid:incident_id>/related/", links.incident_related, name="incident-related"),
    path(
        "incidents/<uuid:incident_id>/violations/<uuid:violation_id>/association/",
        associations.association_change,
        name="association-change",
    ),
]
