"""Pages of sources."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amparo.accounts.web import acting, page, permitted
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.kernel.forms import show, whole_number
from amparo.monitor import policies, selectors, services
from amparo.monitor.forms.sources import SourceForm, stated
from amparo.monitor.pages import sources as pages


@permitted(policies.may_read)
def source_list(request: HttpRequest) -> HttpResponse:
    """List the sources with how much each has given."""
    return page(request, "monitor/source_list.html", pages.list_page(acting(request)))


@permitted(policies.may_record)
def source_new(request: HttpRequest) -> HttpResponse:
    """Add a source."""
    person = acting(request)
    agencies = policies.writable_agencies(person)
    form = SourceForm(request.POST or None, agencies=agencies)
    if form.is_valid():
        given = form.cleaned_data
        try:
            source = services.create_source(
                acting=person, agency_id=given["agency"].pk, data=form.content(), record_id=given["submission"]
            )
        except Invalid as error:
            show(form, error.problems)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": source.name})
            return redirect("monitor:source-list")
    return page(request, "monitor/source_form.html", pages.form_page(form), status=422 if form.errors else 200)


@permitted(policies.may_record)
def source_change(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Change a source."""
    person = acting(request)
    source = selectors.source_for(person, source_id)
    if not policies.may_record(person, source.agency_id):
        raise NotFound
    form = SourceForm(
        request.POST or None, agencies=frozenset({source.agency_id}), kept=source.kind_id, initial=stated(source)
    )
    stale = None
    if form.is_valid():
        try:
            _save(request, source_id, form)
        except Invalid as error:
            show(form, error.problems)
        except Stale as error:
            stale = error
        else:
            messages.success(request, _("%(name)s was changed.") % {"name": form.content().name})
            return redirect("monitor:source-list")
    content = pages.form_page(form, source, stale)
    return page(request, "monitor/source_form.html", content, status=409 if stale else 422 if form.errors else 200)


def _save(request: HttpRequest, source_id: uuid.UUID, form: SourceForm) -> None:
    version = request.POST.get("version", "")
    services.change_source(
        acting=acting(request),
        source_id=source_id,
        expected_version=whole_number(version),
        data=form.content(),
    )
