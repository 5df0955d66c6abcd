"""Where the agency's own verified count and a published figure of the same country, period and unit differ.

Compared are children recruited and used, for that is what the register's country figures count. A difference is no
fault of either: the two saw different sources. It is a question to ask before either is quoted. Only an exact
figure that is confirmed has a difference: "more than 4,000" differs by no number that anybody knows.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor.figures.counting import FigureFilter
from amparo.monitor.figures.facts.counting import Counted, Units
from amparo.monitor.figures.facts.loading import Columns, facts_for
from amparo.monitor.figures.facts.sheets import ID
from amparo.monitor.models import PublishedFigure, Standing, Unit
from amparo.monitor.models.figures import Qualifier
from amparo.monitor.policies import may_read_own_figures
from amparo.places.models import Area, Level
from amparo.terms.models import Term, Vocabulary


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A published figure beside the own count."""

    figure: PublishedFigure
    country: Area
    chosen: FigureFilter
    own: int

    @property
    def difference(self) -> int | None:
        """Own less published; 0 where they agree, None where the figure is not exact or not confirmed."""
        exact = self.figure.qualifier == Qualifier.EXACT and self.figure.standing != Standing.UNCONFIRMED
        return self.own - self.figure.total if exact else None


def discrepancies(acting: Person, agency_id: uuid.UUID) -> list[Discrepancy]:
    """Compare every published count of children of a country, over whole years, with the agency's own.

    The largest difference comes first, what has none last. Raises NotFound where the person does not read the
    agency's figures.
    """
    if not may_read_own_figures(acting, agency_id):
        raise NotFound
    recruited = Term.objects.get(vocabulary=Vocabulary.VIOLATION, code="recruitment-and-use").pk
    published = PublishedFigure.objects.filter(unit=Unit.CHILD).order_by("situation", "period_start", "code")
    countries = {area.code: area for area in Area.objects.filter(level=Level.COUNTRY, code__in=_situations())}
    own = _ByCountry(agency_id)
    found = []
    seen: set[tuple[object, ...]] = set()
    for figure in published:
        # Rows of parties repeat the total of the whole, with the source that printed it.
        whole = (figure.situation, figure.period_start, figure.period_end, figure.total, figure.source)
        if figure.situation in countries and _whole_years(figure) and whole not in seen:
            seen.add(whole)
            chosen = FigureFilter(
                agency_id,
                year_from=figure.period_start.year,
                year_to=figure.period_end.year,
                type_id=recruited,
            )
            country = countries[figure.situation]
            found.append(Discrepancy(figure, country, chosen, own.children(chosen, country)))
    return sorted(found, key=lambda one: (one.difference is None, -abs(one.difference or 0)))


def _situations() -> list[str]:
    return list(PublishedFigure.objects.values_list("situation", flat=True).distinct())


def _whole_years(figure: PublishedFigure) -> bool:
    first, last = figure.period_start, figure.period_end
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


class _ByCountry:
    """Own counts of children, by country; counted once for each period."""

    def __init__(self, agency_id: uuid.UUID) -> None:
        self._facts = facts_for(agency_id)
        self._found: dict[FigureFilter, Mapping[bytes, Units]] = {}

    def children(self, chosen: FigureFilter, country: Area) -> int:
        """Return how many children the records have of a country under a filter."""
        if chosen not in self._found:
            counted = Counted(Columns(self._facts, chosen))
            columns = counted.columns
            self._found[chosen] = counted.by_key([key[:ID] for key in columns.table("place")], columns["place"])
        units = self._found[chosen].get(country.pk.bytes)
        return units.children.total if units else 0
