"""Pages of the register of published figures: read by everybody, kept by those who may."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amparo.accounts.web import acting, page, permitted, tried, visitor
from amparo.kernel.errors import Stale
from amparo.monitor import policies
from amparo.monitor.figures import pages as register
from amparo.monitor.figures.forms import RegisterForm
from amparo.monitor.figures.published import exporting, pages, selectors, services
from amparo.monitor.figures.published.forms import FigureForm, SettleForm
from amparo.monitor.figures.selectors import published_figures


@require_safe
def figure_list(request: HttpRequest) -> HttpResponse:
    """The register of published figures, for everybody."""
    content = register.published_page(visitor(request), RegisterForm(request.GET))
    return page(request, "monitor/figures/published.html", content)


@require_safe
def figure_export(request: HttpRequest) -> HttpResponse:
    """The register as CSV, narrowed as the page is."""
    figures = published_figures(RegisterForm(request.GET).chosen())
    answer = HttpResponse(exporting.as_csv(figures), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="published-figures.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def figure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: what stands, and every revision."""
    content = pages.figure_page(visitor(request), selectors.figure_by_code(code))
    return page(request, "monitor/figures/figure.html", content)


@permitted(policies.may_keep_register)
def figure_new(request: HttpRequest) -> HttpResponse:
    """Add a figure that others published."""
    person, form = acting(request), FigureForm(request.POST or None)
    figure = tried(
        form,
        lambda: services.add_figure(
            acting=person, data=form.content(), grounds=form.grounds(), record_id=form.cleaned_data["submission"]
        ),
    )
    if figure is not None:
        messages.success(request, _("The figure was added to the register."))
        return redirect("monitor:figure-detail", figure.code)
    return page(request, "monitor/figures/figure_form.html", pages.form_page(form), status=422 if form.errors else 200)


@permitted(policies.may_keep_register)
def figure_correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a figure; where somebody did so meanwhile, show both values."""
    person = acting(request)
    figure = selectors.figure_to_keep(person, code)
    form, stale = FigureForm(request.POST or None, initial=pages.stated(figure)), None
    try:
        if tried(form, lambda: services.correct_figure(acting=person, code=code, **_sent(form))):
            messages.success(request, _("The figure was corrected. What stood before stays readable."))
            return redirect("monitor:figure-detail", code)
    except Stale as error:
        stale = error
    content = pages.form_page(form, figure, stale)
    return page(request, "monitor/figures/figure_form.html", content, status=_status(form, stale))


@permitted(policies.may_keep_register)
def figure_settle(request: HttpRequest, code: str) -> HttpResponse:
    """Decide on what the register's file says otherwise."""
    person = acting(request)
    figure = selectors.figure_to_keep(person, code)
    form, stale = SettleForm(request.POST or None, initial={"version": figure.version}), None
    content = pages.settle_page(figure, form)
    try:
        if tried(form, lambda: services.settle_difference(acting=person, code=code, **_decided(form))):
            messages.success(request, _("Your decision is recorded."))
            return redirect("monitor:figure-detail", code)
    except Stale as error:
        stale = error
        content = pages.settle_page(selectors.figure_to_keep(person, code), form, stale)
    return page(request, "monitor/figures/figure_settle.html", content, status=_status(form, stale))


def _sent(form: FigureForm) -> dict[str, Any]:
    version = form.cleaned_data["version"] or 0
    return {"expected_version": version, "data": form.content(), "grounds": form.grounds()}


def _decided(form: SettleForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "expected_version": given["version"] or 0,
        "said_id": given["said"],
        "take": given["stands"] == "file",
        "grounds": form.grounds(),
    }


def _status(form: FigureForm | SettleForm, stale: Stale | None) -> int:
    return 409 if stale else 422 if form.errors else 200
