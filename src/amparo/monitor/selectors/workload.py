"""How old what waits for verification is, and who has how much of it in hand."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.monitor import policies
from amparo.monitor.models import Status, VerificationStep
from amparo.monitor.selectors import lists
from amparo.monitor.selectors.narrowing import IncidentFilter

RECENT_DAYS = 30
AGES = ((0, 29), (30, 59), (60, None))
"""Ages in whole days, from and to (None: open)."""


@dataclass(frozen=True)
class Load:
    """What one verifier has in hand, and decided within the last 30 days."""

    name: str
    in_hand: int
    decided: int


def ages(acting: Person, chosen: IncidentFilter | None = None) -> tuple[int, ...]:
    """Return how many wait in each class of `AGES` and pass the filter, each count bounded as in every list."""
    now, waiting = clock.now(), lists.queue(acting, chosen)
    counts = []
    for youngest, oldest in AGES:
        found = waiting.filter(created_at__lte=now - datetime.timedelta(days=youngest))
        if oldest is not None:
            found = found.filter(created_at__gt=now - datetime.timedelta(days=oldest + 1))
        counts.append(lists.bounded_count(found))
    return tuple(counts)


def workload(acting: Person) -> tuple[Load, ...]:
    """Return what each verifier has in hand and decided, most in hand first. Two queries."""
    agencies = policies.readable_agencies(acting)
    steps = VerificationStep.objects.filter(incident__agency__in=agencies).order_by()
    later = VerificationStep.objects.filter(incident=OuterRef("incident"), id__gt=OuterRef("id"))
    taken = steps.filter(
        ~Exists(later), to_status=Status.UNDER_VERIFICATION, incident__status=Status.UNDER_VERIFICATION
    )
    since = clock.now() - datetime.timedelta(days=RECENT_DAYS)
    decided = steps.filter(decided_at__gte=since).exclude(level="")
    in_hand, recent = (
        {
            (pk, name): count
            for pk, name, count in rows.annotate(name=F("decided_by__name"))
            .values_list("decided_by_id", "name")
            .annotate(Count("pk"))
        }
        for rows in (taken, decided)
    )
    loads = [Load(name, in_hand.get((pk, name), 0), recent.get((pk, name), 0)) for pk, name in {**in_hand, **recent}]
    return tuple(sorted(loads, key=lambda load: (-load.in_hand, -load.decided, load.name)))
