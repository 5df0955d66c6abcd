"""Every address of the system. A new one needs a rule in tests/access, or the build fails."""

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from amparo.kernel import health

# Prefix, module of addresses. The first match wins.
ROOMS = (
    ("", "amparo.public.urls"),
    ("", "amparo.accounts.urls"),
    ("", "amparo.files.urls"),
    ("", "amparo.monitor.urls"),
    ("", "amparo.evidence.urls"),
    ("actors/", "amparo.actors.urls"),
    ("contexts/", "amparo.actors.contexts.urls"),
    ("terms/", "amparo.terms.urls"),
)


class LateRoom(URLResolver):
    """A room of a namespace of its own, whose addresses are read when the first of them is asked for.

    What the API is made with takes half a second and a tenth of the memory of a web worker to load. Most workers
    never answer anything there.
    """

    def _populate(self) -> None:
        """Do nothing: Django would read every room to name one page. A namespace is looked up in its own patterns."""


urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.view, name="health"),
    *(path(prefix, include(module)) for prefix, module in ROOMS),
    LateRoom(RoutePattern("api/"), "amparo.api.urls", app_name="ninja", namespace="api"),
]

handler400 = "amparo.kernel.problem.bad_request"
handler403 = "amparo.kernel.problem.not_allowed"
handler404 = "amparo.kernel.problem.not_found"
handler500 = "amparo.kernel.problem.failed"
handler429 = "amparo.accounts.web.too_many"
