"""Periods whose ends are known only so far: from an EDTF date to an EDTF date, either of which may be open."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from amparo.kernel import fuzzy
from amparo.kernel.errors import Problem
from amparo.kernel.fuzzy import FuzzyDate, FuzzyDateError

if TYPE_CHECKING:
    from amparo.actors.models import Actor


@dataclass(frozen=True)
class Period:
    """From the earliest day that its beginning can mean to the latest that its end can. None: open."""

    first_day: datetime.date | None = None
    last_day: datetime.date | None = None

    @classmethod
    def of(cls, since: str, until: str) -> "Period":
        """Return the period between two texts that have been found good. An open end within a text stays open."""
        first = fuzzy.parse(since).earliest if since else None
        last = fuzzy.parse(until).latest if until else None
        return cls(None if first == fuzzy.FIRST_DAY else first, None if last == fuzzy.LAST_DAY else last)

    def within(self, other: "Period") -> "Period | None":
        """Return the time that both share, or None where they share no day."""
        first = max(self.first_day or datetime.date.min, other.first_day or datetime.date.min)
        last = min(self.last_day or datetime.date.max, other.last_day or datetime.date.max)
        if first > last:
            return None
        return Period(None if first == datetime.date.min else first, None if last == datetime.date.max else last)


def period_problems(since: str, until: str, names: tuple[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the two ends of a period; `names` are those of their fields."""
    dates: list[FuzzyDate | None] = []
    for name, text in zip(names, (since, until), strict=True):
        try:
            dates.append(fuzzy.parse(text) if text else None)
        except FuzzyDateError as error:
            dates.append(None)
            yield Problem(name, error.detail, error.advice)
        if len(text) > 40:
            yield Problem(name, _("This date is too long."), _("Write it in 40 characters."))
    first, last = dates
    if first and last and last.latest < first.earliest:
        yield Problem(names[1], _("It ends before it begins."), _("Check both dates."))


def in_words(since: str, until: str) -> str:
    """Return a period in words: "2012 – May 2015", "2012 –", or nothing where both ends are open."""
    if not since and not until:
        return ""
    return f"{say(since)} – {say(until)}".strip()


def say(text: str) -> str:
    """Return one end in words, or nothing where it is open."""
    return fuzzy.say(fuzzy.parse(text)) if text else ""


def lifetime(actor: "Actor") -> str:
    """Return since when and until when an actor exists, in words. A merged record without dates takes the other's."""
    if not (actor.founded or actor.dissolved) and actor.counts_as is not None:
        return in_words(actor.counts_as.founded, actor.counts_as.dissolved)
    return in_words(actor.founded, actor.dissolved)
