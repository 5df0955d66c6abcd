"""Every address of the system. A new one needs a rule in tests/access, or the build fails."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# Prefix, module of addresses. The first match wins.
ROOMS = (
    ("", "amparo.public.urls"),
    ("", "amparo.accounts.urls"),
    ("", "amparo.monitor.urls"),
    ("", "amparo.evidence.urls"),
    ("actors/", "amparo.actors.urls"),
    ("terms/", "amparo.terms.urls"),
    ("audit/", "amparo.audit.urls"),
)


def _stands(module: str) -> bool:
    spec = find_spec(module)
    return spec is not None and spec.origin is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module)) for prefix, module in ROOMS if _stands(module)
]
