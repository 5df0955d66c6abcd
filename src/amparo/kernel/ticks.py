"""Regular work: functions that a worker calls every so many seconds, each at most once in its time, however many
workers there are.

A tick is short (seconds); longer work belongs in the task queue. Functions must bear being called late or, after a
kill, again. A tick that fails is logged and comes again in its time; it does not stop the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from amparo.kernel import clock
from amparo.kernel.models import Tick, WorkerBeat

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
# A worker without a sign of life for so long is taken for dead.
SILENT_SECONDS = 60


@dataclass(frozen=True)
class Ticker:
    """A regular task: its name, how often it comes (seconds), and what it calls."""

    name: str
    seconds: float
    function: Callable[[], object]


_registered: dict[str, Ticker] = {}


def register(name: str, seconds: float, function: Callable[[], object]) -> None:
    """Have `function` called every `seconds` by the worker. Rooms call this in `AppConfig.ready`.

    Raises ValueError where the name is taken by another function.
    """
    known = _registered.get(name)
    if known is not None and known.function is not function:
        raise ValueError(f"The tick {name!r} is registered already, for another function.")
    _registered[name] = Ticker(name, seconds, function)


def registered() -> tuple[Ticker, ...]:
    """Return all regular tasks, by name."""
    return tuple(_registered[name] for name in sorted(_registered))


def run_due() -> list[str]:
    """Run each tick whose time has come and that no other worker took; return the names of those that ended well."""
    return [ticker.name for ticker in registered() if claim(ticker) and run(ticker)]


def claim(ticker: Ticker) -> bool:
    """Take the tick if its time has come. Of several workers at one moment exactly one succeeds."""
    moment = clock.now()
    span = timedelta(seconds=ticker.seconds)
    # A moment in the future means that the clock was set back; waiting for it could take years.
    due = Q(began_at__lte=moment - span) | Q(began_at__gt=moment + span)
    if Tick.objects.filter(due, name=ticker.name).update(began_at=moment):
        return True
    return Tick.objects.get_or_create(name=ticker.name, defaults={"began_at": moment})[1]


def run(ticker: Ticker) -> bool:
    """Call the function of a tick and note how it ended; return whether it ended well."""
    try:
        ticker.function()
    except Exception:
        logger.exception("The tick %s failed; it comes again in %s seconds.", ticker.name, ticker.seconds)
        Tick.objects.filter(name=ticker.name).update(failed_at=clock.now())
        return False
    Tick.objects.filter(name=ticker.name).update(ended_at=clock.now())
    return True


def beat(worker: str) -> None:
    """Note that `worker` lives, and forget workers that have been silent for a day."""
    moment = clock.now()
    if not WorkerBeat.objects.filter(worker=worker).update(beat_at=moment):
        WorkerBeat.objects.create(worker=worker, started_at=moment, beat_at=moment)
        WorkerBeat.objects.filter(beat_at__lt=moment - timedelta(days=1)).delete()


def rest(worker: str) -> None:
    """Note that `worker` ended as it should."""
    WorkerBeat.objects.filter(worker=worker).delete()


def living_workers() -> frozenset[str]:
    """Return the workers that gave a sign of life within the last minute."""
    since = clock.now() - timedelta(seconds=SILENT_SECONDS)
    return frozenset(WorkerBeat.objects.filter(beat_at__gte=since).values_list("worker", flat=True))
