"""Signing in and out, by django-allauth: exactly the addresses that this system offers.

They are listed one by one instead of included whole: there is no sign-up, no change of address by oneself, no
sign-in by mailed code, and a later version of the library cannot open an address by itself. The names are the
library's own, because it leads from one page to the next by them.
"""

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path, re_path

from amparo.accounts.views import signing_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9a-f]{32})-(?P<key>[0-9a-z]+-[0-9a-f]+|set-password)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/webauthn/keys/<int:pk>/remove/", signing_in.remove_passkey, name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
