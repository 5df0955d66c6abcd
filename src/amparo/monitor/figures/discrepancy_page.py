"""What the page of discrepancies shows."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Agency, Person
from amparo.kernel.ui.parts import Cell, Column, Table, Text
from amparo.kernel.ui.words import State, number
from amparo.monitor.figures import wording
from amparo.monitor.figures.discrepancies import Discrepancy, discrepancies
from amparo.monitor.models.figures import Qualifier
from amparo.monitor.pages.filters import list_behind


@dataclass(frozen=True, slots=True)
class DiscrepancyPage:
    """Published figures beside the own count."""

    says: str
    table: Table
    own_url: str


def discrepancy_page(acting: Person, agency: Agency) -> DiscrepancyPage:
    """Lay out every comparison, the largest difference first."""
    found = discrepancies(acting, agency.pk)
    differing = sum(1 for one in found if one.difference)
    said = ngettext("%(count)s figure differs.", "%(count)s figures differ.", differing) % {"count": number(differing)}
    columns = [
        Column(_("Situation")),
        Column(_("Period")),
        Column(_("Published"), number=True),
        Column(_("Own, verified"), number=True),
        Column(_("Difference"), number=True),
        Column(_("What it may mean")),
        Column(_("Source")),
    ]
    caption = _("Children recruited and used: %(agency)s beside what others published") % {"agency": agency}
    return DiscrepancyPage(
        says=said,
        table=Table(caption, columns, [_row(one) for one in found], fold=True, empty=_("Nothing can be compared yet.")),
        own_url=f"{reverse('monitor:figures-own')}?agency_id={agency.pk}",
    )


def _row(one: Discrepancy) -> list[Cell | Text]:
    href = list_behind(one.chosen, country=one.country.pk) if one.own else ""
    figure = one.figure
    return [
        str(one.country),
        Cell(wording.period_name(figure.period_start, figure.period_end), nowrap=True),
        wording.amount(figure),
        Cell(number(one.own), href=href),
        _difference(one),
        _meaning(one),
        Cell(figure.source, note=figure.note),
    ]


def _difference(one: Discrepancy) -> str:
    if one.difference is None:
        return "–"
    return f"{'+' if one.difference > 0 else ''}{number(one.difference)}"


def _meaning(one: Discrepancy) -> Cell:
    if one.difference is None:
        exact = one.figure.qualifier == Qualifier.EXACT
        why = _("the figure is unconfirmed") if exact else _("the source gives no exact number")
        return Cell(_("cannot be compared"), state=State.NONE, note=why)
    if not one.own:
        return Cell(_("nothing verified here"), state=State.NONE)
    if not one.difference:
        return Cell(_("the same number"), state=State.KEPT)
    if one.difference > 0:
        return Cell(_("more verified here than was published"), state=State.LATE)
    return Cell(_("others saw more"), state=State.WAIT)
