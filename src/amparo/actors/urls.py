"""Addresses of actors."""

from django.urls import include, path

from amparo.actors import views

app_name = "actors"

urlpatterns = [
    path("", views.actor_list, name="actor-list"),
    path("new/", views.actor_new, name="actor-new"),
    path("<uuid:actor_id>/", views.actor_detail, name="actor-detail"),
    path("<uuid:actor_id>/change/", views.actor_change, name="actor-change"),
    path("", include("amparo.actors.lists.urls")),
]
