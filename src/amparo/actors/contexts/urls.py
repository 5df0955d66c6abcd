"""Addresses of contexts of insecurity."""

from django.urls import path

from amparo.actors.contexts import views

app_name = "contexts"

urlpatterns = [
    path("", views.context_list, name="context-list"),
    path("map/", views.context_map, name="context-map"),
    path("new/", views.context_new, name="context-new"),
    path("<uuid:context_id>/", views.context_detail, name="context-detail"),
    path("<uuid:context_id>/assess/", views.context_assess, name="context-assess"),
    path("<uuid:context_id>/end/", views.context_end, name="context-end"),
]
