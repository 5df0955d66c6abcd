"""Regular work: in its time, once, and no fault of one tick stops another."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from amparo.kernel import clock, ticks
from amparo.kernel.models import Tick, WorkerBeat

pytestmark = [pytest.mark.django_db, pytest.mark.both]


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2024, 5, 17, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_seconds(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(clock, "now", made.now)
    return made


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only the ticks of the test itself."""
    monkeypatch.setattr(ticks, "_registered", {})
    return


def fail() -> None:
    raise RuntimeError("broken")


def test_a_tick_runs_at_once_and_then_once_in_its_time(time: Time) -> None:
    calls: list[int] = []
    ticks.register("count", 60, lambda: calls.append(1))
    assert ticks.run_due() == ["count"]
    time.pass_seconds(59)
    assert ticks.run_due() == []
    time.pass_seconds(1)
    assert ticks.run_due() == ["count"]
    assert len(calls) == 2


def test_each_tick_has_its_own_time(time: Time) -> None:
    ticks.register("often", 5, lambda: None)
    ticks.register("seldom", 60, lambda: None)
    assert ticks.run_due() == ["often", "seldom"]
    time.pass_seconds(5)
    assert ticks.run_due() == ["often"]


def test_a_tick_that_fails_is_logged_comes_again_and_stops_no_other(
    time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    ticks.register("broken", 60, fail)
    ticks.register("sound", 60, lambda: None)
    assert ticks.run_due() == ["sound"]
    assert "The tick broken failed" in caplog.text
    assert Tick.objects.get(name="broken").failed_at == time.moment
    assert Tick.objects.get(name="sound").ended_at == time.moment
    time.pass_seconds(60)
    assert ticks.run_due() == ["sound"]
    assert caplog.text.count("The tick broken failed") == 2


def test_a_tick_that_another_worker_took_is_left_alone(time: Time) -> None:
    calls: list[int] = []
    ticks.register("count", 60, lambda: calls.append(1))
    Tick.objects.create(name="count", began_at=time.moment - timedelta(seconds=10))
    assert ticks.run_due() == []
    assert calls == []


def test_a_clock_that_was_set_back_does_not_stop_the_ticks(time: Time) -> None:
    ticks.register("count", 60, lambda: None)
    Tick.objects.create(name="count", began_at=time.moment + timedelta(days=400))
    assert ticks.run_due() == ["count"]


def test_a_name_stands_for_one_function() -> None:
    ticks.register("one", 60, fail)
    ticks.register("one", 30, fail)
    assert [ticker.seconds for ticker in ticks.registered()] == [30]
    with pytest.raises(ValueError, match="registered already"):
        ticks.register("one", 60, lambda: None)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_one_moment_one_takes_the_tick() -> None:
    """First where the tick never ran, then where its time has come again."""
    ticker = ticks.Ticker("count", 60, lambda: None)
    for _ in range(2):
        barrier, taken = threading.Barrier(8), []

        def take(barrier: threading.Barrier = barrier, taken: list[bool] = taken) -> None:
            connection.ensure_connection()
            barrier.wait()
            taken.append(ticks.claim(ticker))
            connection.close()

        threads = [threading.Thread(target=take) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == [False] * 7 + [True]
        Tick.objects.update(began_at=clock.now() - timedelta(seconds=61))


def test_a_worker_lives_as_long_as_it_gives_signs_of_life(time: Time) -> None:
    ticks.beat("one")
    time.pass_seconds(ticks.SILENT_SECONDS)
    assert ticks.living_workers() == {"one"}
    ticks.beat("one")
    time.pass_seconds(ticks.SILENT_SECONDS + 1)
    assert ticks.living_workers() == frozenset()


def test_a_worker_that_ended_is_forgotten_and_one_silent_for_a_day_too(time: Time) -> None:
    ticks.beat("one")
    ticks.rest("one")
    ticks.beat("two")
    time.pass_seconds(86401)
    ticks.beat("three")
    assert [str(beat) for beat in WorkerBeat.objects.all()] == ["three"]


def test_a_tick_names_itself(time: Time) -> None:
    assert str(Tick(name="count")) == "count"
