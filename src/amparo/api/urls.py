"""The API at /api/: typed, with a token or the session of the pages. Its documentation is drawn by ourselves.

There is no ready viewer page: those that exist load scripts from elsewhere. The schema is at /api/openapi.json.
"""

from django.urls import URLPattern, URLResolver, path

from amparo.api import figures, incidents, reference, reports, views, whoami
from amparo.api.app import make_api

api = make_api()
for router in (whoami.router, figures.router, incidents.router, reference.router, reports.router):
    api.add_router("", router)

_operations, _app_name, _namespace = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    # Before the library's own root, which names nothing and tells the schema where the API begins.
    path("", views.documentation, {"api": api}, name="documentation"),
    *_operations,
]
