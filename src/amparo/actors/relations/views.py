"""Pages on which aliases, relations and areas of an actor are changed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.web import acting, page, permitted
from amparo.actors import policies, selectors
from amparo.actors.relations import pages
from amparo.actors.relations.checks import MOST_ROWS
from amparo.actors.relations.forms import RowsForm
from amparo.kernel.errors import Invalid, Stale
from amparo.kernel.forms import is_complete, with_another_row

TEMPLATE = "actors/rows_form.html"


@permitted(policies.may_record)
def actor_aliases(request: HttpRequest, actor_id: uuid.UUID) -> HttpResponse:
    """Change the further names of an actor."""
    return _change(request, actor_id, pages.ALIASES)


@permitted(policies.may_record)
def actor_links(request: HttpRequest, actor_id: uuid.UUID) -> HttpResponse:
    """Change what an actor belongs to and came from."""
    return _change(request, actor_id, pages.LINKS)


@permitted(policies.may_record)
def actor_presences(request: HttpRequest, actor_id: uuid.UUID) -> HttpResponse:
    """Change where an actor is present."""
    return _change(request, actor_id, pages.PRESENCES)


def _change(request: HttpRequest, actor_id: uuid.UUID, edit: pages.Edit) -> HttpResponse:
    """Change one section; where somebody saved the actor meanwhile, show both values."""
    person = acting(request)
    actor = selectors.actor_standing(person, actor_id)
    form = _form(request, edit, edit.section.stored(actor), actor.version)
    if not is_complete(request):
        return page(request, TEMPLATE, pages.rows_page(edit, form, actor))
    if form.is_valid():
        try:
            edit.save(acting=person, actor_id=actor_id, expected_version=form.version, rows=form.content())
        except Invalid as error:
            form.show(error.problems)
        except Stale as error:
            return page(request, TEMPLATE, pages.rows_page(edit, form, actor, error), status=409)
        else:
            messages.success(request, _("%(name)s was changed.") % {"name": actor})
            return redirect("actors:actor-detail", actor_id)
    return page(request, TEMPLATE, pages.rows_page(edit, form, actor), status=422)


def _form(request: HttpRequest, edit: pages.Edit, stored: Any, version: int) -> "RowsForm[Any]":
    if request.method != "POST":
        return RowsForm(edit.row, None, stored, version)
    data = request.POST if is_complete(request) else with_another_row(request.POST, "rows", MOST_ROWS)
    return RowsForm(edit.row, data, stored, version)
