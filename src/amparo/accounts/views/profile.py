"""The own profile."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.accounts import selectors, services
from amparo.accounts.forms import ProfileForm
from amparo.accounts.models import Membership, Person
from amparo.accounts.web import acting, page, signed_in, tried


@dataclass(frozen=True)
class ProfilePage:
    """The own account."""

    person: Person
    roles: Sequence[Membership]
    form: ProfileForm
    has_second_factor: bool


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Show the own account, and change name and language."""
    me = acting(request)
    form = ProfileForm(request.POST or None, person=me)
    if tried(form, lambda: _change(me, form)):
        messages.success(request, _("Your profile was changed."))
        return redirect("accounts:profile")
    content = ProfilePage(me, selectors.own_roles(me), form, selectors.has_second_factor(me))
    return page(request, "accounts/profile.html", content, status=422 if form.errors else 200)


def _change(me: Person, form: ProfileForm) -> Person:
    return services.change_profile(
        acting=me,
        person=me,
        expected_version=form.cleaned_data["seen_version"],
        name=form.cleaned_data["name"],
        language=form.cleaned_data["language"],
    )
