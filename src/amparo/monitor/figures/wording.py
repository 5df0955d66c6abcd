"""Sentences about published figures and their checks: the same on the page and on the command line."""

import datetime
from collections.abc import Callable

import pycountry
from babel import Locale
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from amparo.monitor.figures.checks import Check, Kind, Outcome, is_calendar_year
from amparo.monitor.models import PublishedFigure, Unit
from amparo.monitor.models.figures import Qualifier

WORLD = "WLD"


def situation_name(code: str) -> str:
    """The name of a country in the reader's language, by its ISO 3166-1 alpha-3 code; WLD is all situations."""
    if code == WORLD:
        return _("All situations")
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    names = Locale.parse(to_locale(get_language() or "en")).territories
    return str(names.get(country.alpha_2, country.name))


def period_name(start: datetime.date, end: datetime.date) -> str:
    """A year, a row of years, or months: as short as the period allows."""
    if is_calendar_year(start, end):
        return str(start.year)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}–{end.year}"
    return f"{date_format(start, 'YEAR_MONTH_FORMAT')} – {date_format(end, 'YEAR_MONTH_FORMAT')}"


def amount(figure: PublishedFigure) -> str:
    """The total as its source says it: "more than 4,000"."""
    return qualified(figure.qualifier, figure.total)


def qualified(qualifier: str, number: int) -> str:
    """A number with what the source says of its exactness."""
    forms = {
        Qualifier.MORE_THAN: _("more than %(number)s"),
        Qualifier.AT_LEAST: _("at least %(number)s"),
        Qualifier.ABOUT: _("about %(number)s"),
    }
    return forms.get(Qualifier(qualifier), "%(number)s") % {"number": thousands(number)}


def thousands(number: int) -> str:
    """A whole number, grouped as the reader's language groups it."""
    return number_format(number, use_l10n=True, force_grouping=True)


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
        "sum": thousands(check.sum_of_parts),
        "total": thousands(check.total),
        "difference": thousands(abs(check.difference)),
        "apart": _joined([part.name for part in check.parts if part.given_apart]),
        "with_apart": thousands(check.sum_of_parts + check.sum_given_apart),
        "parts": _joined([part.name for part in check.parts]),
        "numbers": _joined([thousands(part.number) for part in check.parts]),
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


def part_name(name: str) -> str:
    """A summand as a reader knows it: a unit or sex by its label, a party or period as the text calls it."""
    labels = {"boys": _("boys"), "girls": _("girls"), "unknown_sex": _("sex unknown")}
    if name in labels:
        return labels[name]
    return Unit(name).label if name in Unit.values else name


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
