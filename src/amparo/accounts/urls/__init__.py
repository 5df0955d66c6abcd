"""Addresses of the accounts room: signing in (names of django-allauth), and the room's own in `accounts:`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("amparo.accounts.urls.signing_in")),
]
