"""The one place that says what time it is, so that tests can set it (`monkeypatch.setattr(clock, "now", ...)`).

Call `clock.now()` and `clock.today()` through the module; a name imported from it would escape the tests' hand.
"""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """Return the present day in the time zone of the installation (or the one activated for a request)."""
    return timezone.localdate(now())


def day_of(moment: datetime) -> date:
    """Return the day on which a moment lies, in the same zone as `today`."""
    return timezone.localdate(moment)
