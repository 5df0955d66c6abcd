"""Addresses of the own profile."""

from django.urls import URLPattern, path

from amparo.accounts.views import profile

urlpatterns: list[URLPattern] = [path("", profile.profile, name="profile")]
