"""The chart of verified children per year, drawn from the register: each bar with its qualifier and its standing."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from amparo.kernel.ui.charts import Qualifier, Standing, Year, years
from amparo.kernel.ui.parts import Chart
from amparo.monitor.figures.checks import is_calendar_year
from amparo.monitor.figures.wording import WORLD, amount, period_name
from amparo.monitor.models import PublishedFigure, Unit
from amparo.monitor.models import Standing as Stands

# Where two texts give a number for one year, the one that may be relied on furthest is drawn.
RELIANCE = (Stands.PUBLISHED, Stands.SECONDARY, Stands.NGO_TALLY, Stands.UNCONFIRMED)


def children_by_year(figures: Iterable[PublishedFigure]) -> Chart:
    """Draw children recruited and used, all situations, one bar a year.

    Years without a figure keep their place, empty. A total over several years is no year's number: it is named beneath
    and not drawn.
    """
    totals = [f for f in figures if f.situation == WORLD and f.unit == Unit.CHILD and not f.party]
    by_year = _by_year(totals)
    points = [_point(year, by_year.get(year)) for year in _span(by_year)]
    longer = [figure for figure in totals if not is_calendar_year(figure.period_start, figure.period_end)]
    return years(
        points,
        finding=_finding(by_year),
        subtitle=_("Children verified as recruited and used, all situations, by year, as printed"),
        source=_("the register of published figures; the source of each number stands in the table"),
        ident="children-by-year",
        notes=[*(_longer_note(figure) for figure in longer), *_standing_notes(by_year)],
    )


def _by_year(totals: Iterable[PublishedFigure]) -> dict[int, PublishedFigure]:
    found: dict[int, PublishedFigure] = {}
    for figure in sorted(totals, key=lambda figure: RELIANCE.index(Stands(figure.standing))):
        if is_calendar_year(figure.period_start, figure.period_end):
            found.setdefault(figure.period_start.year, figure)
    return found


def _span(by_year: dict[int, PublishedFigure]) -> Sequence[int]:
    return range(min(by_year), max(by_year) + 1) if by_year else ()


def _point(year: int, figure: PublishedFigure | None) -> Year:
    if figure is None:
        return Year(year, None)
    source = f"{figure.source}; {figure.note}" if figure.note else figure.source
    return Year(
        year,
        figure.total,
        qualifier=Qualifier(figure.qualifier),
        standing=Standing(figure.standing),
        source=source,
    )


def _finding(by_year: dict[int, PublishedFigure]) -> str:
    """The largest number that does not rest on an unconfirmed source, and the latest one."""
    firm = [figure for figure in by_year.values() if figure.standing != Stands.UNCONFIRMED]
    if not firm:
        return _("No figure stands in the register yet")
    largest = max(firm, key=lambda figure: figure.total)
    latest = max(firm, key=lambda figure: figure.period_start)
    parts = {
        "largest": amount(largest),
        "largest_year": period_name(largest.period_start, largest.period_end),
        "latest": amount(latest),
        "latest_year": period_name(latest.period_start, latest.period_end),
    }
    if largest == latest:
        return _("More children than in any other year: %(largest)s in %(largest_year)s") % parts
    return _("%(latest)s children in %(latest_year)s; the most were %(largest)s in %(largest_year)s") % parts


def _longer_note(figure: PublishedFigure) -> str:
    return _(
        "%(period)s together: %(amount)s (%(standing)s: %(source)s). It lies over single years and is not drawn."
    ) % {
        "period": period_name(figure.period_start, figure.period_end),
        "amount": amount(figure),
        "standing": figure.get_standing_display(),
        "source": figure.source,
    }


def _standing_notes(by_year: dict[int, PublishedFigure]) -> list[str]:
    notes = []
    tallied = [str(year) for year, figure in sorted(by_year.items()) if figure.standing == Stands.NGO_TALLY]
    open_years = [str(year) for year, figure in sorted(by_year.items()) if figure.standing == Stands.UNCONFIRMED]
    if tallied:
        notes.append(
            _("%(years)s: a non-governmental tally over the country reports, not a total that the UN printed.")
            % {"years": ", ".join(tallied)}
        )
    if open_years:
        notes.append(
            _("%(years)s: unconfirmed, drawn hollow. Not to be quoted before somebody has seen the document.")
            % {"years": ", ".join(open_years)}
        )
    return notes
