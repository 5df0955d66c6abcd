"""The API at /api/: typed, read-only, with the session of the pages. Errors are problem JSON (RFC 9457).

There is no viewer page: those that exist load scripts from elsewhere. The schema is at /api/openapi.json.
"""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from amparo import __version__
from amparo.accounts.models import Person
from amparo.accounts.web import visitor
from amparo.api import figures, incidents
from amparo.kernel.errors import Invalid, Problem, Unauthenticated
from amparo.kernel.problem import response


def signed_in(request: HttpRequest) -> Person | None:
    """Authenticate by the session that the pages use."""
    return visitor(request)


api = NinjaAPI(
    title="Amparo",
    version=__version__,
    description="Incidents and figures, for people who may read them. Published figures need no account.",
    docs_url=None,
    auth=signed_in,
    urls_namespace="api",
)
api.add_router("", incidents.router)
api.add_router("", figures.router)


@api.exception_handler(AuthenticationError)
def say_sign_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer somebody who is not signed in."""
    return response(request, Unauthenticated())


@api.exception_handler(ValidationError)
def say_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer arguments of a wrong type or form, each with its place."""
    faults = [Problem(".".join(str(part) for part in fault["loc"][1:]), fault["msg"]) for fault in error.errors]
    return response(request, Invalid(problems=faults))


urlpatterns, _app_name, _namespace = api.urls
