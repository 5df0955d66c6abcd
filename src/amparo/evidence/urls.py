"""Addresses of the estimates."""

from django.urls import path

from amparo.evidence import views

app_name = "evidence"
urlpatterns = [
    path("estimates/", views.estimate_list, name="estimate-list"),
    path("estimates/new/", views.estimate_new, name="estimate-new"),
    path("estimates/<uuid:run_id>/", views.estimate_detail, name="estimate-detail"),
]
