"""Pages of verification: the queue, and one question at a time."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts.web import acting, page, permitted
from amparo.kernel.errors import Invalid
from amparo.kernel.forms import show
from amparo.monitor import policies, services
from amparo.monitor.forms.verification import AnswerForm, ConfirmForm, DecisionForm, ReasonForm, VersionForm
from amparo.monitor.models import Status
from amparo.monitor.pages import verification as pages
from amparo.monitor.services.verification import levels_above


@permitted(policies.may_read)
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for a second person, the longest waiting first."""
    return page(request, "monitor/verification_queue.html", pages.queue_page(acting(request), request.GET))


@permitted(policies.may_decide)
def verify(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Ask the one question: take it up; or, once taken up, what the decision is."""
    incident = pages.for_second_person(acting(request), incident_id)
    if incident.status != Status.UNDER_VERIFICATION:
        return page(request, "monitor/verification_start.html", pages.start_page(incident))
    form = AnswerForm(request.GET if "ask" in request.GET else None)
    if form.is_valid():
        return redirect(pages.decide_url(incident, form.cleaned_data["answer"]))
    content = pages.answer_page(incident, form)
    return page(request, "monitor/verification_answer.html", content, status=422 if form.errors else 200)


@require_POST
@permitted(policies.may_decide)
def start(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Take an incident up for verification."""
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    services.start_verification(acting=acting(request), incident_id=incident_id, expected_version=version)
    messages.success(request, _("You have taken it up. While you work on it, nobody changes it."))
    return redirect("monitor:incident-verify", incident_id)


@permitted(policies.may_decide)
def reopen(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Ask why, and take a decided incident up again."""
    person = acting(request)
    incident = pages.to_reopen(person, incident_id)
    form = ReasonForm(request.POST or None, initial={"version": incident.version})
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.reopen_verification(
                acting=person, incident_id=incident.pk, expected_version=given["version"], reason=given["reason"]
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("%(code)s is open again. Decide it anew.") % {"code": incident.code})
            return redirect("monitor:incident-verify", incident.pk)
    content = pages.reopen_page(incident, form)
    return page(request, "monitor/verification_reopen.html", content, status=422 if form.errors else 200)


@permitted(policies.may_decide)
def confirm(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Record that a higher level decided the same."""
    person = acting(request)
    incident = pages.to_confirm(person, incident_id)
    first = {"version": incident.version}
    form = ConfirmForm(request.POST or None, initial=first, levels=levels_above(incident))
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            services.confirm_verification(
                acting=person, incident_id=incident.pk, expected_version=given.pop("version"), **given
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("Your decision on %(code)s is recorded.") % {"code": incident.code})
            return redirect("monitor:incident-detail", incident.pk)
    content = pages.confirm_page(incident, form)
    return page(request, "monitor/verification_confirm.html", content, status=422 if form.errors else 200)


@permitted(policies.may_decide)
def decide(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Say on what the decision rests, and decide."""
    person = acting(request)
    incident = pages.for_second_person(person, incident_id)
    form = DecisionForm(request.POST or None, initial=pages.initial(incident, request.GET))
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            services.decide_verification(
                acting=person,
                incident_id=incident.pk,
                expected_version=given.pop("version"),
                to_status=given.pop("answer"),
                **given,
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("Your decision on %(code)s is recorded.") % {"code": incident.code})
            return redirect("monitor:incident-detail", incident.pk)
    content = pages.decide_page(incident, form)
    return page(request, "monitor/verification_decide.html", content, status=422 if form.errors else 200)
