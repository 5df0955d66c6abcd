"""Pages of estimates: the runs, a new one, and one with its result."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from amparo.accounts.web import acting, page, permitted
from amparo.evidence import pages, policies, selectors, services
from amparo.evidence.forms import EstimateForm, chosen_agency
from amparo.evidence.tasks import make_estimate
from amparo.kernel.errors import Invalid
from amparo.kernel.forms import show
from amparo.kernel.ui.parts import Link

RUNS_ON_A_PAGE = 25


@require_safe
@permitted(policies.may_read)
def estimate_list(request: HttpRequest) -> HttpResponse:
    """The runs, newest first."""
    person = acting(request)
    runs = Paginator(selectors.runs_for(person), RUNS_ON_A_PAGE).get_page(request.GET.get("page"))
    content = pages.list_page(runs, may_run=policies.may_run(person))
    return page(request, "evidence/list.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(policies.may_run)
def estimate_new(request: HttpRequest) -> HttpResponse:
    """Ask for an estimate. A quick one is made at once, a longer one by the worker."""
    person = acting(request)
    agencies = selectors.agencies_to_run(person)
    agency = chosen_agency(request.GET.get("agency", ""), agencies)
    form = EstimateForm(request.POST or None, acting=person, agency_id=agency.pk)
    if request.method == "POST" and form.is_valid():
        run_id = _ask(request, form, agency.pk)
        if run_id:
            return redirect("evidence:estimate-detail", run_id)
    links = [Link(one.name, f"?agency={one.pk}", current=one == agency) for one in agencies] if agencies[1:] else []
    content = pages.NewPage(form, links, pages.crumbs_of_new())
    return page(request, "evidence/new.html", content, status=422 if form.errors else 200)


def _ask(request: HttpRequest, form: EstimateForm, agency_id: uuid.UUID) -> uuid.UUID | None:
    """Keep the request and have it made; None where the service refuses it, its problems then stand in the form."""
    submission = form.cleaned_data["submission"]
    try:
        run = services.request_estimate(
            acting=acting(request), agency_id=agency_id, data=form.asked(), record_id=submission
        )
    except Invalid as error:
        show(form, error.problems)
        return None
    if services.is_quick(run):
        services.perform(run.pk)
    else:
        make_estimate.enqueue(str(run.pk))
    return run.pk


@require_safe
@permitted(policies.may_read)
def estimate_detail(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """One run with its result, or how far it is."""
    run = selectors.run_for(acting(request), run_id)
    content = pages.detail_page(run, request.GET.get("group", ""))
    return page(request, "evidence/detail.html", content)
