"""Pages of lists, designations, snapshots and definitions."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts.web import acting, page, permitted
from amparo.actors import policies
from amparo.actors.lists import selectors, services, stating
from amparo.actors.lists.checks import MOST_RULES
from amparo.actors.lists.forms import DefinitionForms, DesignationForm, ListForm, PublishedForm, refusals
from amparo.actors.lists.models import Designation
from amparo.actors.lists.pages import definitions as definition_pages
from amparo.actors.lists.pages import designations as designation_pages
from amparo.actors.lists.pages import listings as listing_pages
from amparo.actors.lists.pages import snapshots as snapshot_pages
from amparo.actors.lists.pages.shared import FormPage, form_page, list_link, to_lists
from amparo.files.storing import incoming
from amparo.kernel.errors import Conflict, Invalid, Stale
from amparo.kernel.forms import is_complete, show, with_another_row
from amparo.kernel.ui.parts import Link


@permitted(policies.may_read)
def list_list(request: HttpRequest) -> HttpResponse:
    """Show all lists."""
    return page(request, "actors/lists/list_list.html", listing_pages.lists_page(acting(request)))


@permitted(policies.may_read)
def list_detail(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Show one list with what it names."""
    person, asked = acting(request), request.GET
    listing = selectors.list_for(person, list_id)
    content = listing_pages.list_page(
        person, listing, asked.get("q", ""), asked.get("state", ""), asked.get("page", "")
    )
    return page(request, "actors/lists/list_detail.html", content)


@permitted(policies.may_record)
def list_new(request: HttpRequest) -> HttpResponse:
    """Record a list that is kept by hand."""
    form = ListForm(_posted(request))
    if form.is_valid():
        try:
            listing = services.record_list(
                acting=acting(request), data=form.content(), record_id=form.cleaned_data["submission"]
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("%(name)s was recorded.") % {"name": listing})
            return redirect("actors:list-detail", listing.pk)
    title = _("Record a list")
    return _drawn(request, form_page(form, title, to_lists(Link(title)), to_lists()[-1].href))


@permitted(policies.may_record)
def list_import(request: HttpRequest) -> HttpResponse:
    """Bring a published list in. What it changes is shown on the page of its snapshot."""
    form = PublishedForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            with incoming(form.cleaned_data["file"]) as arrived:
                done = services.import_list(acting=acting(request), path=arrived.path)
        except (Invalid, Conflict) as error:
            refusals(form, error)
        else:
            messages.success(request, snapshot_pages.said_of(done))
            return (
                redirect("actors:snapshot-detail", done.snapshot.pk) if done.snapshot else redirect("actors:list-list")
            )
    content = snapshot_pages.import_page(form)
    return page(request, "actors/lists/import.html", content, status=422 if form.errors else 200)


