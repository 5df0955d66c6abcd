"""Dates as a source writes them, into EDTF."""

import datetime
import re
from functools import lru_cache

from django.utils.translation import gettext as _

from amparo.kernel import clock, fuzzy
from amparo.kernel.errors import Problem
from amparo.kernel.fuzzy import FuzzyDate
from amparo.monitor import checks

_PARTS = re.compile(r"(?:(\d{1,2})\s*[./\- ]\s*)?(?:(\d{1,2})\s*[./\- ]\s*)?(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[./\- ]\d{1,2}[./\- ]\d{2}", re.ASCII)
# A cell of a workbook that holds a day may hold a time of the day too.
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]\d{2}:\d{2}.*")


@lru_cache(maxsize=16384)
def read(text: str, date_format: str, today: datetime.date) -> tuple[FuzzyDate | None, Problem | None]:
    """Return the date that `text` means in a mapping's `date_format`, or what is wrong with it.

    `today` keeps the answers of yesterday out of the memory: what lies in the future is told by the clock. Day and
    month in doubtful order are never guessed: the mapping says which comes first.
    """
    try:
        value = fuzzy.parse(_as_edtf(text, date_format))
    except fuzzy.FuzzyDateError as error:
        return None, Problem("date", error.detail, _short_year(text) or error.advice)
    problem = next(checks.date_problems(value), None)
    return (None, problem) if problem else (value, None)


def _as_edtf(text: str, date_format: str) -> str:
    timed = _TIME.fullmatch(text)
    if timed:
        return timed[1]
    parts = _PARTS.fullmatch(text) if date_format != "edtf" else None
    if parts is None:
        return text
    first, second, year = parts.groups()
    if first is None:
        return year
    if second is None:
        return f"{year}-{int(first):02}"
    day, month = (first, second) if date_format == "day-month-year" else (second, first)
    return f"{year}-{int(month):02}-{int(day):02}"


def _short_year(text: str) -> str:
    return _("Write the year with four digits.") if _SHORT_YEAR.fullmatch(text) else ""


def read_day(text: str, date_format: str) -> tuple[datetime.date | None, Problem | None]:
    """Return one day that is not in the future, or what is wrong with it."""
    value, problem = read(text, date_format, clock.today())
    if value is None:
        return None, problem
    if value.earliest != value.latest:
        return None, Problem("date", _("“%(text)s” is not one day.") % {"text": text}, _("Give day, month and year."))
    return value.earliest, None
