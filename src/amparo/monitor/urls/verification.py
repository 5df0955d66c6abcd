"""Addresses of verification."""

from django.urls import path

from amparo.monitor.views import verification

urlpatterns = [
    path("verification/", verification.queue, name="verification-queue"),
    path("incidents/<uuid:incident_id>/verify/", verification.verify, name="incident-verify"),
    path("incidents/<uuid:incident_id>/verify/start/", verification.start, name="incident-verify-start"),
    path("incidents/<uuid:incident_id>/verify/reopen/", verification.reopen, name="incident-reopen"),
    path("incidents/<uuid:incident_id>/verify/confirm/", verification.confirm, name="incident-confirm"),
    path("incidents/<uuid:incident_id>/verify/decide/", verification.decide, name="incident-verify-decide"),
]
