"""The one clock."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from amparo.kernel import clock


def test_now_is_aware() -> None:
    assert clock.now().tzinfo is not None


def test_today_is_the_day_in_the_active_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 5, 17, 23, 30, tzinfo=UTC))
    assert clock.today() == date(2024, 5, 17)
    with timezone.override("Asia/Kabul"):
        assert clock.today() == date(2024, 5, 18)
