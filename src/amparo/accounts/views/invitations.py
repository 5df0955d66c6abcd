"""Inviting, withdrawing an invitation, and accepting one."""

import uuid
from dataclasses import dataclass

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from amparo.accounts import policies, selectors, services
from amparo.accounts.forms import AcceptForm, InviteForm
from amparo.accounts.models import Invitation, Person
from amparo.accounts.roles import Role
from amparo.accounts.views.tables import invitations_table
from amparo.accounts.web import acting, page, permitted, tried, visitor
from amparo.kernel.errors import TooMany
from amparo.kernel.ui.parts import Table


@dataclass(frozen=True)
class InvitationsPage:
    """Open invitations."""

    table: Table
    any: bool


@dataclass(frozen=True)
class InvitePage:
    """The form, or after sending, where the invitation went. `link` only where mail does not leave the machine."""

    form: InviteForm
    sent_to: str = ""
    link: str = ""


@dataclass(frozen=True)
class InvitationPage:
    """One invitation, and whether it can still be withdrawn."""

    invitation: Invitation
    role: str


@dataclass(frozen=True)
class AcceptPage:
    """An invitation as its receiver sees it. With an account, its owner signs in and only agrees."""

    invitation: Invitation
    role: str
    form: AcceptForm | None
    must_sign_in: bool
    here: str


@require_GET
@permitted(policies.may_manage_people)
def invitation_list(request: HttpRequest) -> HttpResponse:
    """List open invitations."""
    rows = list(selectors.invitations_for(acting(request)))
    return page(request, "accounts/invitation_list.html", InvitationsPage(invitations_table(rows), bool(rows)))


@require_http_methods(["GET", "POST"])
@permitted(policies.may_manage_people)
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody. The answer itself says where the mail went: a link is never kept for a later page."""
    form = InviteForm(request.POST or None, acting=acting(request))
    link = tried(form, lambda: _invite(acting(request), form))
    if link is None:
        return page(request, "accounts/invitation_new.html", InvitePage(form), status=422 if form.errors else 200)
    stays_here = "smtp" not in settings.EMAIL_BACKEND
    sent = InvitePage(form, form.cleaned_data["email"], link if stays_here else "")
    return page(request, "accounts/invitation_sent.html", sent)


def _invite(me: Person, form: InviteForm) -> str:
    return services.invite(acting=me, agency_id=form.agency_id, email=form.cleaned_data["email"], role=form.role_given)


@require_http_methods(["GET", "POST"])
@permitted(policies.may_manage_people)
def invitation_detail(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Show an invitation, and withdraw it."""
    invitation = selectors.invitation_for(acting(request), invitation_id)
    if request.method == "POST":
        services.revoke_invitation(acting=acting(request), invitation_id=invitation.pk)
        messages.success(request, _("The invitation was withdrawn."))
        return redirect("accounts:invitation-list")
    content = InvitationPage(invitation, str(Role(invitation.role).label))
    return page(request, "accounts/invitation_detail.html", content)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: make an account, or add the role to the own one."""
    if not ratelimit.consume(request, action="accept_invitation"):
        raise TooMany
    invitation = services.invitation_behind(token)
    known = selectors.has_account(invitation)
    form = AcceptForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and _accepted(request, token, form, known=known):
        messages.success(request, _("Welcome. The invitation is accepted."))
        return redirect("public:home" if known else "account_login")
    must_sign_in = known and visitor(request) is None
    role = str(Role(invitation.role).label)
    content = AcceptPage(invitation, role, None if known else form, must_sign_in, request.path)
    return page(request, "accounts/invitation_accept.html", content, status=422 if form.errors else 200)


def _accepted(request: HttpRequest, token: str, form: AcceptForm, *, known: bool) -> bool:
    if known:
        services.accept_invitation(acting=visitor(request), token=token)
        return True
    given = ("name", "password", "language")
    person = tried(
        form,
        lambda: services.accept_invitation(
            acting=visitor(request), token=token, **{field: form.cleaned_data[field] for field in given}
        ),
    )
    return person is not None
