"""Addresses of received files, and of outlines."""

from django.urls import path

from amparo.files import views
from amparo.files.outlines import views as outlines

app_name = "files"
urlpatterns = [
    path("files/<uuid:file_id>/", views.file_download, name="file-download"),
    path("outlines/", outlines.outlines_list, name="outlines-list"),
    path("outlines/new/", outlines.outlines_new, name="outlines-new"),
    path("outlines/<uuid:upload_id>/", outlines.outlines_detail, name="outlines-detail"),
]
