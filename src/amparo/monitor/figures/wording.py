"""Sentences about published figures and their checks: the same on the page and on the command line."""

import datetime
from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.kernel.ui import words
from amparo.kernel.ui.charts.years import Qualifier, said
from amparo.monitor.figures.checks import Check, Kind, Outcome, is_calendar_year
from amparo.monitor.models import PublishedFigure, Unit

WORLD = "WLD"


def situation_name(code: str) -> str:
    """The name of a country in the reader's language, by its ISO 3166-1 alpha-3 code; WLD is all situations."""
    if code == WORLD:
        return _("All situations")
    import pycountry  # here: a web worker starts without its tables

    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    return str(words.locale().territories.get(country.alpha_2, country.name))


def period_name(start: datetime.date, end: datetime.date) -> str:
    """A year, a row of years, or months: as short as the period allows."""
    if is_calendar_year(start, end):
        return str(start.year)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}–{end.year}"
    return f"{date_format(start, 'YEAR_MONTH_FORMAT')} – {date_format(end, 'YEAR_MONTH_FORMAT')}"


def amount(figure: PublishedFigure) -> str:
    """The total as its source says it: "more than 4,000"."""
    return said(figure.total, Qualifier(figure.qualifier))


def check_subject(check: Check) -> str:
    """What was checked: situation, period and unit."""
    return _("%(situation)s, %(period)s, %(unit)s") % {
        "situation": situation_name(check.situation),
        "period": period_name(check.period_start, check.period_end),
        "unit": Unit(check.unit).label.lower(),
    }


def check_finding(check: Check) -> str:
    """What the check found, in one sentence."""
    return _SENTENCES[check.outcome](check) % {
        "kind": kind_name(check.kind),
        "sum": words.number(check.sum_of_parts),
        "total": words.number(check.total),
        "difference": words.number(abs(check.difference)),
        "apart": _joined([part.name for part in check.parts if part.given_apart]),
        "with_apart": words.number(check.sum_of_parts + check.sum_given_apart),
        "parts": _joined([part.name for part in check.parts]),
        "numbers": _joined([words.number(part.number) for part in check.parts]),
    }


def kind_name(kind: Kind) -> str:
    """The summands, as the subject of a sentence."""
    return {
        Kind.PARTIES: _("The parties"),
        Kind.SEXES: _("Boys, girls and sex unknown"),
        Kind.LATE: _("Committed in the year and verified late"),
        Kind.TOTALS: _("The totals of several texts"),
        Kind.PERIODS: _("The periods"),
    }[kind]


def outcome_name(outcome: Outcome) -> str:
    """The outcome in two or three words."""
    return {
        Outcome.ADDS_UP: _("Adds up"),
        Outcome.SHORT: _("Short"),
        Outcome.OVER: _("Over"),
        Outcome.UNATTRIBUTED: _("Left unattributed"),
        Outcome.ONLY_WITH_GIVEN_APART: _("Only with one given apart"),
        Outcome.INCOMPLETE: _("Cannot be summed"),
        Outcome.DIFFER: _("Totals differ"),
        Outcome.OVERLAP: _("Overlaps"),
    }[outcome]


def part_name(name: str) -> str:
    """A summand as a reader knows it: a unit or sex by its label, a party or period as the text calls it."""
    labels = {"boys": _("boys"), "girls": _("girls"), "unknown_sex": _("sex unknown")}
    if name in labels:
        return labels[name]
    return str(Unit(name).label) if name in Unit.values else name


def _joined(names: list[str]) -> str:
    return ", ".join(part_name(name) for name in names)


_SENTENCES: dict[Outcome, Callable[[Check], str]] = {
    Outcome.ADDS_UP: lambda check: _("%(kind)s add up to the total, %(total)s."),
    Outcome.SHORT: lambda check: _("%(kind)s add up to %(sum)s, %(difference)s short of the total, %(total)s."),
    Outcome.OVER: lambda check: _("%(kind)s add up to %(sum)s, %(difference)s more than the total, %(total)s."),
    Outcome.UNATTRIBUTED: lambda check: _(
        "%(kind)s add up to %(sum)s of %(total)s: the text itself leaves %(difference)s unattributed."
    ),
    Outcome.ONLY_WITH_GIVEN_APART: lambda check: _(
        "%(kind)s listed add up to %(sum)s; only with %(apart)s, given apart in the text, is it the total, "
        "%(with_apart)s."
    ),
    Outcome.INCOMPLETE: lambda check: _(
        "%(kind)s cannot be summed: a number is not given (those given add up to %(sum)s of %(total)s)."
    ),
    Outcome.DIFFER: lambda check: _("Several texts give different totals: %(numbers)s."),
    Outcome.OVERLAP: lambda check: _(
        "This total lies over the figures for %(parts)s: never add it to them, nor draw it as one year."
    ),
}
