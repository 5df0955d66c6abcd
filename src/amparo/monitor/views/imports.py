"""Pages of imports."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from amparo.accounts.models import Person
from amparo.accounts.web import acting, page, permitted
from amparo.files.services import receive
from amparo.kernel.errors import Invalid, TooLarge
from amparo.monitor import policies
from amparo.monitor.imports import pages, selectors, services
from amparo.monitor.imports.forms import ImportForm
from amparo.monitor.models import ImportBatch


@permitted(policies.may_record)
def import_list(request: HttpRequest) -> HttpResponse:
    """List the imports."""
    return page(request, "monitor/imports/list.html", pages.list_page(acting(request), request.GET.get("page")))


@permitted(policies.may_record)
def import_new(request: HttpRequest) -> HttpResponse:
    """Receive a file and have it checked."""
    person = acting(request)
    given = {"mapping": request.GET.get("mapping")}
    form = ImportForm(request.POST or None, request.FILES or None, acting=person, initial=given)
    if form.is_valid():
        try:
            batch = _start(person, form)
        except (Invalid, TooLarge) as error:
            form.add_error("file", f"{error.detail} {error.advice}")
        else:
            return redirect("monitor:import-detail", batch_id=batch.pk)
    content = pages.NewPage(form, selectors.mappings_for(person).exists())
    return page(request, "monitor/imports/new.html", content, status=422 if form.errors else 200)


def _start(person: Person, form: ImportForm) -> ImportBatch:
    """Sent twice, the same file and the same import are answered: both bear the id of the sending."""
    given = form.cleaned_data
    mapping, sent, upload = given["mapping"], given["submission"], given["file"]
    file = receive(acting=person, agency_id=mapping.agency_id, name=upload.name, stream=upload, file_id=sent)
    return services.start_import(acting=person, mapping_id=mapping.pk, file_id=file.pk, batch_id=sent)


@permitted(policies.may_record)
def import_detail(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Show how an import stands: how far it is, its problems, its first rows, its reports.

    A page that looks again by itself is sent the progress alone, and reloads when the work has ended.
    """
    batch = selectors.batch_for(acting(request), batch_id)
    content = pages.detail_page(batch, request.GET.get("page"))
    if request.headers.get("HX-Request") != "true":
        return page(request, "monitor/imports/detail.html", content)
    if content.is_running:
        return page(request, "monitor/imports/progress.html", content)
    return HttpResponse(headers={"HX-Refresh": "true"})


@permitted(policies.may_record)
@require_POST
def import_confirm(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Have the rows of a checked file saved."""
    services.confirm_import(acting=acting(request), batch_id=batch_id)
    return redirect("monitor:import-detail", batch_id=batch_id)
