"""Addresses of reports."""

from django.urls import path

from amparo.monitor.views import reports

urlpatterns = [
    path("reports/", reports.report_list, name="report-list"),
    path("reports/new/", reports.report_new, name="report-new"),
    path("reports/<uuid:report_id>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:report_id>/attach/", reports.report_find, name="report-find"),
    path("reports/<uuid:report_id>/attach/<uuid:incident_id>/", reports.report_attach, name="report-attach"),
]