@permitted(policies.may_record)
def list_change(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Change a list, or note that it was compared with what is published."""
    person = acting(request)
    listing = selectors.list_for(person, list_id)
    first, stale = stating.list_data(listing), None
    form = ListForm(_posted(request), first=first, version=listing.version)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.change_list(acting=person, list_id=list_id, expected_version=version, data=form.content(first))
            messages.success(request, _("%(name)s was changed.") % {"name": form.cleaned_data["name"]})
            return redirect("actors:list-detail", list_id)
        except Invalid as error:
            show(form, error.problems)
        except Stale as error:
            stale = error
    title, link = _("Change %(name)s") % {"name": listing}, list_link(listing)
    return _drawn(request, form_page(form, title, to_lists(link, Link(title)), link.href, stale=stale))


@permitted(policies.may_record)
def designation_new(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Record a designation on a list that is kept by hand."""
    person = acting(request)
    listing = selectors.list_for(person, list_id)
    form = DesignationForm(_posted(request), actor=request.GET.get("actor", "")[:60])
    if form.is_valid():
        try:
            made = services.record_designation(
                acting=person, list_id=list_id, data=form.content(), record_id=form.cleaned_data["submission"]
            )
            messages.success(request, _("%(name)s was recorded.") % {"name": made})
            return redirect("actors:designation-detail", made.pk)
        except Invalid as error:
            show(form, error.problems)
    title, link = _("Record a designation"), list_link(listing)
    return _drawn(request, form_page(form, title, to_lists(link, Link(title)), link.href, says=str(listing)))


@permitted(policies.may_read)
def designation_detail(request: HttpRequest, designation_id: uuid.UUID) -> HttpResponse:
    """Show one designation."""
    person = acting(request)
    designation = selectors.designation_for(person, designation_id)
    content = designation_pages.designation_page(person, designation)
    return page(request, "actors/lists/designation_detail.html", content)


@permitted(policies.may_record)
def designation_change(request: HttpRequest, designation_id: uuid.UUID) -> HttpResponse:
    """Correct or end a designation, or link it to an actor."""
    person, stale = acting(request), None
    one = selectors.designation_for(person, designation_id)
    code = one.actor.code if one.actor else ""
    form = DesignationForm(_posted(request), designation=one, first=stating.designation_data(one), actor=code)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.change_designation(
                acting=person, designation_id=designation_id, expected_version=version, data=form.content()
            )
            messages.success(request, _("%(name)s was changed.") % {"name": one.reference})
            return redirect("actors:designation-detail", designation_id)
        except Invalid as error:
            show(form, error.problems)
        except Stale as error:
            stale = error
    return _drawn(request, _designation_form(one, form, stale))


def _designation_form(one: Designation, form: DesignationForm, stale: Stale | None) -> FormPage:
    title = _("Correct, end or link %(name)s") % {"name": one.reference}
    says = _("What the published list says stays as it says. Here you link it to an actor.") if one.listing.feed else ""
    address = redirect("actors:designation-detail", one.pk).url
    crumbs = to_lists(list_link(one.listing), Link(one.reference, address), Link(title))
    return form_page(form, title, crumbs, address, says=says, stale=stale)


@permitted(policies.may_read)
def snapshot_detail(request: HttpRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Show one snapshot with every difference."""
    person = acting(request)
    snapshot = selectors.snapshot_for(person, snapshot_id)
    content = snapshot_pages.snapshot_page(person, snapshot, request.GET.get("page", ""))
    return page(request, "actors/lists/snapshot_detail.html", content)


@require_POST
@permitted(policies.may_record)
def snapshot_decide(request: HttpRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Apply a snapshot, or set it aside."""
    person = acting(request)
    if "set_aside" in request.POST:
        services.set_aside_snapshot(acting=person, snapshot_id=snapshot_id)
        messages.success(request, _("The list was set aside. Nothing of it was applied."))
    else:
        seen = request.POST.get("seen", "")
        services.apply_snapshot(acting=person, snapshot_id=snapshot_id, seen=seen)
        messages.success(request, _("The list was applied."))
    return redirect("actors:snapshot-detail", snapshot_id)


@permitted(policies.may_read)
def definition_list(request: HttpRequest) -> HttpResponse:
    """Show all definitions."""
    content = definition_pages.definitions_page(acting(request))
    return page(request, "actors/lists/definition_list.html", content)


@permitted(policies.may_read)
def definition_detail(request: HttpRequest, definition_id: uuid.UUID) -> HttpResponse:
    """Show one definition, and who is within its meaning on a day."""
    person, asked = acting(request), request.GET
    definition = selectors.definition_for(person, definition_id)
    content = definition_pages.definition_page(person, definition, asked.get("on", ""), asked.get("page", ""))
    return page(request, "actors/lists/definition_detail.html", content)


@permitted(policies.may_record)
def definition_new(request: HttpRequest) -> HttpResponse:
    """Add a definition."""
    form = DefinitionForms(_sent(request))
    if is_complete(request) and form.is_valid():
        try:
            made = services.record_definition(acting=acting(request), data=form.content(), record_id=form.submission)
        except Invalid as error:
            form.show(error.problems)
        else:
            messages.success(request, _("The definition was recorded."))
            return redirect("actors:definition-detail", made.pk)
    return _definition_drawn(request, definition_pages.form_page(form))


@permitted(policies.may_record)
def definition_change(request: HttpRequest, definition_id: uuid.UUID) -> HttpResponse:
    """Change a definition, or end it."""
    person, stale = acting(request), None
    one = selectors.definition_for(person, definition_id)
    form = DefinitionForms(_sent(request), first=stating.definition_data(one), version=one.version)
    if is_complete(request) and form.is_valid():
        try:
            services.change_definition(
                acting=person, definition_id=definition_id, expected_version=form.version, data=form.content()
            )
            messages.success(request, _("The definition was changed."))
            return redirect("actors:definition-detail", definition_id)
        except Invalid as error:
            form.show(error.problems)
        except Stale as error:
            stale = error
    return _definition_drawn(request, definition_pages.form_page(form, one, stale))


def _drawn(request: HttpRequest, content: FormPage) -> HttpResponse:
    status = 409 if content.differences is not None else 422 if content.form.errors else 200
    return page(request, "actors/lists/form.html", content, status=status)


def _definition_drawn(request: HttpRequest, content: definition_pages.DefinitionFormPage) -> HttpResponse:
    status = 409 if content.differences is not None else 422 if is_complete(request) and content.faults else 200
    return page(request, "actors/lists/definition_form.html", content, status=status)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _sent(request: HttpRequest) -> QueryDict | None:
    if request.method != "POST":
        return None
    return request.POST if is_complete(request) else with_another_row(request.POST, "rules", MOST_RULES)
