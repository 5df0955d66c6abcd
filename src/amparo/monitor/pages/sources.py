"""What the pages of sources show."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel.errors import Difference, Stale
from amparo.kernel.forms import whole_number
from amparo.kernel.ui.parts import Cell, Column, Table, Text
from amparo.kernel.ui.words import number
from amparo.monitor import policies, selectors
from amparo.monitor.forms.sources import SourceForm
from amparo.monitor.models import Source, SourceAssessment


@dataclass(frozen=True)
class SourceListPage:
    """The list; `new_url` is empty for those who do not record."""

    table: Table
    count: int
    new_url: str


@dataclass(frozen=True)
class SourceFormPage:
    """A form; after a stale save, the stored values beside it and the version to build on."""

    form: SourceForm
    title: str
    version: int
    cancel_url: str
    differences: tuple[Difference, ...] | None = None


def list_page(acting: Person) -> SourceListPage:
    """Return the list of sources. Three queries."""
    found = list(selectors.sources_for(acting))
    given = selectors.reports_given(found)
    relied = selectors.source_assessments([source.pk for source in found])
    table = Table(
        caption=_("Sources, by name"),
        caption_hidden=True,
        columns=(
            Column(_("Name")),
            Column(_("Code")),
            Column(_("Kind")),
            Column(_("Reliability")),
            Column(_("Reports"), number=True),
        ),
        rows=[_row(acting, source, given.get(source.pk, 0), relied.get(source.pk)) for source in found],
        fold=True,
        empty=_("No source yet."),
    )
    return SourceListPage(table, len(found), reverse("monitor:source-new") if policies.may_record(acting) else "")


def _row(acting: Person, source: Source, given: int, relied: SourceAssessment | None) -> tuple[Cell | Text, ...]:
    may = policies.may_record(acting, source.agency_id)
    return (
        Cell(source.name, href=reverse("monitor:source-change", args=[source.pk]) if may else "", note=source.note),
        Cell(source.code, code=True),
        str(source.kind or "–"),
        Cell(
            relied.get_grade_display() if relied else _("not judged"),
            href=reverse("monitor:source-reliability", args=[source.pk]),
            note=date_format(relied.assessed_on) if relied else "",
        ),
        Cell(number(given), href=f"{reverse('monitor:report-list')}?source={source.pk}" if given else ""),
    )


def form_page(form: SourceForm, source: Source | None = None, stale: Stale | None = None) -> SourceFormPage:
    """Return the page of a new or a changed source."""
    version = stale.version if stale and stale.version is not None else source.version if source else 0
    sent = form.data.get("version", "") if form.is_bound and not stale else ""
    return SourceFormPage(
        form=form,
        title=_("Change %(name)s") % {"name": source.name} if source else _("Add a source"),
        version=whole_number(sent, version),
        cancel_url=reverse("monitor:source-list"),
        differences=stale.differences if stale else None,
    )
