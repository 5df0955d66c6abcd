"""Pages of e-mails that become reports."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts.models import Person
from amparo.accounts.web import acting, page, permitted, tried
from amparo.kernel.errors import Invalid, NotFound, TooLarge
from amparo.monitor import policies, selectors
from amparo.monitor.forms.protected import EmailForm, EmailReportForm, proposed
from amparo.monitor.models import EmailDraft, Report
from amparo.monitor.pages import emails as pages
from amparo.monitor.pages.reports import own_sources
from amparo.monitor.services import emails as services


@permitted(policies.may_record)
def report_email(request: HttpRequest) -> HttpResponse:
    """Hand in an e-mail file, to be looked at."""
    person = acting(request)
    agencies = policies.writable_agencies(person)
    form = EmailForm(request.POST or None, request.FILES or None, agencies=agencies)
    known = None
    if form.is_valid():
        try:
            draft = _hand_in(person, form)
        except services.KnownEmail as error:
            known = error.report
        except (Invalid, TooLarge) as error:
            form.add_error("email", f"{error.detail} {error.advice}")
        else:
            return redirect("monitor:report-email-preview", draft.pk)
    status = 409 if known else 422 if form.errors else 200
    return page(request, "monitor/report_email.html", pages.EmailPage(form, known), status=status)


def _hand_in(person: Person, form: EmailForm) -> EmailDraft:
    given = form.cleaned_data
    upload, agency = given["email"], given["agency"]
    return services.hand_in_email(
        acting=person, agency_id=agency.pk, name=upload.name, stream=upload, draft_id=given["submission"]
    )


@permitted(policies.may_record)
def report_email_preview(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Show what an e-mail says, and record what the person leaves of it."""
    person = acting(request)
    if (done := _recorded_before(person, draft_id)) is not None:
        return redirect("monitor:report-detail", done.pk)
    with services.opened(acting=person, draft_id=draft_id) as (draft, _path, email):
        files = pages.files_of(email)
    offered = [(one.number, one.words) for one in files if one.accepted]
    first = proposed(email, [place for place, _words in offered])
    sources = own_sources(person).filter(agency_id=draft.agency_id)
    form = EmailReportForm(request.POST or None, sources=sources, files=offered, initial=first)
    report = tried(form, lambda: _record(person, draft_id, form))
    if report is not None:
        messages.success(request, _("The e-mail was recorded as a report. Say next which incident it speaks of."))
        return redirect("monitor:report-detail", report.pk)
    content = pages.preview_page(draft, email, files, form)
    return page(request, "monitor/report_email_preview.html", content, status=422 if form.errors else 200)


def _recorded_before(person: Person, draft_id: uuid.UUID) -> Report | None:
    """Return the report that an e-mail has become: the form was sent twice."""
    try:
        return selectors.report_for(person, draft_id)
    except NotFound:
        return None


def _record(person: Person, draft_id: uuid.UUID, form: EmailReportForm) -> Report:
    return services.record_email(
        acting=person,
        draft_id=draft_id,
        data=form.content(),
        kept=form.cleaned_data["kept"],
        protected=form.protected(),
    )


@permitted(policies.may_record)
@require_POST
def report_email_discard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Take back an e-mail that was not recorded."""
    services.discard_email(acting=acting(request), draft_id=draft_id)
    messages.success(request, _("The e-mail was removed. Nothing of it was recorded."))
    return redirect("monitor:report-list")
