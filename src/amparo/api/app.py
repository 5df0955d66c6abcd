"""The API itself: default deny, ETags on what is read, problem JSON (RFC 9457) for every error."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from amparo import __version__
from amparo.api.access import Nobody
from amparo.api.conditional import conditional
from amparo.api.openapi import complete
from amparo.kernel.errors import AmparoError, Invalid, Problem, TooLarge, Unauthenticated, Unreadable
from amparo.kernel.problem import response

ABOUT = """\
The register of an agency for programs: incidents, violations and own figures, actors and places, figures that others
published, and reports sent in. Three units are never added: incidents, violations, children.

A program sends a token in the header `Authorization: Bearer amparo_…`, never in an address. A token acts as one person
in one agency, for its scopes, and never beyond what that person may do there today. Lists come in pages: give `next`
as `after`. Errors are problem JSON (RFC 9457). Answers carry an ETag: send it as `If-None-Match`.
"""


class HouseAPI(NinjaAPI):
    """The library's API with the rules of this house."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """Make an answer; what was read successfully gets its ETag."""
        answer = super().create_response(request, data, status=status, temporal_response=temporal_response)
        return conditional(request, answer) if request.method == "GET" and answer.status_code == 200 else answer

    def get_openapi_schema(self, **arguments: Any) -> OpenAPISchema:
        """Return the schema with scopes, errors and examples, which the library leaves out."""
        return complete(self, super().get_openapi_schema(**arguments))


def say_sign_in(request: HttpRequest, error: AuthenticationError | type[AuthenticationError]) -> HttpResponse:
    """Answer somebody who is not signed in and gave no token."""
    answer = response(request, Unauthenticated())
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def say_invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """Answer arguments of a wrong type or form, each with its place."""
    return response(request, Invalid(problems=[_problem(fault) for fault in getattr(error, "errors", [])]))


def say_unreadable(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """Answer a body that cannot be read, or is larger than any report may be."""
    large = isinstance(getattr(error, "__context__", None), RequestDataTooBig)
    said: AmparoError = TooLarge() if large else Unreadable()
    return response(request, said)


def _problem(fault: dict[str, Any]) -> Problem:
    """Name the place of a fault as the caller wrote it: without the kind of argument, and that of the body's model."""
    kind, *place = (str(part) for part in fault["loc"])
    return Problem(
        ".".join(place[1:] if kind == "body" and len(place) > 1 else place),
        str(fault["msg"]).removeprefix("Value error, "),
    )


def make_api() -> NinjaAPI:
    """Return the API without its operations."""
    api = HouseAPI(
        title="Amparo",
        version=__version__,
        description=ABOUT,
        docs_url=None,
        auth=Nobody(),
        urls_namespace="api",
    )
    api.add_exception_handler(AuthenticationError, say_sign_in)
    api.add_exception_handler(ValidationError, say_invalid)
    api.add_exception_handler(HttpError, say_unreadable)
    return api
