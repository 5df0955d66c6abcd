"""Pages of incidents."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.web import acting, page, permitted
from amparo.kernel.errors import Invalid, Stale
from amparo.kernel.forms import ANOTHER_ROW, is_complete, with_another_row
from amparo.monitor import policies, selectors, services
from amparo.monitor.checks import MOST_VICTIM_ROWS
from amparo.monitor.differences import stored_content
from amparo.monitor.forms.incidents import IncidentForm
from amparo.monitor.models import Incident
from amparo.monitor.pages import conflicts
from amparo.monitor.pages import incident as pages
from amparo.monitor.pages import incident_list as lists

ROWS = ("victims", "violations")


@permitted(policies.may_read)
def incident_list(request: HttpRequest) -> HttpResponse:
    """List the incidents, narrowed by what the address says."""
    return page(request, "monitor/incident_list.html", lists.list_page(acting(request), request.GET))


@permitted(policies.may_read)
def incident_detail(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Show one incident with all that stands behind it."""
    incident = selectors.incident_read(acting(request), incident_id)
    return page(request, "monitor/incident_detail.html", pages.detail_page(acting(request), incident))


@permitted(policies.may_record)
def incident_new(request: HttpRequest) -> HttpResponse:
    """Record an incident, from a report where the address names one."""
    person = acting(request)
    report = pages.behind(person, request.GET.get("report"))
    form = _form(request, report.agency_id if report else None)
    if is_complete(request) and form.is_valid():
        given = form.facts.cleaned_data
        try:
            incident = services.record_incident(
                acting=person,
                agency_id=given["agency"].pk,
                data=form.content(),
                record_id=given["submission"],
                report_id=report.pk if report else None,
            )
        except Invalid as error:
            form.show(error.problems)
        else:
            messages.success(request, _("%(code)s was recorded.") % {"code": incident.code})
            return redirect("monitor:incident-detail", incident.pk)
    return _drawn(request, pages.form_page(form, report=report))


@permitted(policies.may_record)
def incident_change(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Change an incident; where somebody saved it meanwhile, show both values and lose nothing."""
    person = acting(request)
    incident = pages.to_change(person, incident_id)
    form = _form(request, incident.agency_id, incident)
    if is_complete(request) and form.is_valid():
        try:
            changed = _save(request, incident, form)
        except Invalid as error:
            form.show(error.problems)
        except (Stale, conflicts.UndecidedError) as error:
            content = conflicts.conflict_page(person, incident, request.POST, error)
            return page(request, "monitor/incident_conflict.html", content, status=409)
        else:
            messages.success(request, _("%(code)s was changed.") % {"code": changed.code})
            return redirect("monitor:incident-detail", changed.pk)
    return _drawn(request, pages.form_page(form, incident=incident))


def _save(request: HttpRequest, incident: Incident, form: IncidentForm) -> Incident:
    return services.change_incident(
        acting=acting(request),
        incident_id=incident.pk,
        expected_version=form.facts.cleaned_data["version"] or 0,
        data=conflicts.decided(incident, form.content(), request.POST),
    )


def _form(request: HttpRequest, agency_id: uuid.UUID | None, incident: Incident | None = None) -> IncidentForm:
    person = acting(request)
    agencies = frozenset({agency_id}) if agency_id else policies.writable_agencies(person)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    if data is not None and (rows := data.get(ANOTHER_ROW)) in ROWS:
        data = with_another_row(data, rows, MOST_VICTIM_ROWS)
    first = stored_content(incident) if incident else None
    return IncidentForm(data, agencies=agencies, first=first, initial=pages.initial(request.GET, incident))


def _drawn(request: HttpRequest, content: pages.IncidentFormPage) -> HttpResponse:
    """Draw the form; where it was only to grow, without errors about what is not filled in yet."""
    if request.method == "POST" and not is_complete(request):
        return page(request, "monitor/incident_form.html", pages.without_faults(content))
    return page(request, "monitor/incident_form.html", content, status=422 if content.faults else 200)
