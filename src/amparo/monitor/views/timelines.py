"""Timelines of places and of actors."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amparo.accounts.web import acting, page, permitted
from amparo.actors.selectors import actor_for
from amparo.monitor import policies
from amparo.monitor.pages.timelines import actor_timeline, place_timeline
from amparo.places.selectors import area_by_code


@require_safe
@permitted(policies.may_read_timelines)
def of_place(request: HttpRequest, code: str) -> HttpResponse:
    """Show what happened at a place, and what held there at that time."""
    content = place_timeline(acting(request), area_by_code(code), request.GET)
    return page(request, "monitor/timeline.html", content)


@require_safe
@permitted(policies.may_read_timelines)
def of_actor(request: HttpRequest, actor_id: uuid.UUID) -> HttpResponse:
    """Show what an actor did, and what happened to it at that time."""
    person = acting(request)
    return page(request, "monitor/timeline.html", actor_timeline(person, actor_for(person, actor_id), request.GET))
