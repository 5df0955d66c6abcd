"""The URL table as the matrix sees it: every named route, and every operation of the API."""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# The API's own pages (schema, its viewer, its root) are ordinary routes; the rest of it comes by operation.
API_PAGES = {"openapi-json", "openapi-view", "api-root", "documentation"}


@dataclass(frozen=True)
class Route:
    """One thing that can be asked for. `template` is the address with {argument} where one goes (API only)."""

    key: str
    name: str
    template: str

    @property
    def is_api(self) -> bool:
        return bool(self.template)

    def address(self, arguments: Mapping[str, object]) -> str:
        """Return the path for these arguments."""
        if self.is_api:
            return self.template.format(**arguments)
        return reverse(self.name, kwargs=dict(arguments))


def without_converters(path: str) -> str:
    """Return a path of the API with bare arguments: `{uuid:incident_id}` and `{incident_id}` are the same one."""
    return re.sub(r"\{\w+:", "{", path)


def all_routes() -> list[Route]:
    """Return every route of the running URL table, in its order. A route without a name fails the matrix."""
    seen: dict[str, Route] = {}
    for route in _walk(get_resolver().url_patterns, prefix="/", namespaces=()):
        seen.setdefault(route.key, route)
    return list(seen.values())


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str, namespaces: tuple[str, ...], app_name: str = ""
) -> Iterator[Route]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            deeper = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, here, deeper, pattern.app_name or app_name)
        elif app_name == "ninja" and pattern.name not in API_PAGES:
            yield from _operations(pattern, prefix)
        else:
            name = ":".join((*namespaces, pattern.name or f"unnamed route {here}"))
            yield Route(key=name, name=name, template="")


def _operations(pattern: URLPattern, prefix: str) -> Iterator[Route]:
    """Take the operations out of django-ninja's view, which keeps them in its closure."""
    view = inspect.getclosurevars(pattern.callback).nonlocals["self"]
    for operation in view.operations:
        path = without_converters(prefix + operation.path.lstrip("/"))
        for method in operation.methods:
            yield Route(key=f"{method} {path}", name="", template=path)
