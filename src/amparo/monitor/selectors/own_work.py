"""What waits for one person: to be verified by them, to be looked at again, to be verified by somebody else."""

from django.db.models import QuerySet

from amparo.accounts.models import Person
from amparo.monitor import policies
from amparo.monitor.models import Incident, Status
from amparo.monitor.selectors.incidents import confirmed_by, incidents_for
from amparo.monitor.selectors.narrowing import WAITING


def to_verify(acting: Person) -> QuerySet[Incident]:
    """Return the incidents that the person may decide as second person, the longest waiting first."""
    confirmed = confirmed_by(acting)
    return (
        incidents_for(acting)
        .filter(agency__in=policies.deciding_agencies(acting), status__in=WAITING)
        .exclude(recorded_by=acting)
        .exclude(changed_by=acting)
        .exclude(mentions__report__recorded_by=acting)
        .exclude(batch__in=confirmed)
        .exclude(mentions__report__batch__in=confirmed)
        .order_by("id")
    )


def recorded_and_waiting(acting: Person) -> QuerySet[Incident]:
    """Return what the person recorded and a second person has not decided, the newest first."""
    return incidents_for(acting).filter(recorded_by=acting, status__in=WAITING).order_by("-id")


def recorded_and_not_verified(acting: Person) -> QuerySet[Incident]:
    """Return what the person recorded and nobody could verify with what there was, the oldest first."""
    return incidents_for(acting).filter(recorded_by=acting, status=Status.NOT_VERIFIED).order_by("id")
