"""Addresses of the code lists."""

from django.urls import path

from amparo.terms import views

app_name = "terms"

urlpatterns = [
    path("", views.term_list, name="term-list"),
    path("new/", views.term_new, name="term-new"),
    path("<uuid:term_id>/", views.term_detail, name="term-detail"),
    path("<uuid:term_id>/retire/", views.term_retire, name="term-retire"),
    path("<uuid:term_id>/delete/", views.term_delete, name="term-delete"),
]
