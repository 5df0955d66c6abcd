"""Addresses of the pages that need no account."""

from django.urls import URLPattern, path

from amparo.public import views

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("leave/", views.leave, name="leave"),
    path("preferences/theme/", views.choose_theme, name="theme"),
    path("preferences/language/", views.choose_language, name="language"),
    path("places/", views.place_list, name="place-list"),
    path("places/<str:code>/", views.place_detail, name="place-detail"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
