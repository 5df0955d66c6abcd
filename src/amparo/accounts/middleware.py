"""What stands before every page for those who are signed in: the limits of a session, and the second factor.

Programs come to the API with a token in place of a session; for them neither of the two applies. The token's own
limits are in `accounts.bearer`.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts import bearer, sessions
from amparo.accounts.web import visitor
from amparo.audit.means import through_token
from amparo.kernel import clock
from amparo.kernel.errors import AmparoError, NotAllowed
from amparo.kernel.problem import known, response

Respond = Callable[[HttpRequest], HttpResponseBase]

# How often a session notes that it was used. Every request would write to the database, for nothing.
NOTE_EVERY_SECONDS = 60

# Where a person may be who still has to set up or prove a second factor: there, and on the way out.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "public:leave",
        "public:theme",
        "public:language",
    }
)


def bearer_tokens(get_response: Respond) -> Respond:
    """Let a request to the API act through the token in its Authorization header, and through nothing else.

    Where a token is given the session is not looked at, so a browser that is signed in adds nothing to it, and no
    forged form can use it: no browser sends this header by itself. Pages take no token, and no address does.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        given = bearer.given(request) if request.path.startswith("/api/") else None
        if given is None:
            return get_response(request)
        request.user = AnonymousUser()
        try:
            person, grant = bearer.person_behind(request, given)
        except (AmparoError, DatabaseError) as error:
            said = known(error)
            if said is None:
                raise
            return _refuse_token(request, said)
        request.user = person
        with through_token(grant.token_id):
            return get_response(request)

    return respond


def _refuse_token(request: HttpRequest, error: AmparoError) -> HttpResponseBase:
    refusal = response(request, error)
    if error.status == 401:
        refusal["WWW-Authenticate"] = "Bearer"
    add_never_cache_headers(refusal)
    return refusal


def session_limits(get_response: Respond) -> Respond:
    """Sign out sessions that were idle or signed in for too long. The page then answers as to a visitor.

    What a signed-in person is answered, refusals and the API among it, no browser keeps: after signing out, the
    way back must not show it again.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        person = visitor(request)
        if person is not None and person.grant is None and (reason := _reason_to_end(request)):
            request.session[sessions.ENDED] = "limit"
            logout(request)
            messages.info(request, reason)
        answer = get_response(request)
        if visitor(request) is not None and not answer.has_header("Cache-Control"):
            add_never_cache_headers(answer)
        return answer

    return respond


def _reason_to_end(request: HttpRequest) -> str:
    """Return why the session has to end, or nothing, having noted that it was used."""
    now = clock.now()
    moment = now.timestamp()
    if moment - request.session.get(sessions.SIGNED_IN_AT, 0) >= settings.SESSION_HOURS * 3600:
        return ngettext(
            "You were signed out: a sign-in holds for %(count)s hour. Please sign in again.",
            "You were signed out: a sign-in holds for %(count)s hours. Please sign in again.",
            settings.SESSION_HOURS,
        ) % {"count": settings.SESSION_HOURS}
    idle = moment - request.session.get(sessions.SEEN_AT, 0)
    if idle >= settings.IDLE_MINUTES * 60:
        return ngettext(
            "You were signed out after %(count)s minute without activity. Please sign in again.",
            "You were signed out after %(count)s minutes without activity. Please sign in again.",
            settings.IDLE_MINUTES,
        ) % {"count": settings.IDLE_MINUTES}
    if idle >= NOTE_EVERY_SECONDS:
        request.session[sessions.SEEN_AT] = moment
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)
    return ""


class SecondFactor:
    """Leads everybody who holds a role to the set-up of a second factor, and nowhere else, until there is one.

    Somebody whose account has one, but who did not prove it in this session (it was set up in another), is asked
    for it. Demonstration mode lifts this: its people and children are invented. A token was made by somebody who had
    proved the factor then, and ends when the factor is taken off.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer in place of the view where the second factor is missing."""
        person = visitor(request)
        if settings.DEMONSTRATION or person is None or person.grant is not None:
            return None
        if sessions.has_second_factor(request.session, person):
            return None
        if request.resolver_match and request.resolver_match.view_name in BEFORE_SECOND_FACTOR:
            return None
        if not person.current_roles:
            return None
        return _refuse(request) if request.path.startswith("/api/") else _lead(request)


def _lead(request: HttpRequest) -> HttpResponseBase:
    kinds = set(Authenticator.objects.filter(user=visitor(request)).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        name = "mfa_reauthenticate"
    else:
        name = "mfa_reauthenticate_webauthn" if kinds else "mfa_index"
    asked = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': asked})}")


def _refuse(request: HttpRequest) -> HttpResponseBase:
    error = NotAllowed(
        _("Your role needs a second factor, and this session has not proved one."),
        advice=_("Sign in on the pages of this system first; they lead you through it."),
    )
    return JsonResponse(error.as_json(), status=error.status, content_type="application/problem+json")
