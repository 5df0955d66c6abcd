"""Who may call an operation: each declares it, and what declares nothing answers nobody.

    @router.get("/incidents", auth=Needs(Scope.INCIDENTS_READ), ...)
    @router.get("/places", auth=Everybody(), ...)

A person who is signed in on the pages acts without scopes, a token with its own alone. Which records either sees is
decided by the selectors and services of the rooms, as for every page.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from amparo.accounts.models import Person
from amparo.accounts.scopes import Scope
from amparo.accounts.web import visitor
from amparo.kernel.errors import NotAllowed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Needs:
    """Somebody signed in, or a token that carries the scope (any token, where none is named)."""

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Person | None:
        """Return who asks; None leads to 401. Raises NotAllowed for a token without the scope."""
        person = visitor(request)
        if person is None:
            return None
        if person.grant is None:
            _refuse_forged(request)
        elif self.scope is not None and self.scope.value not in person.grant.scopes:
            raise NotAllowed(
                _("This token lacks the scope “%(scope)s”.") % {"scope": self.scope.value},
                advice=_("Make a token with this scope, if your roles allow it."),
            )
        return person


class Everybody:
    """The public: what is answered stands on public pages too."""

    def __call__(self, request: HttpRequest) -> bool:
        """Let everybody through."""
        return True


class Nobody:
    """The rule of an operation that declares none."""

    def __call__(self, request: HttpRequest) -> None:
        """Let nobody through."""


def _refuse_forged(request: HttpRequest) -> None:
    """Refuse what another site had a browser send: the session is sent along by itself, a token never is."""
    if request.method not in SAFE and check_csrf(request) is not None:
        raise NotAllowed(
            _("The request did not come from a page of this site. Nothing was saved."),
            advice=_("Programs send a token in the Authorization header in place of a session."),
        )
