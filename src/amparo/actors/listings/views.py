"""Pages of listings and action plans."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts.web import acting, page, permitted
from amparo.actors import policies
from amparo.actors.listings import pages, selectors, services, wording
from amparo.actors.listings.forms import ListingForm, PlanForm, initial
from amparo.actors.models import PartyListing
from amparo.kernel.errors import Invalid, Stale
from amparo.kernel.forms import show, whole_number
from amparo.kernel.ids import parsed_id

TEMPLATE = "actors/entry_form.html"


@permitted(policies.may_read)
def listing_list(request: HttpRequest) -> HttpResponse:
    """List the listings, narrowed by what the address says."""
    content = pages.list_page(acting(request), request.GET, request.GET.get("page", ""))
    return page(request, "actors/listing_list.html", content)


@permitted(policies.may_record)
def listing_new(request: HttpRequest) -> HttpResponse:
    """Record a listing."""
    form = ListingForm(request.POST or None, initial=initial(None, 0, parsed_id(request.GET.get("actor"))))
    if form.is_valid():
        try:
            listing = services.record_listing(
                acting=acting(request), data=form.content(), record_id=form.cleaned_data["submission"]
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("The listing was recorded."))
            return redirect("actors:actor-detail", listing.actor_id)
    return _drawn(request, pages.entry_page(form, pages.LISTING_FIELDS, _listing_titles()))


@permitted(policies.may_record)
def listing_change(request: HttpRequest, listing_id: uuid.UUID) -> HttpResponse:
    """Correct a listing; where somebody saved it meanwhile, show both values."""
    person = acting(request)
    listing = selectors.listing_for(person, listing_id)
    form = _form_of(request, listing)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.change_listing(acting=person, listing_id=listing_id, expected_version=version, data=form.content())
        except Invalid as error:
            show(form, error.problems)
        except Stale as error:
            content = pages.entry_page(form, pages.LISTING_FIELDS, _listing_titles(), listing, error)
            return page(request, TEMPLATE, content, status=409)
        else:
            messages.success(request, _("The listing was changed."))
            return redirect("actors:actor-detail", form.content().actor_id)
    return _drawn(request, pages.entry_page(form, pages.LISTING_FIELDS, _listing_titles(), listing))


@permitted(policies.may_record)
def plan_new(request: HttpRequest) -> HttpResponse:
    """Record an action plan."""
    form = PlanForm(request.POST or None, initial=initial(None, 0, parsed_id(request.GET.get("actor"))))
    if form.is_valid():
        try:
            plan = services.record_plan(
                acting=acting(request), data=form.content(), record_id=form.cleaned_data["submission"]
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("The action plan was recorded."))
            return redirect("actors:actor-detail", plan.actor_id)
    return _drawn(request, pages.entry_page(form, pages.PLAN_FIELDS, _plan_titles()))


@permitted(policies.may_record)
def plan_change(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Correct an action plan, or say that it ended; where somebody saved it meanwhile, show both values."""
    person = acting(request)
    plan = selectors.plan_for(person, plan_id)
    stored = wording.stored_plan(plan)
    first = initial(stored, plan.version)
    form = PlanForm(request.POST or None, initial=first, named=plan.actor_id, carried=stored.violation_ids)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.change_plan(acting=person, plan_id=plan_id, expected_version=version, data=form.content())
        except Invalid as error:
            show(form, error.problems)
        except Stale as error:
            content = pages.entry_page(form, pages.PLAN_FIELDS, _plan_titles(), plan, error)
            return page(request, TEMPLATE, content, status=409)
        else:
            messages.success(request, _("The action plan was changed."))
            return redirect("actors:actor-detail", form.content().actor_id)
    return _drawn(request, pages.entry_page(form, pages.PLAN_FIELDS, _plan_titles(), plan))


def _form_of(request: HttpRequest, listing: PartyListing) -> ListingForm:
    stored = wording.stored_listing(listing)
    first, carried = initial(stored, listing.version), stored.violation_ids
    return ListingForm(request.POST or None, initial=first, named=listing.actor_id, carried=carried)


@require_POST
@permitted(policies.may_record)
def listing_remove(request: HttpRequest, listing_id: uuid.UUID) -> HttpResponse:
    """Take out a listing that was recorded by mistake."""
    person, version = acting(request), whole_number(request.POST.get("version", ""))
    actor_id = selectors.listing_for(person, listing_id).actor_id
    services.remove_listing(acting=person, listing_id=listing_id, expected_version=version)
    messages.success(request, _("The listing was taken out."))
    return redirect("actors:actor-detail", actor_id)


@require_POST
@permitted(policies.may_record)
def plan_remove(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Take out an action plan that was recorded by mistake."""
    person, version = acting(request), whole_number(request.POST.get("version", ""))
    actor_id = selectors.plan_for(person, plan_id).actor_id
    services.remove_plan(acting=person, plan_id=plan_id, expected_version=version)
    messages.success(request, _("The action plan was taken out."))
    return redirect("actors:actor-detail", actor_id)


def _drawn(request: HttpRequest, content: pages.EntryPage) -> HttpResponse:
    return page(request, TEMPLATE, content, status=422 if content.faults else 200)


def _listing_titles() -> tuple[str, str]:
    return _("Record a listing"), _("Change a listing")


def _plan_titles() -> tuple[str, str]:
    return _("Record an action plan"), _("Change an action plan")
