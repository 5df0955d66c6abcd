"""Addresses of people, their roles, and invitations."""

from django.urls import URLPattern, path

from amparo.accounts.views import api_tokens, invitations, people

urlpatterns: list[URLPattern] = [
    path("", people.person_list, name="person-list"),
    path("invite/", invitations.invitation_new, name="invitation-new"),
    path("invitations/", invitations.invitation_list, name="invitation-list"),
    path("invitations/<uuid:invitation_id>/", invitations.invitation_detail, name="invitation-detail"),
    path("tokens/", api_tokens.managed_list, name="token-managed"),
    path("roles/<uuid:membership_id>/", people.membership_change, name="membership-change"),
    path("<uuid:person_id>/", people.person_detail, name="person-detail"),
    path("<uuid:person_id>/second-factor/", people.second_factor_reset, name="second-factor-reset"),
]
