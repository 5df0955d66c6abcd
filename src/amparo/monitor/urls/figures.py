"""Addresses of the figures."""

from django.urls import path

from amparo.monitor.views import figures

urlpatterns = [
    path("figures/", figures.own, name="figures-own"),
    path("figures/discrepancies/", figures.discrepancies, name="figures-discrepancies"),
    path("figures/published/", figures.published, name="figures-published"),
    path("figures/checks/", figures.checks, name="figures-checks"),
]
