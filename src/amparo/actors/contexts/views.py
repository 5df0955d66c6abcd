"""Pages of contexts of insecurity."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.web import acting, page, permitted
from amparo.actors.contexts import mapping, pages, policies, selectors, services
from amparo.actors.contexts.content import stored_content
from amparo.actors.contexts.forms import ContextForm, EndForm, stated
from amparo.kernel.errors import Conflict, Invalid, Stale
from amparo.kernel.forms import show


@permitted(policies.may_read)
def context_list(request: HttpRequest) -> HttpResponse:
    """List the contexts, narrowed by what the address says."""
    return page(request, "actors/contexts/list.html", pages.list_page(acting(request), request.GET))


@permitted(policies.may_read)
def context_map(request: HttpRequest) -> HttpResponse:
    """Show where the contexts stand on a day."""
    return page(request, "actors/contexts/map.html", mapping.map_page(acting(request), request.GET))


@permitted(policies.may_read)
def context_detail(request: HttpRequest, context_id: uuid.UUID) -> HttpResponse:
    """Show one context with every assessment of it."""
    person = acting(request)
    return page(
        request, "actors/contexts/detail.html", pages.detail_page(person, selectors.context_for(person, context_id))
    )


@permitted(policies.may_record)
def context_new(request: HttpRequest) -> HttpResponse:
    """Record a context: first its country is chosen, or a part of it for what lies in that; then the rest."""
    part = request.GET.get("part", "").strip()
    places = pages.places_in(part or request.GET.get("country", ""))
    if not places:
        return page(request, "actors/contexts/country.html", pages.country_page(part))
    form = ContextForm(request.POST or None, places=places)
    if form.is_valid():
        try:
            context = services.record_context(
                acting=acting(request), data=form.content(), record_id=form.cleaned_data["submission"]
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("The context was recorded."))
            return redirect("contexts:context-detail", context.pk)
    return page(request, "actors/contexts/form.html", pages.form_page(form), status=422 if form.errors else 200)


@permitted(policies.may_record)
def context_assess(request: HttpRequest, context_id: uuid.UUID) -> HttpResponse:
    """Assess a context anew; where somebody did so meanwhile, show both values."""
    context = selectors.context_for(acting(request), context_id)
    first = {**stated(stored_content(context)), "version": context.version}
    form = ContextForm(request.POST or None, places=[context.place], initial=first)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.assess_context(
                acting=acting(request), context_id=context_id, expected_version=version, data=form.content()
            )
        except Invalid as error:
            show(form, error.problems)
        except Stale as error:
            return page(request, "actors/contexts/form.html", pages.form_page(form, context, error), status=409)
        else:
            messages.success(request, _("The assessment was recorded."))
            return redirect("contexts:context-detail", context_id)
    return page(
        request, "actors/contexts/form.html", pages.form_page(form, context), status=422 if form.errors else 200
    )


@permitted(policies.may_record)
def context_end(request: HttpRequest, context_id: uuid.UUID) -> HttpResponse:
    """Say that a context has ended."""
    person = acting(request)
    context = selectors.context_for(person, context_id)
    form = EndForm(request.POST or None, initial={"version": context.version})
    if form.is_valid():
        given = form.cleaned_data
        version = given.pop("version") or 0
        try:
            services.end_context(acting=person, context_id=context_id, expected_version=version, **given)
        except Invalid as error:
            show(form, error.problems)
        except (Stale, Conflict) as error:
            form.add_error(None, f"{error.detail} {error.advice}")
        else:
            messages.success(request, _("That the context has ended was recorded."))
            return redirect("contexts:context-detail", context_id)
    return page(request, "actors/contexts/end.html", pages.form_page(form, context), status=422 if form.errors else 200)
