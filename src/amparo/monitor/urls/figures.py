"""Addresses of the figures."""

from django.urls import path

from amparo.monitor.views import figures, published

urlpatterns = [
    path("figures/", figures.own, name="figures-own"),
    path("figures/discrepancies/", figures.discrepancies, name="figures-discrepancies"),
    path("figures/published/", published.figure_list, name="figures-published"),
    path("figures/published/export/", published.figure_export, name="figures-export"),
    path("figures/published/new/", published.figure_new, name="figure-new"),
    path("figures/published/<slug:code>/", published.figure_detail, name="figure-detail"),
    path("figures/published/<slug:code>/correct/", published.figure_correct, name="figure-correct"),
    path("figures/published/<slug:code>/settle/", published.figure_settle, name="figure-settle"),
    path("figures/checks/", figures.checks, name="figures-checks"),
]
