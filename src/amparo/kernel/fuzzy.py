"""Fuzzy dates: a subset of EDTF (ISO 8601-2:2019) as text, with the earliest and the latest day that it can mean.

Understood are a year, a month or a day (`2024`, `2024-05`, `2024-05-17`), each as approximate `~`, uncertain `?` or
both `%`; unspecified digits (`202X`, `20XX`, `2024-XX`, `2024-XX-XX`, `2024-05-XX`); quarters (`2024-33` to
`2024-36`) and seasons of the north (`2024-21` to `2024-24`; winter begins in December of the year named);
intervals (`2024-01/2024-03`) and open ones (`../2024`, `2024/..`). `~ ? %` do not widen the bounds.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, total_ordering
from typing import TYPE_CHECKING

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from amparo.kernel.errors import Invalid

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# An open end. Such a date is never within one year.
FIRST_DAY, LAST_DAY = date.min, date.max
# A year outside of these is taken for a slip of the pen.
FIRST_YEAR, LAST_YEAR = 1800, 2199

_DIGITS = {ord(c): str(n) for block in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९") for n, c in enumerate(block)}
_SIGNS = {ord(c): "-" for c in "‐‑‒–−"} | dict.fromkeys(map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u200b"))
_TYPED = str.maketrans(_DIGITS | _SIGNS | {ord("؟"): "?", ord("٪"): "%", ord("…"): ".."})
_POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<doubt>[~?%])?", re.ASCII
)
_SEASON_BEGINS = {21: 3, 22: 6, 23: 9, 24: 12, 33: 1, 34: 4, 35: 7, 36: 10}


class FuzzyDateError(Invalid, ValueError):
    """The text is no date that we understand, or names a day that does not exist."""

    slug = "date-not-understood"
    title = _("This date was not understood")
    usual_advice = _("Write year-month-day, for example 2024-05-17, or only what is known: 2024-05 or 2024.")


@total_ordering
@dataclass(frozen=True)
class FuzzyDate:
    """A date as far as it is known. `text` is EDTF in its plain form; both bounds are inclusive days.

    Dates are ordered by their earliest day, then by their latest.
    """

    text: str
    earliest: date
    latest: date

    @property
    def year(self) -> int | None:
        """The year, where both bounds lie in one."""
        return self.earliest.year if self.earliest.year == self.latest.year else None

    def __lt__(self, other: FuzzyDate) -> bool:
        return (self.earliest, self.latest, self.text) < (other.earliest, other.latest, other.text)

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=8192)
def parse(text: str) -> FuzzyDate:
    """Return the date that `text` means; raise FuzzyDateError saying what was not understood and what to write.

    Digits may be Arabic-Indic, Persian or Devanagari, `x` stands for `X`, and blanks around parts are ignored.
    """
    plain = text.translate(_TYPED).strip().upper()
    return _parse("/".join(part.strip() for part in plain.split("/")), text.strip())


def refuse_future(value: FuzzyDate, today: date) -> None:
    """Raise Invalid where even the earliest day that `value` can mean lies after `today`."""
    if value.earliest > today:
        raise Invalid(
            _("%(date)s lies in the future.") % {"date": value.text},
            advice=_("Write the date on which it happened; today is %(today)s.") % {"today": today.isoformat()},
        )


def _parse(plain: str, typed: str) -> FuzzyDate:
    start, slash, end = plain.partition("/")
    if not slash:
        return _point(plain, typed)
    if start == end == ".." or "/" in end:
        raise _not_understood(typed)
    first = None if start == ".." else _point(start, typed)
    last = None if end == ".." else _point(end, typed)
    value = FuzzyDate(plain, first.earliest if first else FIRST_DAY, last.latest if last else LAST_DAY)
    if value.earliest > value.latest:
        raise FuzzyDateError(
            _("%(text)s ends before it begins.") % {"text": typed},
            advice=_("Write the earlier date first, for example 2024-01/2024-03."),
        )
    return value


def _point(plain: str, typed: str) -> FuzzyDate:
    match = _POINT.fullmatch(plain)
    if match is None:
        raise _not_understood(typed)
    year, month, day = match["year"], match["month"], match["day"]
    if "X" in year:
        if month:
            raise _not_understood(typed)
        return FuzzyDate(plain, _day(year.replace("X", "0"), 1, 1, typed), _day(year.replace("X", "9"), 12, 31, typed))
    if month is None or (month == "XX" and day in {None, "XX"}):
        return FuzzyDate(plain, _day(year, 1, 1, typed), _day(year, 12, 31, typed))
    if month == "XX":
        raise _not_understood(typed)
    if int(month) in _SEASON_BEGINS and day is None:
        return _season(plain, year, int(month), typed)
    if day is None or day == "XX":
        first = _day(year, int(month), 1, typed)
        return FuzzyDate(plain, first, first.replace(day=monthrange(first.year, first.month)[1]))
    exact = _day(year, int(month), int(day), typed)
    return FuzzyDate(plain, exact, exact)


def _season(plain: str, year: str, season: int, typed: str) -> FuzzyDate:
    """Three months from the first of the season; winter ends in the year after the one it is named by."""
    first = _day(year, _SEASON_BEGINS[season], 1, typed)
    after = first.replace(year=first.year + (first.month > 9), month=(first.month + 2) % 12 + 1)
    return FuzzyDate(plain, first, after - timedelta(days=1))


def _day(year: str, month: int, day: int, typed: str) -> date:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise FuzzyDateError(
            _("The year in %(text)s is not between %(first)s and %(last)s.")
            % {"text": typed, "first": FIRST_YEAR, "last": LAST_YEAR},
            advice=_("Check the year; write it with four digits."),
        )
    if not 1 <= month <= 12:
        raise FuzzyDateError(
            _("%(text)s has no such month: months go from 01 to 12.") % {"text": typed},
            advice=_("Write year, month, day in this order, for example 2024-05-17."),
        )
    last = monthrange(int(year), month)[1]
    if not 1 <= day <= last:
        raise FuzzyDateError(
            _("%(text)s does not exist: that month has %(last)s days.") % {"text": typed, "last": last},
            advice=_("Correct the day, or write only the month: %(month)s.") % {"month": f"{year}-{month:02}"},
        )
    return date(int(year), month, day)


def _not_understood(typed: str) -> FuzzyDateError:
    detail = _("“%(text)s” is not a date that the system understands.") % {"text": typed[:60]}
    return FuzzyDateError(detail, advice=_suggestion(typed))


_SEPARATED = re.compile(r"(\d{1,4})\s*[-./ ]\s*(\d{1,2})(?:\s*[-./ ]\s*(\d{1,4}))?", re.ASCII)


def _suggestion(typed: str) -> StrOrPromise:
    """Say what to write instead. Day and month in doubtful order are never guessed: both readings are named."""
    match = _SEPARATED.fullmatch(typed.translate(_TYPED).strip())
    if match is None:
        return ""
    first, second, third = match[1], match[2], match[3]
    if len(first) == 4:
        readings = [_iso(first, second, third)]
    elif third is not None and len(third) == 4:
        readings = [_iso(third, second, first), _iso(third, first, second)]
    else:
        return ""
    possible = list(dict.fromkeys(reading for reading in readings if _exists(reading)))
    if len(possible) == 2:
        return _("It could mean %(one)s or %(other)s (year-month-day). Write the one that is meant.") % {
            "one": possible[0],
            "other": possible[1],
        }
    return _("Write %(reading)s (year-month-day).") % {"reading": possible[0]} if possible else ""


def _iso(year: str, month: str, day: str | None) -> str:
    return "-".join([year, f"{int(month):02}", *([f"{int(day):02}"] if day else [])])


def _exists(reading: str) -> bool:
    try:
        _point(reading, reading)
    except FuzzyDateError:
        return False
    return True


def say(value: FuzzyDate) -> str:
    """Return the date in words of the active language: "17 May 2024", "about May 2024", "from 2020 on"."""
    start, slash, end = value.text.partition("/")
    if not slash:
        return _say_point(start, value.earliest)
    if start == "..":
        return gettext("until %(end)s") % {"end": _say_point(end, parse(end).earliest)}
    if end == "..":
        return gettext("from %(start)s on") % {"start": _say_point(start, value.earliest)}
    return gettext("from %(start)s to %(end)s") % {
        "start": _say_point(start, value.earliest),
        "end": _say_point(end, parse(end).earliest),
    }


def _say_point(text: str, earliest: date) -> str:
    words = {"date": _say_known(text.rstrip("~?%"), earliest)}
    match text[-1]:
        case "~":
            return gettext("about %(date)s") % words
        case "?":
            return gettext("%(date)s (uncertain)") % words
        case "%":
            return gettext("about %(date)s (uncertain)") % words
        case _:
            return words["date"]


def _say_known(text: str, earliest: date) -> str:
    year = f"{earliest.year}"
    month = date_format(earliest, pgettext("a month as a date format", "F Y"))
    if "X" in text[:4]:
        last = text[:4].replace("X", "9")
        return gettext("%(first)s to %(last)s, year not known") % {"first": year, "last": last}
    if text.endswith("-XX-XX"):
        return gettext("%(year)s, month and day not known") % {"year": year}
    if text.endswith("-XX") and len(text) == 7:
        return gettext("%(year)s, month not known") % {"year": year}
    if text.endswith("-XX"):
        return gettext("%(month)s, day not known") % {"month": month}
    if len(text) == 4:
        return year
    if len(text) == 10:
        return date_format(earliest, pgettext("a day as a date format", "j F Y"))
    part = int(text[5:])
    return _say_season(part, earliest.year) if part > 12 else month


def _say_season(part: int, year: int) -> str:
    words = {"year": year, "next": year + 1}
    sayings = {
        21: gettext("spring %(year)s (northern)"),
        22: gettext("summer %(year)s (northern)"),
        23: gettext("autumn %(year)s (northern)"),
        24: gettext("winter %(year)s to %(next)s (northern)"),
        33: gettext("first quarter of %(year)s"),
        34: gettext("second quarter of %(year)s"),
        35: gettext("third quarter of %(year)s"),
        36: gettext("fourth quarter of %(year)s"),
    }
    return sayings[part] % words
