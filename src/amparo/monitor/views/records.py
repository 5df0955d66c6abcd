"""Pages of files of the field list."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from amparo.accounts.models import Person
from amparo.accounts.web import acting, page, permitted
from amparo.kernel.errors import Invalid, TooLarge
from amparo.monitor import policies
from amparo.monitor.models import FieldListFile
from amparo.monitor.mrm import handing, pages, selectors
from amparo.monitor.mrm.forms import RecordsForm
from amparo.monitor.selectors import sources_for


@permitted(policies.may_record)
def records_list(request: HttpRequest) -> HttpResponse:
    """List the files that were handed in."""
    content = pages.list_page(acting(request), request.GET.get("page", ""))
    return page(request, "monitor/imports/records_list.html", content)


@permitted(policies.may_record)
def records_new(request: HttpRequest) -> HttpResponse:
    """Receive a file and have it looked through."""
    person = acting(request)
    form = RecordsForm(request.POST or None, request.FILES or None, acting=person)
    if form.is_valid():
        try:
            file = _hand_in(person, form)
        except (Invalid, TooLarge) as error:
            form.add_error("file", f"{error.detail} {error.advice}")
        else:
            return redirect("monitor:records-detail", file.pk)
    content = pages.new_page(form, has_source=sources_for(person).exists())
    return page(request, "monitor/imports/records_new.html", content, status=422 if form.errors else 200)


def _hand_in(person: Person, form: RecordsForm) -> FieldListFile:
    given = form.cleaned_data
    return handing.hand_in_records(
        acting=person,
        agency_id=given["source"].agency_id,
        source_id=given["source"].pk,
        name=given["file"].name,
        stream=given["file"],
        file_id=given["submission"],
    )


@permitted(policies.may_record)
def records_detail(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show how a file stands; one that is worked on looks again by itself, and is sent the progress alone."""
    file = selectors.file_for(acting(request), file_id)
    content = pages.detail_page(file, request.GET.get("page", ""))
    if request.headers.get("HX-Request") != "true":
        return page(request, "monitor/imports/records_detail.html", content)
    if content.is_running:
        return page(request, "monitor/imports/records_progress.html", content)
    return HttpResponse(headers={"HX-Refresh": "true"})


@permitted(policies.may_record)
@require_POST
def records_decide(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Have the records of a checked file taken in, or throw the file away."""
    decide = handing.discard_records if "discard" in request.POST else handing.confirm_records
    decide(acting=acting(request), file_id=file_id)
    return redirect("monitor:records-detail", file_id)
