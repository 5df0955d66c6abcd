"""Addresses of received files."""

from django.urls import path

from amparo.files import views

app_name = "files"
urlpatterns = [path("files/<uuid:file_id>/", views.file_download, name="file-download")]
