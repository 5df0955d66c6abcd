"""Pages of possible duplicates, of merging and of parting again."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts.web import acting, page, permitted, tried
from amparo.actors import policies, selectors
from amparo.actors.merging import pages, services
from amparo.actors.merging.forms import DismissForm, MergeForm
from amparo.kernel.errors import NotFound
from amparo.kernel.ids import parsed_id


@permitted(policies.may_read)
def actor_duplicates(request: HttpRequest) -> HttpResponse:
    """Show the pairs that may be one actor."""
    content = pages.duplicates_page(acting(request), request.GET.get("page", ""))
    return page(request, "actors/duplicates.html", content)


@permitted(policies.may_record)
def actor_merge(request: HttpRequest, actor_id: uuid.UUID) -> HttpResponse:
    """Ask into which record this one is merged, and merge it."""
    person = acting(request)
    actor = selectors.actor_standing(person, actor_id)
    form = MergeForm(request.POST or None, actor_id=actor_id, initial={"into": parsed_id(request.GET.get("into"))})
    merge = tried(
        form,
        lambda: services.merge_actor(
            acting=person,
            actor_id=actor_id,
            into_id=form.cleaned_data["into"].pk,
            reason=form.cleaned_data["reason"],
        ),
    )
    if merge is not None:
        messages.success(request, _("%(actor)s counts as %(into)s now.") % {"actor": merge.actor, "into": merge.into})
        return redirect("actors:actor-detail", merge.into_id)
    return page(request, "actors/merge.html", pages.merge_page(actor, form), status=422 if form.is_bound else 200)


@require_POST
@permitted(policies.may_record)
def actor_unmerge(request: HttpRequest, actor_id: uuid.UUID) -> HttpResponse:
    """Part a merged record from the one that it was merged into."""
    merge = services.undo_merge(acting=acting(request), actor_id=actor_id)
    messages.success(request, _("%(actor)s stands for itself again, as it was.") % {"actor": merge.actor})
    return redirect("actors:actor-detail", merge.actor_id)


@permitted(policies.may_record)
def pair_dismiss(request: HttpRequest) -> HttpResponse:
    """Ask why two actors are two, and keep the answer."""
    person, asked = acting(request), request.POST or request.GET
    one_id, other_id = parsed_id(asked.get("one")), parsed_id(asked.get("other"))
    if one_id is None or other_id is None:
        raise NotFound
    one, other = selectors.actor_for(person, one_id), selectors.actor_for(person, other_id)
    form = DismissForm(request.POST or None, initial={"one": one_id, "other": other_id})
    pair = tried(
        form,
        lambda: services.dismiss_pair(
            acting=person, one_id=one_id, other_id=other_id, reason=form.cleaned_data["reason"]
        ),
    )
    if pair is not None:
        messages.success(request, _("The pair is not proposed any more."))
        return redirect("actors:actor-duplicates")
    content = pages.dismiss_page(one, other, form)
    return page(request, "actors/dismiss.html", content, status=422 if form.is_bound else 200)
