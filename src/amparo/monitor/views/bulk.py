"""Acts on many incidents at once, each with a preview."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.web import acting, page, permitted
from amparo.kernel.ui.words import number
from amparo.monitor import policies
from amparo.monitor.pages import take_up as pages
from amparo.monitor.pages.incident_list import chosen_filter


@permitted(policies.may_decide)
def take_up(request: HttpRequest) -> HttpResponse:
    """Show which incidents of the list would be taken up for verification; sent, take up those that are ticked."""
    person = acting(request)
    keys = pages.chosen_keys(request.POST.getlist("incident"))
    if not keys:
        if request.method == "POST":
            messages.info(request, _("Nothing was chosen."))
        content = pages.take_up_page(person, chosen_filter(request.GET), request.GET)
        return page(request, "monitor/incident_take_up.html", content)
    taken = pages.take_up(person, keys)
    said = ngettext("%(count)s incident was taken up.", "%(count)s incidents were taken up.", taken.count)
    messages.success(request, said % {"count": number(taken.count)})
    for reason in taken.refused:
        messages.warning(request, reason)
    return redirect("monitor:verification-queue")
