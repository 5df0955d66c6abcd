"""People of the agencies that an administrator manages: list, person, roles, second factor."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.accounts import policies, selectors, services
from amparo.accounts.forms import MembershipForm, RoleForm
from amparo.accounts.models import Membership, Person
from amparo.accounts.views.tables import people_table, roles_table
from amparo.accounts.web import acting, page, permitted, tried
from amparo.kernel.ui.parts import Table

PER_PAGE = 50


@dataclass(frozen=True)
class PeoplePage:
    """The list of people: one row per role."""

    table: Table
    pages: Page[Any]
    query: str
    ended: bool


@dataclass(frozen=True)
class PersonPage:
    """One person, the roles that the reader may see, and a form for one more."""

    person: Person
    roles: Sequence[Membership]
    table: Table
    form: RoleForm
    has_second_factor: bool
    is_self: bool


@dataclass(frozen=True)
class MembershipPage:
    """One role and its dates."""

    membership: Membership
    form: MembershipForm


@require_GET
@permitted(policies.may_manage_people)
def person_list(request: HttpRequest) -> HttpResponse:
    """List the people of the agencies that one manages."""
    query, ended = request.GET.get("q", "").strip(), request.GET.get("show") == "ended"
    rows = selectors.memberships_for(acting(request), ended=ended, query=query)
    pages = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    content = PeoplePage(people_table(pages.object_list, ended=ended), pages, query, ended)
    return page(request, "accounts/person_list.html", content)


@require_http_methods(["GET", "POST"])
@permitted(policies.may_manage_people)
def person_detail(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Show a person, and give another role."""
    me = acting(request)
    person = selectors.managed_person(me, person_id)
    form = RoleForm(request.POST or None, acting=me)
    if tried(form, lambda: _give(me, person, form)):
        messages.success(request, _("The role was given."))
        return redirect("accounts:person-detail", person_id=person.pk)
    roles = selectors.roles_of(me, person)
    factor = selectors.has_second_factor(person)
    content = PersonPage(person, roles, roles_table(roles), form, factor, person == me)
    return page(request, "accounts/person_detail.html", content, status=422 if form.errors else 200)


def _give(me: Person, person: Person, form: RoleForm) -> Membership:
    return services.give_role(
        acting=me,
        person_id=person.pk,
        agency_id=form.agency_id,
        role=form.role_given,
        starts_on=form.cleaned_data["starts_on"],
    )


@require_http_methods(["GET", "POST"])
@permitted(policies.may_manage_people)
def membership_change(request: HttpRequest, membership_id: uuid.UUID) -> HttpResponse:
    """Change from when and until when a role holds, or end it."""
    membership = selectors.membership_for(acting(request), membership_id)
    form = MembershipForm(request.POST or None, membership=membership)
    if tried(form, lambda: _change(acting(request), membership, form)):
        messages.success(request, _("The role was changed."))
        return redirect("accounts:person-list")
    content = MembershipPage(membership, form)
    return page(request, "accounts/membership_change.html", content, status=422 if form.errors else 200)


def _change(me: Person, membership: Membership, form: MembershipForm) -> Membership:
    return services.change_membership(
        acting=me,
        membership_id=membership.pk,
        expected_version=form.cleaned_data["seen_version"],
        starts_on=form.cleaned_data["starts_on"],
        ends_on=form.cleaned_data["ends_on"],
    )


@require_POST
@permitted(policies.may_manage_people)
def second_factor_reset(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Take off a lost second factor."""
    person = services.reset_second_factor(acting=acting(request), person_id=person_id)
    messages.success(request, _("The second factor was taken off, and the person signed out everywhere."))
    return redirect("accounts:person-detail", person_id=person.pk)
