"""Acts on several incidents at once, each with a preview."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.web import acting, page, permitted, tried
from amparo.kernel.ui.words import number
from amparo.monitor import policies
from amparo.monitor.pages import several as pages
from amparo.monitor.pages.incident_list import chosen_filter
from amparo.monitor.pages.several import CONFIRM, RELATE, REOPEN, SEND_BACK, TAKE_UP, Act


@permitted(policies.may_decide)
def take_up(request: HttpRequest) -> HttpResponse:
    """Take several incidents up for verification."""
    return _several(request, TAKE_UP)


@permitted(policies.may_decide)
def send_back(request: HttpRequest) -> HttpResponse:
    """Send several incidents back to the monitors."""
    return _several(request, SEND_BACK)


@permitted(policies.may_decide)
def confirm(request: HttpRequest) -> HttpResponse:
    """Record that a higher level decided the same on several."""
    return _several(request, CONFIRM)


@permitted(policies.may_decide)
def reopen(request: HttpRequest) -> HttpResponse:
    """Take several decided incidents up again."""
    return _several(request, REOPEN)


@permitted(policies.may_judge)
def relate(request: HttpRequest) -> HttpResponse:
    """Link every two of several incidents."""
    return _several(request, RELATE)


def _several(request: HttpRequest, act: Act) -> HttpResponse:
    """Show what would happen to each; sent, do it to those that are ticked, to all of them or to none."""
    person, picked = acting(request), pages.picked(request.POST.getlist("incident"))
    form = act.form(request.POST if picked else None)
    count = tried(form, lambda: act.do(person, picked, form.cleaned_data))
    if count is not None:
        messages.success(request, act.done(count) % {"count": number(count)})
        return redirect(act.leads_to)
    if request.method == "POST" and not picked:
        messages.info(request, _("Nothing was chosen."))
    ticked = {one.id for one in picked}
    content = pages.several_page(person, act, chosen_filter(request.GET), request.GET, form, ticked)
    return page(request, "monitor/incident_several.html", content, status=422 if form.errors else 200)
