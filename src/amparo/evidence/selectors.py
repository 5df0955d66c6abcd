"""Reading estimates. Each takes the acting person and sees that person's agencies only."""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from amparo.accounts.models import Agency, Person
from amparo.audit.services import record_read
from amparo.evidence import policies
from amparo.evidence.models import EstimateRun
from amparo.kernel.errors import NotFound
from amparo.monitor.models import Source


def runs_for(acting: Person) -> QuerySet[EstimateRun]:
    """Every run of the agencies in which the person reads estimates, newest first."""
    agencies = [pk for pk in _agencies(acting) if policies.may_read(acting, pk)]
    return EstimateRun.objects.filter(agency_id__in=agencies).select_related("result", "asked_by", "agency")


def run_for(acting: Person, run_id: uuid.UUID) -> EstimateRun:
    """One run; reading it is recorded. Raises NotFound where there is none that the person may know of."""
    run = runs_for(acting).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    record_read(
        acting=acting.pk, agency=run.agency_id, action="estimate.read", object_type="estimate", object_id=run.pk
    )
    return run


def agencies_to_run(acting: Person) -> Sequence[Agency]:
    """The agencies over whose sources the person runs estimates, by name."""
    ids = [pk for pk in _agencies(acting) if policies.may_run(acting, pk)]
    return list(Agency.objects.filter(pk__in=ids).order_by("name"))


def sources_to_choose(acting: Person, agency_id: uuid.UUID) -> QuerySet[Source]:
    """The sources that an estimate may use: names and codes, nothing that they said."""
    if not policies.may_run(acting, agency_id):
        raise NotFound
    return Source.objects.filter(agency_id=agency_id).order_by("name")


def _agencies(acting: Person) -> frozenset[uuid.UUID]:
    return frozenset(agency_id for agency_id, _role in acting.current_roles)
