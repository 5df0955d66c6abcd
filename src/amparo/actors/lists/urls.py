"""Addresses of lists, designations, snapshots and definitions, below those of actors."""

from django.urls import path

from amparo.actors.lists import views

urlpatterns = [
    path("lists/", views.list_list, name="list-list"),
    path("lists/new/", views.list_new, name="list-new"),
    path("lists/import/", views.list_import, name="list-import"),
    path("lists/<uuid:list_id>/", views.list_detail, name="list-detail"),
    path("lists/<uuid:list_id>/change/", views.list_change, name="list-change"),
    path("lists/<uuid:list_id>/record/", views.designation_new, name="designation-new"),
    path("designations/<uuid:designation_id>/", views.designation_detail, name="designation-detail"),
    path("designations/<uuid:designation_id>/change/", views.designation_change, name="designation-change"),
    path("snapshots/<uuid:snapshot_id>/", views.snapshot_detail, name="snapshot-detail"),
    path("snapshots/<uuid:snapshot_id>/decide/", views.snapshot_decide, name="snapshot-decide"),
    path("definitions/", views.definition_list, name="definition-list"),
    path("definitions/new/", views.definition_new, name="definition-new"),
    path("definitions/<uuid:definition_id>/", views.definition_detail, name="definition-detail"),
    path("definitions/<uuid:definition_id>/change/", views.definition_change, name="definition-change"),
]
