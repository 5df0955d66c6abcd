"""What waits for a person: a few numbers for the first page."""

from dataclasses import dataclass

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.monitor import policies
from amparo.monitor.models import ImportBatch, Incident, Status
from amparo.monitor.selectors.lists import WAITING, bounded_count

UNFINISHED = (ImportBatch.State.CHECKING, ImportBatch.State.CHECKED, ImportBatch.State.IMPORTING)


@dataclass(frozen=True)
class Waiting:
    """Numbers stop at `lists.MOST_COUNTED` plus one.

    own_reported: incidents that the person recorded and nobody has taken up. queue: incidents that wait for a
    verifier or a decision, where the person is a verifier. oldest_days: how long the first of these has waited.
    unfinished_imports: imports of the person's agencies that are not finished, where the person records.
    """

    own_reported: int = 0
    queue: int = 0
    oldest_days: int | None = None
    unfinished_imports: int = 0


def waiting_for(acting: Person) -> Waiting:
    """Return what waits for the person in this room; all zero for a person who has no work here."""
    recording, deciding = policies.writable_agencies(acting), policies.deciding_agencies(acting)
    own = imports = 0
    if recording:
        reported = Incident.objects.filter(agency__in=recording, recorded_by=acting, status=Status.REPORTED)
        own = bounded_count(reported)
        imports = ImportBatch.objects.filter(agency__in=recording, state__in=UNFINISHED).count()
    length, oldest = 0, None
    if deciding:
        queue = Incident.objects.filter(agency__in=deciding, status__in=WAITING)
        length = bounded_count(queue)
        first = queue.order_by("created_at").values_list("created_at", flat=True).first()
        oldest = (clock.now() - first).days if first else None
    return Waiting(own, length, oldest, imports)
