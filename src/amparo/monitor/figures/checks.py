"""Sum checks over published figures. They flag and never correct: what was printed stays as printed.

Each check compares parts with the whole that the same text gives. Only exact numbers can fail: parts need not reach
a total that is said to be "more than" or "about". Nothing here knows a country or a report; what a text says beside
its numbers is carried by two fields of the figure, `given_apart` and `unattributed`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amparo.monitor.models import PublishedFigure, Unit
from amparo.monitor.models.figures import Qualifier


class Kind(StrEnum):
    """What is compared with what."""

    PARTIES = "parties"  # all parties with the total
    SEXES = "sexes"  # boys, girls and sex unknown with the total
    LATE = "committed_and_late"  # violations of the year and violations verified late with all violations
    TOTALS = "totals"  # totals that several texts give for one situation, period and unit
    PERIODS = "periods"  # a period that lies over others: its total must not be added to theirs


class Outcome(StrEnum):
    """How a comparison ended."""

    ADDS_UP = "adds_up"
    SHORT = "short"
    OVER = "over"
    UNATTRIBUTED = "unattributed"
    ONLY_WITH_GIVEN_APART = "only_with_given_apart"
    INCOMPLETE = "incomplete"  # a part is not given, so the sum cannot be judged
    DIFFER = "differ"
    OVERLAP = "overlap"


QUIET: Final = frozenset({Outcome.ADDS_UP, Outcome.INCOMPLETE})


@dataclass(frozen=True, slots=True)
class Part:
    """One summand: what it is called in the text, and its number."""

    name: str
    number: int
    given_apart: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison. `difference` is the total less the sum of the parts (those given apart not included)."""

    kind: Kind
    outcome: Outcome
    situation: str
    period_start: datetime.date
    period_end: datetime.date
    unit: str
    total: int
    parts: tuple[Part, ...]
    codes: tuple[str, ...]

    @property
    def sum_of_parts(self) -> int:
        """The parts that the text lists together."""
        return sum(part.number for part in self.parts if not part.given_apart)

    @property
    def sum_given_apart(self) -> int:
        """The parts that the text gives elsewhere."""
        return sum(part.number for part in self.parts if part.given_apart)

    @property
    def difference(self) -> int:
        """How far the listed parts stay below the total (negative: how far they exceed it)."""
        return self.total - self.sum_of_parts

    @property
    def is_finding(self) -> bool:
        """Whether a reader should know of it."""
        return self.outcome not in QUIET


Key = tuple[str, datetime.date, datetime.date, str]


def check_figures(figures: Iterable[PublishedFigure]) -> tuple[Check, ...]:
    """Run every sum check over the figures; findings first, then by situation and period."""
    rows = sorted(figures, key=lambda figure: (figure.situation, figure.period_start, figure.unit, figure.party))
    groups: dict[Key, list[PublishedFigure]] = defaultdict(list)
    for figure in rows:
        groups[figure.situation, figure.period_start, figure.period_end, figure.unit].append(figure)
    checks = [check for group in groups.values() for check in _within(group)]
    checks += _committed_and_late(rows)
    checks += _overlapping_periods(rows)
    return tuple(sorted(checks, key=lambda check: (not check.is_finding, check.situation, check.period_start)))


def _within(group: Sequence[PublishedFigure]) -> Iterator[Check]:
    """Checks among figures of one situation, period and unit."""
    exact = [figure for figure in group if figure.qualifier == Qualifier.EXACT]
    totals: dict[int, list[PublishedFigure]] = defaultdict(list)
    for figure in exact:
        totals[figure.total].append(figure)
    for figures in totals.values():
        yield from _parties(figures)
        yield from _sexes(figures)
    if len(totals) > 1:
        parts = tuple(Part(figures[0].source, total) for total, figures in totals.items())
        yield _check(Kind.TOTALS, Outcome.DIFFER, exact[0], parts, exact)


