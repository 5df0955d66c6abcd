"""Every address of the system. A new one needs a rule in tests/access, or the build fails."""

from django.urls import URLPattern, URLResolver, include, path

from amparo.kernel import health

# Prefix, module of addresses. The first match wins.
ROOMS = (
    ("", "amparo.public.urls"),
    ("", "amparo.accounts.urls"),
    ("", "amparo.files.urls"),
    ("", "amparo.monitor.urls"),
    ("", "amparo.evidence.urls"),
    ("actors/", "amparo.actors.urls"),
    ("terms/", "amparo.terms.urls"),
    ("api/", "amparo.api.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.view, name="health"),
    *(path(prefix, include(module)) for prefix, module in ROOMS),
]

handler400 = "amparo.kernel.problem.bad_request"
handler403 = "amparo.kernel.problem.not_allowed"
handler404 = "amparo.kernel.problem.not_found"
handler500 = "amparo.kernel.problem.failed"
handler429 = "amparo.accounts.web.too_many"
