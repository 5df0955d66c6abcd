"""Addresses of received files, of attachments, and of outlines."""

from django.urls import path

from amparo.files import views
from amparo.files.attachments import views as attachments
from amparo.files.outlines import views as outlines

app_name = "files"
urlpatterns = [
    path("files/<uuid:file_id>/", views.file_download, name="file-download"),
    path("attachments/to/<slug:kind>/<uuid:record_id>/", attachments.attachment_new, name="attachment-new"),
    path("attachments/<uuid:attachment_id>/", attachments.attachment_detail, name="attachment-detail"),
    path("attachments/<uuid:attachment_id>/download/", attachments.attachment_download, name="attachment-download"),
    path("attachments/<uuid:attachment_id>/picture/", attachments.attachment_picture, name="attachment-picture"),
    path("attachments/<uuid:attachment_id>/evidence/", attachments.attachment_evidence, name="attachment-evidence"),
    path("attachments/<uuid:attachment_id>/check/", attachments.attachment_check, name="attachment-check"),
    path("attachments/<uuid:attachment_id>/describe/", attachments.attachment_describe, name="attachment-describe"),
    path("attachments/<uuid:attachment_id>/access/", attachments.attachment_access, name="attachment-access"),
    path("attachments/<uuid:attachment_id>/redact/", attachments.attachment_redact, name="attachment-redact"),
    path("outlines/", outlines.outlines_list, name="outlines-list"),
    path("outlines/new/", outlines.outlines_new, name="outlines-new"),
    path("outlines/<uuid:upload_id>/", outlines.outlines_detail, name="outlines-detail"),
]
