"""Addresses of actors."""

from django.urls import include, path

from amparo.actors import views
from amparo.actors.listings import views as listings
from amparo.actors.merging import views as merging
from amparo.actors.relations import views as relations

app_name = "actors"

urlpatterns = [
    path("", views.actor_list, name="actor-list"),
    path("new/", views.actor_new, name="actor-new"),
    path("<uuid:actor_id>/", views.actor_detail, name="actor-detail"),
    path("<uuid:actor_id>/change/", views.actor_change, name="actor-change"),
    path("<uuid:actor_id>/aliases/", relations.actor_aliases, name="actor-aliases"),
    path("<uuid:actor_id>/relations/", relations.actor_links, name="actor-links"),
    path("<uuid:actor_id>/areas/", relations.actor_presences, name="actor-presences"),
    path("<uuid:actor_id>/merge/", merging.actor_merge, name="actor-merge"),
    path("<uuid:actor_id>/merge/undo/", merging.actor_unmerge, name="actor-unmerge"),
    path("duplicates/", merging.actor_duplicates, name="actor-duplicates"),
    path("duplicates/dismiss/", merging.pair_dismiss, name="pair-dismiss"),
    path("listings/", listings.listing_list, name="listing-list"),
    path("listings/new/", listings.listing_new, name="listing-new"),
    path("listings/<uuid:listing_id>/change/", listings.listing_change, name="listing-change"),
    path("listings/<uuid:listing_id>/remove/", listings.listing_remove, name="listing-remove"),
    path("plans/<uuid:plan_id>/remove/", listings.plan_remove, name="plan-remove"),
    path("plans/new/", listings.plan_new, name="plan-new"),
    path("plans/<uuid:plan_id>/change/", listings.plan_change, name="plan-change"),
    path("", include("amparo.actors.lists.urls")),
]
