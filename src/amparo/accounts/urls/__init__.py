"""Addresses of the accounts room: signing in (names of django-allauth), and the room's own in `accounts:`."""

from django.urls import URLPattern, URLResolver, include, path

from amparo.accounts.views import invitations

_own: list[URLPattern | URLResolver] = [
    path("people/", include("amparo.accounts.urls.people")),
    path("audit/", include("amparo.accounts.urls.audit")),
    path("profile/", include("amparo.accounts.urls.profile")),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("amparo.accounts.urls.signing_in")),
    path("", include((_own, "accounts"))),
]
