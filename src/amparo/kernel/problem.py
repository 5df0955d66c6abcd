"""One rendering of errors: RFC 9457 problem JSON for the API, a plain page for people, from the same texts."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from amparo.kernel.errors import AmparoError, Invalid, NotAllowed, NotFound, TooLarge, Unavailable, WrongMethod

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


def known(error: BaseException) -> AmparoError | None:
    """Return the error that says `error` in words, or None where it is an unexpected fault of the program."""
    if isinstance(error, AmparoError):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return NotAllowed()
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return TooLarge()
    if _is_disk_full(error):
        return Unavailable(
            _("The disk of the server is full. Nothing was saved."),
            advice=_("Tell your administrator to free space; then send it again."),
        )
    return _of_the_database(error) if isinstance(error, DatabaseError | InterfaceError) else None


def _of_the_database(error: DatabaseError | InterfaceError) -> AmparoError | None:
    text = str(error)
    if "no such table" in text or "does not exist" in text:
        return Unavailable(_("The database is older than the program, or empty."), advice=_("Run: amparo migrate"))
    if isinstance(error, OperationalError) and "locked" in text:
        return Unavailable(
            _("The database is busy with other work. Nothing was saved."),
            advice=_("Wait a minute, then send it again."),
        )
    if isinstance(error, OperationalError | InterfaceError):
        return Unavailable(_("The database does not answer. Nothing was saved."))
    return None


def _is_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    if isinstance(error, DatabaseError | sqlite3.Error):
        text = str(error).lower()
        return "disk is full" in text or "no space left" in text
    return False


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a program asks: a path of the API, or problem JSON (or JSON, but not HTML) accepted."""
    accept = request.headers.get("Accept", "")
    asks = MEDIA_TYPE in accept or ("application/json" in accept and "text/html" not in accept)
    return request.path.startswith("/api/") or asks


def response(request: HttpRequest, error: AmparoError) -> HttpResponse:
    """Return an error as problem JSON or as a page, with its status."""
    if wants_json(request):
        return JsonResponse(error.as_json(), status=error.status, content_type=MEDIA_TYPE)
    return render(request, "kernel/error.html", {"error": error}, status=error.status)


class ErrorMiddleware:
    """Answers an error raised by a view with its page or its problem JSON. Unknown errors go on to Django's 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, unless its address holds a NUL character: no database takes one in a text."""
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info:
            return response(request, Invalid())
        answer = self.get_response(request)
        if answer.status_code == 405 and request.path.startswith("/api/"):
            return _wrong_method(request, answer)
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an error that we have words for."""
        said = known(error)
        if said is None:
            return None
        if said.status >= 500:
            logger.error("%s %s: %s", request.method, request.resolver_match and request.resolver_match.view_name, said)
        return response(request, said)


def _wrong_method(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Say in problem JSON what a library says in plain words, and keep which methods there are."""
    said = response(request, WrongMethod())
    said["Allow"] = answer.headers.get("Allow", "")
    return said


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """`handler404`: the same body for an object that does not exist and for one that is somebody else's."""
    return response(request, NotFound())


def not_allowed(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """`handler403`."""
    return response(request, NotAllowed())


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """`handler400`."""
    return response(request, (known(exception) if exception else None) or Invalid())


def failed(request: HttpRequest) -> HttpResponse:
    """`handler500`: what is said of a fault that nobody foresaw. It was logged with its trace before."""
    return response(request, AmparoError())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: the form is too old, came from elsewhere, or cookies are off."""
    return response(
        request,
        NotAllowed(
            _("The page was open too long, or the form did not come from this site. Nothing was saved."),
            advice=_("Go back, load the page again and send the form once more. Cookies must be allowed."),
        ),
    )
