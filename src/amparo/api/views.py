"""The documentation of the API, drawn on the server from its own schema: nothing of it comes from a third party."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from amparo.accounts.web import page, visitor
from amparo.api import pages


@require_safe
def documentation(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Show how to use the API, and every operation. Public, as the schema is: it holds no data."""
    content = pages.documentation_page(visitor(request), api.get_openapi_schema())
    return page(request, "api/documentation.html", content)
