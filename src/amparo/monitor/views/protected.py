"""Pages of protected details and of assessments."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts.models import Person
from amparo.accounts.web import acting, page, permitted, tried
from amparo.kernel.errors import NotFound, Stale
from amparo.kernel.forms import whole_number
from amparo.kernel.ids import parsed_id
from amparo.monitor import policies, selectors, services
from amparo.monitor.forms.protected import CredibilityForm, ProtectedForm, ReadingForm, ReliabilityForm
from amparo.monitor.models import ProtectedDetails
from amparo.monitor.pages import protected as pages
from amparo.monitor.selectors.protected import protected_for, protected_to_keep


@permitted(policies.may_record)
def source_protect(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Write down who a source is."""
    person = acting(request)
    owner = pages.to_protect(person, selectors.source_for(person, source_id))
    form = ProtectedForm(request.POST or None)
    kept = tried(form, lambda: services.protect_source(acting=person, source_id=source_id, data=form.content()))
    return _kept(request, kept) if kept else _asked(request, pages.protect_page(form, owner))


@permitted(policies.may_record)
def report_protect(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Write down who gave a report."""
    person = acting(request)
    owner = pages.to_protect(person, selectors.report_for(person, report_id))
    form = ProtectedForm(request.POST or None)
    kept = tried(form, lambda: services.protect_report(acting=person, report_id=report_id, data=form.content()))
    return _kept(request, kept) if kept else _asked(request, pages.protect_page(form, owner))


def _asked(request: HttpRequest, content: pages.ProtectPage) -> HttpResponse:
    return page(request, "monitor/protect_form.html", content, status=422 if content.form.errors else 200)


def _kept(request: HttpRequest, details: ProtectedDetails) -> HttpResponse:
    messages.success(request, _("The details are kept. You alone read them, until you give somebody access."))
    return redirect("monitor:protected", details.pk)


@permitted(policies.may_meet_protected)
def protected(request: HttpRequest, details_id: uuid.UUID) -> HttpResponse:
    """Ask why protected details are to be read, and show them on this one answer."""
    person = acting(request)
    details = protected_for(person, details_id)
    form = ReadingForm(request.POST or None)
    opened = tried(form, lambda: _read(person, details_id, form))
    content = pages.protected_page(person, opened or details, form, opened=opened is not None)
    return page(request, "monitor/protected.html", content, status=422 if form.errors else 200)


def _read(person: Person, details_id: uuid.UUID, form: ReadingForm) -> ProtectedDetails:
    return services.read_protected(acting=person, details_id=details_id, reason=form.cleaned_data["reason"])


@permitted(policies.may_record)
@require_POST
def protected_change(request: HttpRequest, details_id: uuid.UUID) -> HttpResponse:
    """Change protected details that one keeps."""
    person, form, stale = acting(request), ProtectedForm(request.POST), None
    details = protected_to_keep(person, details_id)
    try:
        if tried(form, lambda: _change(request, details_id, form)):
            messages.success(request, _("The details were changed."))
            return redirect("monitor:protected", details_id)
    except Stale as error:
        stale = error
        form.add_error(None, f"{error.detail} {error.advice}")
    content = pages.protected_page(person, details, ReadingForm(), change=form, stale=stale)
    return page(request, "monitor/protected.html", content, status=409 if stale else 422)


def _change(request: HttpRequest, details_id: uuid.UUID, form: ProtectedForm) -> ProtectedDetails:
    version = whole_number(request.POST.get("version", ""))
    return services.change_protected(
        acting=acting(request), details_id=details_id, expected_version=version, data=form.content()
    )


@permitted(policies.may_record)
@require_POST
def protected_access(request: HttpRequest, details_id: uuid.UUID) -> HttpResponse:
    """Let a colleague read protected details, or no longer."""
    person = parsed_id(request.POST.get("person"))
    if person is None:
        raise NotFound
    given = request.POST.get("give") == "1"
    services.set_protected_access(acting=acting(request), details_id=details_id, person_id=person, given=given)
    return redirect("monitor:protected", details_id)


@permitted(policies.may_read)
def source_reliability(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Show how far a source is relied on, and on what ground."""
    source = selectors.source_for(acting(request), source_id)
    return page(request, "monitor/assessment.html", pages.source_page(acting(request), source))


@permitted(policies.may_assess)
@require_POST
def source_assess(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Judge a source."""
    person, form = acting(request), ReliabilityForm(request.POST)
    source = selectors.source_for(person, source_id)
    if tried(form, lambda: services.assess_source(acting=person, source_id=source_id, data=form.content())):
        messages.success(request, _("The judgement was recorded."))
        return redirect("monitor:source-reliability", source_id)
    return page(request, "monitor/assessment.html", pages.source_page(person, source, form), status=422)


@permitted(policies.may_read)
def report_credibility(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Show how far a report is believed, and on what ground."""
    report = selectors.report_read(acting(request), report_id)
    return page(request, "monitor/assessment.html", pages.report_page(acting(request), report))


@permitted(policies.may_assess)
@require_POST
def report_assess(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Judge a report."""
    person, form = acting(request), CredibilityForm(request.POST)
    report = selectors.report_read(person, report_id)
    if tried(form, lambda: services.assess_report(acting=person, report_id=report_id, data=form.content())):
        messages.success(request, _("The judgement was recorded."))
        return redirect("monitor:report-credibility", report_id)
    return page(request, "monitor/assessment.html", pages.report_page(person, report, form), status=422)
