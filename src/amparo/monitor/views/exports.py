"""The page from which a list of incidents goes out as a file."""

from django.http import HttpRequest, HttpResponse

from amparo.accounts.web import acting, page, permitted
from amparo.kernel.errors import TooLarge
from amparo.monitor import policies
from amparo.monitor.exports import services
from amparo.monitor.exports.pages import ExportForm, export_page
from amparo.monitor.pages.incident_list import chosen_filter


@permitted(policies.may_read)
def incident_export(request: HttpRequest) -> HttpResponse:
    """Say what would go out; sent, hand it out. The filter is that of the list, in the address."""
    person, chosen = acting(request), chosen_filter(request.GET)
    form = ExportForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.export_incidents(acting=person, chosen=chosen, form=form.cleaned_data["form"])
        except TooLarge as error:
            form.add_error("form", f"{error.detail} {error.advice}")
        else:
            return _handed_out(made)
    content = export_page(person, chosen, request.GET, form)
    return page(request, "monitor/incident_export.html", content, status=422 if form.errors else 200)


def _handed_out(made: services.Export) -> HttpResponse:
    answer = HttpResponse(made.content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
