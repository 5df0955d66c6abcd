"""Pages of tokens of the API: the own ones, one of them, a new one, and those of an agency for its administrators."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amparo.accounts import policies, selectors, services
from amparo.accounts.forms import TokenForm
from amparo.accounts.models import ApiToken, Holder, Person
from amparo.accounts.views.token_tables import managed_table, token_facts, tokens_table
from amparo.accounts.web import acting, page, permitted, signed_in, tried
from amparo.kernel.ui.parts import Fact, Link, Table

PER_PAGE = 50


@dataclass(frozen=True)
class TokensPage:
    """The own tokens, and those of the agency that one may take over. `may_make` is false without a fitting role."""

    own: Table
    any: bool
    others: Table | None
    may_make: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class NewTokenPage:
    """The form of a new token."""

    form: TokenForm
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class TokenShownPage:
    """A token and its text, which is shown only here."""

    token: ApiToken
    text: str


@dataclass(frozen=True)
class TokenPage:
    """One token, and what the reader may do with it."""

    token: ApiToken
    facts: Sequence[Fact]
    may_revoke: bool
    may_take_over: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class ManagedTokensPage:
    """Tokens of the agencies that an administrator manages."""

    table: Table
    pages: Page[Any]


@require_GET
@signed_in
def token_list(request: HttpRequest) -> HttpResponse:
    """List the own tokens, and those of the agency that one may take over."""
    me = acting(request)
    own, others = selectors.own_tokens(me), selectors.tokens_to_take_over(me)
    content = TokensPage(
        own=tokens_table(own, _("Your tokens")),
        any=bool(own),
        others=tokens_table(others, _("Tokens of your agency that you may take over")) if others else None,
        may_make=selectors.agencies_for_tokens(me).exists(),
        crumbs=_crumbs(_("Tokens of the API")),
    )
    return page(request, "accounts/token_list.html", content)


@require_http_methods(["GET", "POST"])
@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token. The answer itself shows its text: it is never kept for a later page."""
    me = acting(request)
    form = TokenForm(request.POST or None, acting=me)
    made = tried(form, lambda: _make(me, form))
    if made is not None:
        return page(request, "accounts/token_shown.html", TokenShownPage(*made))
    content = NewTokenPage(form, _crumbs(_("New token"), tokens=True))
    return page(request, "accounts/token_new.html", content, status=422 if form.errors else 200)


def _make(me: Person, form: TokenForm) -> tuple[ApiToken, str]:
    given = form.cleaned_data
    return services.make_token(
        acting=me,
        agency_id=given["agency"].pk,
        name=given["name"],
        scopes=given["scopes"],
        expires_on=given["expires_on"],
        holder=Holder(given["holder"]),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def token_detail(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Show a token, and revoke it. To end one asks for no password: it must be quick where one has leaked."""
    me = acting(request)
    if request.method == "POST":
        token = services.revoke_token(acting=me, token_id=token_id)
        messages.success(request, _("The token was revoked. It answers nothing any more."))
        return redirect("accounts:token-list" if token.person_id == me.pk else "accounts:token-managed")
    token = selectors.token_for(me, token_id)
    content = TokenPage(
        token=token,
        facts=token_facts(token),
        may_revoke=token.revoked_at is None and policies.may_revoke_token(me, token),
        may_take_over=token.person_id != me.pk and policies.may_take_over_token(me, token),
        crumbs=_crumbs(token.name, tokens=True),
    )
    return page(request, "accounts/token_detail.html", content)


@require_http_methods(["POST"])
@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def token_take_over(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Let a token of the agency act as oneself, with a new text that is shown once."""
    made = services.take_over_token(acting=acting(request), token_id=token_id)
    return page(request, "accounts/token_shown.html", TokenShownPage(*made))


@require_GET
@permitted(policies.may_manage_people)
def managed_list(request: HttpRequest) -> HttpResponse:
    """List the tokens of the agencies that one manages."""
    pages = Paginator(selectors.tokens_managed(acting(request)), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "accounts/token_managed.html", ManagedTokensPage(managed_table(pages.object_list), pages))


def _crumbs(last: str, *, tokens: bool = False) -> Sequence[Link]:
    profile = Link(_("Your profile"), reverse("accounts:profile"))
    between = [Link(_("Tokens of the API"), reverse("accounts:token-list"))] if tokens else []
    return [profile, *between, Link(last)]
