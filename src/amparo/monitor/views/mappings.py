"""Pages of mappings."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.accounts.web import acting, page, permitted
from amparo.files.models import ReceivedFile
from amparo.files.selectors import file_for
from amparo.files.services import receive
from amparo.files.tables.problems import TableError
from amparo.files.tables.shape import Options
from amparo.kernel.errors import Invalid, NotFound, Stale, TooLarge
from amparo.kernel.forms import whole_number
from amparo.monitor import policies
from amparo.monitor.imports import operation, pages, selectors, services
from amparo.monitor.imports.forms import MappingForm, OptionsForm, SampleForm, stated
from amparo.monitor.imports.preview import headings_of, known_headings
from amparo.monitor.models import Source
from amparo.monitor.selectors import source_for

# How the file is read: asked with the sample, carried in the address, kept with the mapping.
OPTIONS = ("sheet", "header_row", "encoding")


@permitted(policies.may_record)
def mapping_list(request: HttpRequest) -> HttpResponse:
    """List the saved mappings."""
    return page(request, "monitor/imports/mapping_list.html", pages.mapping_list_page(acting(request)))


@permitted(policies.may_record)
def mapping_sample(request: HttpRequest) -> HttpResponse:
    """Ask for a source and one of its files, whose headings the next page offers."""
    person = acting(request)
    agencies = policies.writable_agencies(person)
    form = SampleForm(request.POST or None, request.FILES or None, acting=person, agencies=agencies)
    if form.is_valid():
        try:
            file_id = _received(person, form)
        except (Invalid, TooLarge) as error:
            form.add_error("file", f"{error.detail} {error.advice}")
        except TableError as error:
            form.add_error("file", f"{error.problems[0].message} {error.problems[0].advice}")
        else:
            return redirect(_next_step(form, file_id))
    has_source = form.fields["source"].queryset.exists()  # type: ignore[attr-defined]  # a ModelChoiceField
    content = pages.SamplePage(form, has_source)
    return page(request, "monitor/imports/mapping_sample.html", content, status=422 if form.errors else 200)


def _received(person: Person, form: SampleForm) -> uuid.UUID:
    given = form.cleaned_data
    upload, agency_id = given["file"], given["source"].agency_id
    file = receive(acting=person, agency_id=agency_id, name=upload.name, stream=upload, file_id=given["submission"])
    headings_of(file, Options(sheet=given["sheet"], encoding=given["encoding"], header_row=given["header_row"]))
    return file.pk


def _next_step(form: SampleForm, file_id: uuid.UUID) -> str:
    given = form.cleaned_data
    address = reverse("monitor:mapping-new-columns", args=[file_id, given["source"].pk])
    return f"{address}?{urlencode({name: given[name] for name in OPTIONS})}"


@permitted(policies.may_record)
def mapping_columns(request: HttpRequest, file_id: uuid.UUID, source_id: uuid.UUID) -> HttpResponse:
    """Choose which heading of the file is which field, and save the mapping."""
    person = acting(request)
    file, source = file_for(acting=person, file_id=file_id), source_for(person, source_id)
    if file.agency_id != source.agency_id or not policies.may_record(person, source.agency_id):
        raise NotFound
    options = OptionsForm(request.GET).options()
    first = {"name": source.name} | {name: getattr(options, name) for name in OPTIONS}
    form = MappingForm(request.POST or None, headings=_headings(file, options), initial=first)
    if form.is_valid():
        try:
            _create(person, source, form)
        except Invalid as error:
            form.show(error.problems)
        else:
            messages.success(request, _("%(name)s was recorded.") % {"name": form.cleaned_data["name"]})
            return redirect("monitor:mapping-list")
    content = pages.mapping_page(form, source.name)
    return page(request, "monitor/imports/mapping_form.html", content, status=422 if form.errors else 200)


def _create(person: Person, source: Source, form: MappingForm) -> None:
    services.create_mapping(
        acting=person,
        agency_id=source.agency_id,
        name=form.cleaned_data["name"],
        source_id=source.pk,
        definition=form.definition(),
        mapping_id=form.cleaned_data["submission"],
    )


def _headings(file: ReceivedFile, options: Options) -> tuple[str, ...]:
    """Return the headings; an address that names a sheet or row that the file has not is answered in words."""
    try:
        return headings_of(file, options)
    except TableError as error:
        raise Invalid(error.problems[0].message, advice=error.problems[0].advice) from error


@permitted(policies.may_record)
def mapping_change(request: HttpRequest, mapping_id: uuid.UUID) -> HttpResponse:
    """Change a mapping. Its headings are those of the last file that came by it, and those it names."""
    mapping = selectors.mapping_for(acting(request), mapping_id)
    form = MappingForm(request.POST or None, headings=known_headings(mapping), initial=stated(mapping))
    stale = None
    if form.is_valid():
        try:
            _change(request, mapping_id, form)
        except Invalid as error:
            form.show(error.problems)
        except Stale as error:
            stale = error
        else:
            messages.success(request, _("%(name)s was changed.") % {"name": form.cleaned_data["name"]})
            return redirect("monitor:mapping-list")
    content = pages.mapping_page(form, mapping.source.name, mapping, stale)
    status = 409 if stale else 422 if form.errors else 200
    return page(request, "monitor/imports/mapping_form.html", content, status=status)


def _change(request: HttpRequest, mapping_id: uuid.UUID, form: MappingForm) -> None:
    version = request.POST.get("version", "")
    services.change_mapping(
        acting=acting(request),
        mapping_id=mapping_id,
        expected_version=whole_number(version),
        name=form.cleaned_data["name"],
        definition=form.definition(),
    )


@permitted(policies.may_record)
def mapping_export(request: HttpRequest, mapping_id: uuid.UUID) -> HttpResponse:
    """Send a mapping as the JSON file that the command line takes."""
    mapping = selectors.mapping_for(acting(request), mapping_id)
    answer = JsonResponse(operation.exported(mapping), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="mapping-{mapping.source.code}.json"'
    return answer
