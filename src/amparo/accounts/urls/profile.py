"""Addresses of the own profile, and of the tokens that act for one."""

from django.urls import URLPattern, path

from amparo.accounts.views import api_tokens, profile

urlpatterns: list[URLPattern] = [
    path("", profile.profile, name="profile"),
    path("tokens/", api_tokens.token_list, name="token-list"),
    path("tokens/new/", api_tokens.token_new, name="token-new"),
    path("tokens/<uuid:token_id>/", api_tokens.token_detail, name="token-detail"),
    path("tokens/<uuid:token_id>/take-over/", api_tokens.token_take_over, name="token-take-over"),
]
