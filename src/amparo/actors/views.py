"""Pages of actors."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.web import acting, page, permitted
from amparo.actors import pages, policies, selectors, services
from amparo.actors.checks import MOST_TYPES
from amparo.actors.differences import stored_content
from amparo.actors.forms import ActorForms
from amparo.kernel.errors import Invalid, Stale
from amparo.kernel.forms import is_complete, with_another_row


@permitted(policies.may_read)
def actor_list(request: HttpRequest) -> HttpResponse:
    """List the actors by name."""
    content = pages.list_page(acting(request), request.GET.get("q", ""), request.GET.get("page", ""))
    return page(request, "actors/actor_list.html", content)


@permitted(policies.may_read)
def actor_detail(request: HttpRequest, actor_id: uuid.UUID) -> HttpResponse:
    """Show one actor."""
    person = acting(request)
    actor = selectors.actor_for(person, actor_id)
    return page(request, "actors/actor_detail.html", pages.detail_page(person, actor))


@permitted(policies.may_record)
def actor_new(request: HttpRequest) -> HttpResponse:
    """Record an actor."""
    form = ActorForms(_sent(request))
    if is_complete(request) and form.is_valid():
        try:
            actor = services.create_actor(acting=acting(request), data=form.content(), record_id=form.submission)
        except Invalid as error:
            form.show(error.problems)
        else:
            messages.success(request, _("%(name)s was recorded.") % {"name": actor})
            return redirect("actors:actor-detail", actor.pk)
    return _drawn(request, pages.form_page(form))


@permitted(policies.may_record)
def actor_change(request: HttpRequest, actor_id: uuid.UUID) -> HttpResponse:
    """Change an actor; where somebody saved it meanwhile, show both values."""
    person = acting(request)
    actor = selectors.actor_standing(person, actor_id)
    form = ActorForms(_sent(request), first=stored_content(actor), version=actor.version)
    if is_complete(request) and form.is_valid():
        try:
            services.change_actor(acting=person, actor_id=actor_id, expected_version=form.version, data=form.content())
        except Invalid as error:
            form.show(error.problems)
        except Stale as error:
            return page(request, "actors/actor_form.html", pages.form_page(form, actor, error), status=409)
        else:
            messages.success(request, _("%(name)s was changed.") % {"name": form.content().name})
            return redirect("actors:actor-detail", actor_id)
    return _drawn(request, pages.form_page(form, actor))


def _drawn(request: HttpRequest, content: pages.ActorFormPage) -> HttpResponse:
    complete = is_complete(request)
    return page(request, "actors/actor_form.html", content, status=422 if complete and content.faults else 200)


def _sent(request: HttpRequest) -> QueryDict | None:
    if request.method != "POST":
        return None
    return request.POST if is_complete(request) else with_another_row(request.POST, "types", MOST_TYPES)
