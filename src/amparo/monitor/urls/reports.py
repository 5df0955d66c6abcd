"""Addresses of reports."""

from django.urls import path

from amparo.monitor.views import emails, protected, reports

urlpatterns = [
    path("reports/", reports.report_list, name="report-list"),
    path("reports/new/", reports.report_new, name="report-new"),
    path("reports/email/", emails.report_email, name="report-email"),
    path("reports/email/<uuid:draft_id>/", emails.report_email_preview, name="report-email-preview"),
    path("reports/email/<uuid:draft_id>/discard/", emails.report_email_discard, name="report-email-discard"),
    path("reports/<uuid:report_id>/credibility/", protected.report_credibility, name="report-credibility"),
    path("reports/<uuid:report_id>/credibility/assess/", protected.report_assess, name="report-assess"),
    path("reports/<uuid:report_id>/protect/", protected.report_protect, name="report-protect"),
    path("reports/<uuid:report_id>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:report_id>/attach/", reports.report_find, name="report-find"),
    path("reports/<uuid:report_id>/attach/<uuid:incident_id>/", reports.report_attach, name="report-attach"),
]
