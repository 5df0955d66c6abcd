"""Pages of figures: the agency's own, beside published ones, and the sum checks of these."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.accounts.models import Agency
from amparo.accounts.web import acting, page, permitted
from amparo.kernel.ids import parsed_id
from amparo.kernel.ui.parts import Link
from amparo.monitor import policies
from amparo.monitor.figures import own_pages, pages, selectors
from amparo.monitor.figures.discrepancy_page import discrepancy_page
from amparo.monitor.figures.forms import OwnFiguresForm


@require_safe
@permitted(policies.may_read_rounded_figures)
def own(request: HttpRequest) -> HttpResponse:
    """Own figures of an agency in three units; rounded for those who work with sums alone."""
    person = acting(request)
    agencies = list(Agency.objects.filter(pk__in=policies.agencies_of_figures(person)))
    form = OwnFiguresForm(request.GET, agencies=agencies)
    here = reverse("monitor:figures-own")
    links = [Link(a.name, f"{here}?agency_id={a.pk}", current=a == form.agency) for a in agencies]
    content = own_pages.own_figures_page(person, form, links if len(links) > 1 else ())
    return page(request, "monitor/figures/own.html", content)


@require_safe
@permitted(policies.may_read_own_figures)
def discrepancies(request: HttpRequest) -> HttpResponse:
    """Own counts beside what others published, for one agency of the person."""
    person = acting(request)
    agencies = Agency.objects.filter(pk__in=policies.readable_agencies(person)).order_by("name")
    asked = parsed_id(request.GET.get("agency_id"))
    agency = next((one for one in agencies if one.pk == asked), agencies[0])
    return page(request, "monitor/figures/discrepancies.html", discrepancy_page(person, agency))


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """What the sum checks say of the register, for everybody."""
    content = pages.checks_page(selectors.published_checks())
    return page(request, "monitor/figures/checks.html", content)