def _parties(figures: Sequence[PublishedFigure]) -> Iterator[Check]:
    by_party = [figure for figure in figures if figure.party and figure.party_total is not None]
    if not by_party:
        return
    parts = tuple(Part(figure.party, figure.party_total or 0, figure.given_apart) for figure in by_party)
    listed = sum(part.number for part in parts if not part.given_apart)
    apart = sum(part.number for part in parts if part.given_apart)
    left_open = next((figure.unattributed for figure in figures if figure.unattributed is not None), None)
    outcome = _compare(listed, figures[0].total)
    if outcome == Outcome.SHORT and apart and listed + apart == figures[0].total:
        outcome = Outcome.ONLY_WITH_GIVEN_APART
    elif outcome == Outcome.SHORT and left_open == figures[0].total - listed:
        outcome = Outcome.UNATTRIBUTED
    yield _check(Kind.PARTIES, outcome, figures[0], parts, figures)


def _sexes(figures: Sequence[PublishedFigure]) -> Iterator[Check]:
    """Once for each different triple of boys, girls and unknown that comes with this total."""
    seen: set[tuple[int | None, int | None, int | None]] = set()
    for figure in figures:
        triple = (figure.boys, figure.girls, figure.unknown_sex)
        given = [number for number in triple if number is not None]
        if triple in seen or len(given) < 2:
            continue
        seen.add(triple)
        names = ("boys", "girls", "unknown_sex")
        parts = tuple(Part(name, number) for name, number in zip(names, triple, strict=True) if number is not None)
        outcome = _compare(sum(given), figure.total)
        if outcome == Outcome.SHORT and (figure.boys is None or figure.girls is None):
            outcome = Outcome.INCOMPLETE
        yield _check(Kind.SEXES, outcome, figure, parts, [figure])


def _committed_and_late(rows: Sequence[PublishedFigure]) -> Iterator[Check]:
    """Violations committed in the year and those verified late make up all violations of the year's report."""
    found: dict[tuple[str, datetime.date, datetime.date], dict[str, PublishedFigure]] = defaultdict(dict)
    for figure in rows:
        if not figure.party and figure.qualifier == Qualifier.EXACT:
            found[figure.situation, figure.period_start, figure.period_end].setdefault(figure.unit, figure)
    for units in found.values():
        if {Unit.VIOLATION, Unit.VIOLATION_COMMITTED, Unit.VIOLATION_LATE} <= units.keys():
            whole = units[Unit.VIOLATION]
            pieces = [units[Unit.VIOLATION_COMMITTED], units[Unit.VIOLATION_LATE]]
            parts = tuple(Part(piece.unit, piece.total) for piece in pieces)
            outcome = _compare(sum(part.number for part in parts), whole.total)
            yield _check(Kind.LATE, outcome, whole, parts, [whole, *pieces])


def _overlapping_periods(rows: Sequence[PublishedFigure]) -> Iterator[Check]:
    """One finding for each period that lies over shorter ones of the same situation and unit."""
    totals = [figure for figure in rows if not figure.party]
    for whole in totals:
        inside = [figure for figure in totals if _lies_over(whole, figure)]
        if inside:
            parts = tuple(Part(_period_name(figure), figure.total) for figure in inside)
            yield _check(Kind.PERIODS, Outcome.OVERLAP, whole, parts, [whole, *inside])


def _lies_over(whole: PublishedFigure, other: PublishedFigure) -> bool:
    same = whole.situation == other.situation and whole.unit == other.unit
    longer = whole.period_end - whole.period_start > other.period_end - other.period_start
    return same and longer and whole.period_start <= other.period_end and other.period_start <= whole.period_end


def _period_name(figure: PublishedFigure) -> str:
    """A year where the period is one, else both days (ISO 8601 interval)."""
    start, end = figure.period_start, figure.period_end
    if is_calendar_year(start, end):
        return str(start.year)
    return f"{start.isoformat()}/{end.isoformat()}"


def is_calendar_year(start: datetime.date, end: datetime.date) -> bool:
    """Whether the days (inclusive) are one whole year of the calendar."""
    return start.year == end.year and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def _compare(parts: int, total: int) -> Outcome:
    if parts == total:
        return Outcome.ADDS_UP
    return Outcome.SHORT if parts < total else Outcome.OVER


def _check(
    kind: Kind,
    outcome: Outcome,
    figure: PublishedFigure,
    parts: tuple[Part, ...],
    figures: Sequence[PublishedFigure],
) -> Check:
    return Check(
        kind=kind,
        outcome=outcome,
        situation=figure.situation,
        period_start=figure.period_start,
        period_end=figure.period_end,
        unit=figure.unit,
        total=figure.total,
        parts=parts,
        codes=tuple(one.code for one in figures),
    )
