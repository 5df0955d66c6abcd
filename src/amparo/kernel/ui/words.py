"""Numbers and states in the reader's language."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from babel import Locale, UnknownLocaleError
from babel.numbers import format_compact_decimal, format_decimal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


class State(StrEnum):
    """The seven states of the look. Each is a colour and a shape; the word comes from the caller."""

    LATE = "late"  # late, broken, refused
    TODAY = "today"  # due today, ends soon, caution
    WAIT = "wait"  # waiting on others
    RUN = "run"  # under way
    KEPT = "kept"  # done, kept, verified
    NONE = "none"  # not started, does not apply
    SEALED = "sealed"  # identity, and nothing else


def locale() -> Locale:
    """Return the Babel locale of the active language; English where Babel does not know it."""
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def number(value: float | Decimal) -> str:
    """Return a number with the separators of the reader's language: 36,221. Never use it for a year."""
    return str(format_decimal(value, locale=locale()))


def compact(value: float) -> str:
    """Return a short form for the axis of a chart: 1.5M, 300K."""
    return str(format_compact_decimal(value, locale=locale(), fraction_digits=1))


def moment(value: datetime, *, short: bool = False) -> str:
    """Return a moment in the reader's language, in the time zone of the installation (as `clock.today` has it)."""
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT" if short else "DATETIME_FORMAT")
