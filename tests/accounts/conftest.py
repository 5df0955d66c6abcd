"""Somebody with a real password, the events that were recorded, and a clock that can be set."""

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.kernel import clock

PASSWORD = "seven quiet herons wade"
WRONG = "not the right one"


@pytest.fixture(autouse=True)
def forget_throttles(db: None) -> Iterator[None]:
    """Attempts of one test do not count for the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def owner(monitor: Person) -> Person:
    """The monitor, who signs in with `PASSWORD`."""
    monitor.set_password(PASSWORD)
    monitor.save(update_fields=["password"])
    return monitor


@pytest.fixture
def events() -> Callable[..., list[AuditEvent]]:
    """Return the recorded events of one action, oldest first."""

    def of(action: str) -> list[AuditEvent]:
        return list(AuditEvent.objects.filter(action=action).order_by("at", "id"))

    return of


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime.timedelta], None]:
    """Let time pass: `later(timedelta(minutes=31))`. Counted from the real present."""

    def move(by: datetime.timedelta) -> None:
        moment = datetime.datetime.now(datetime.UTC) + by
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move
