"""Pages of reports."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.web import acting, page, permitted
from amparo.kernel.errors import Invalid, NotFound
from amparo.kernel.forms import said, show
from amparo.monitor import policies, selectors, services
from amparo.monitor.forms.reports import AttachForm, CodeForm, ReportForm
from amparo.monitor.pages import reports as pages


@permitted(policies.may_read)
def report_list(request: HttpRequest) -> HttpResponse:
    """List the reports, the last received first."""
    return page(request, "monitor/report_list.html", pages.list_page(acting(request), request.GET))


@permitted(policies.may_read)
def report_detail(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Show one report as received, and what it speaks of."""
    report = selectors.report_read(acting(request), report_id)
    return page(request, "monitor/report_detail.html", pages.detail_page(acting(request), report))


@permitted(policies.may_record)
def report_new(request: HttpRequest) -> HttpResponse:
    """Record a report."""
    person = acting(request)
    corrects = pages.corrected(person, request.GET.get("corrects") or request.POST.get("corrects"))
    form = ReportForm(request.POST or None, sources=pages.own_sources(person), corrects=corrects)
    if form.is_valid():
        given = form.cleaned_data
        try:
            report = services.record_report(
                acting=person,
                agency_id=given["source"].agency_id,
                data=form.content(),
                record_id=given["submission"],
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("The report was recorded as received. Say next which incident it speaks of."))
            return redirect("monitor:report-detail", report.pk)
    return page(
        request, "monitor/report_form.html", pages.form_page(form, corrects), status=422 if form.errors else 200
    )


@permitted(policies.may_record)
def report_find(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Find the recorded incident that a report also speaks of."""
    person = acting(request)
    report = selectors.report_for(person, report_id)
    if not policies.may_record(person, report.agency_id):
        raise NotFound
    form = CodeForm(request.GET or None)
    if form.is_valid():
        incident = selectors.incident_by_code(person, form.cleaned_data["code"])
        if incident is not None and incident.agency_id == report.agency_id:
            return redirect("monitor:report-attach", report.pk, incident.pk)
        form.add_error("code", pages.no_such_code(form.cleaned_data["code"]))
    return page(request, "monitor/report_find.html", pages.find_page(report, form), status=422 if form.errors else 200)


@permitted(policies.may_record)
def report_attach(request: HttpRequest, report_id: uuid.UUID, incident_id: uuid.UUID) -> HttpResponse:
    """Say which children of an incident a report speaks of."""
    person = acting(request)
    report, incident, victims = pages.to_attach(person, report_id, incident_id)
    form = AttachForm(request.POST or None, incident=incident, victims=victims)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_mentions(acting=person, report_id=report.pk, incident_id=incident.pk, mentions=form.content())
        except Invalid as error:
            for problem in error.problems:
                form.add_error(None, said(problem))
        else:
            messages.success(request, _("The report now stands behind %(code)s.") % {"code": incident.code})
            return redirect("monitor:incident-detail", incident.pk)
    content = pages.attach_page(report, incident, form)
    return page(request, "monitor/report_attach.html", content, status=422 if content.faults else 200)
