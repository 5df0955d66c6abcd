"""What every view of the house begins with: who asks, whether that person may, and how a page is drawn.

A view takes the request, calls a selector or service with `acting(request)`, and draws one frozen dataclass:

    @permitted(policies.may_list_incidents)
    def incident_list(request: HttpRequest) -> HttpResponse:
        return page(request, "monitor/incident_list.html", IncidentListPage(...))

Anonymous visitors are led to the sign-in. A signed-in person whom the policy refuses is answered exactly as
for an address that does not exist, so that nothing betrays what is there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from amparo.accounts.models import Person
from amparo.kernel.errors import Conflict, Invalid, NotFound, TooMany
from amparo.kernel.forms import show

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def visitor(request: HttpRequest) -> Person | None:
    """Return who asks, or None for an anonymous visitor. For pages that the public sees too.

    Django hands out a lazy stand-in for the person; services and saves need the person itself.
    """
    user = request.user
    return getattr(user, "_wrapped", user) if isinstance(user, Person) else None


def acting(request: HttpRequest) -> Person:
    """Return the signed-in person who asks.

    Raises NotFound for an anonymous visitor: a view that calls this stands behind `signed_in` or `permitted`,
    and where somebody forgot, nothing is betrayed.
    """
    person = visitor(request)
    if person is None:
        raise NotFound
    return person


def signed_in(view: View[P]) -> View[P]:
    """Lead anonymous visitors to the sign-in, and back to the page afterwards. Answers are never cached."""

    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if visitor(request) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return inner


def permitted(policy: Callable[[Person | None], bool]) -> Callable[[View[P]], View[P]]:
    """Show a page to those whom `policy` allows; answer everybody else who is signed in with 404."""

    def decorate(view: View[P]) -> View[P]:
        @signed_in
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not policy(visitor(request)):
                raise NotFound
            return view(request, *args, **kwargs)

        return inner

    return decorate


def page(request: HttpRequest, template: str, content: object, *, status: int = 200) -> HttpResponse:
    """Draw `template` with one value, `content`: a frozen dataclass that holds all that the template needs."""
    return render(request, template, {"content": content}, status=status)


def tried(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Call a service if the form is valid. What it refuses is said at the form, and None returned.

    Invalid names fields; Conflict speaks of the whole. Other errors have their own page and go on.
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except (Invalid, Conflict) as error:
        show(form, error.problems)
        if not error.problems:
            form.add_error(None, f"{error.detail} {error.advice}")
        return None


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer somebody who asked too often (429). The throttles of the sign-in call this."""
    raise TooMany
