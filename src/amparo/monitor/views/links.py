"""The page of an incident's neighbours."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.accounts.web import acting, page, permitted, tried
from amparo.kernel.errors import Invalid, NotFound, Problem, Stale
from amparo.monitor import policies, selectors, services
from amparo.monitor.forms.links import PairForm
from amparo.monitor.models import Incident, IncidentLink
from amparo.monitor.pages.related import judged_before, related_page


@permitted(policies.may_read)
def incident_related(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Show what may be the same event, and take a judgement."""
    person = acting(request)
    incident = selectors.incident_read(person, incident_id)
    if request.method == "POST" and not policies.may_judge(person, incident.agency_id):
        raise NotFound
    form = PairForm(request.POST or None)
    stale = None
    try:
        if tried(form, lambda: _judge(person, incident, form)):
            messages.success(request, _("Your judgement is recorded."))
            return redirect("monitor:incident-related", incident_id)
    except Stale as error:
        stale = error
        form = judged_before(form, error)
    content = related_page(person, incident, form)
    return page(request, "monitor/incident_related.html", content, status=409 if stale else 422 if form.errors else 200)


def _judge(person: Person, incident: Incident, form: PairForm) -> IncidentLink:
    given = form.cleaned_data
    other = selectors.incident_by_code(person, given["code"])
    if other is None:
        raise Invalid(problems=[Problem("code", _("No incident has this reference."), _("Check it."))])
    return services.judge_pair(
        acting=person,
        incident_id=incident.pk,
        other_id=other.pk,
        kind=given["kind"],
        why=given["why"],
        expected_version=given["version"] or 0,
    )
