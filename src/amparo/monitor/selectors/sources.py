"""Reads of sources."""

import uuid
from collections.abc import Sequence

from django.db.models import Count, QuerySet

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.models import Report, Source


def sources_for(acting: Person, *, agency_id: uuid.UUID | None = None) -> QuerySet[Source]:
    """Return the sources that the person reads, by name; of one agency where it is given."""
    agencies = policies.readable_agencies(acting)
    chosen = agencies if agency_id is None else agencies & {agency_id}
    return Source.objects.filter(agency__in=chosen).select_related("kind").order_by("name")


def source_for(acting: Person, source_id: uuid.UUID) -> Source:
    """Return one source, or raise NotFound."""
    source = sources_for(acting).filter(pk=source_id).first()
    if source is None:
        raise NotFound
    return source


def reports_given(sources: Sequence[Source]) -> dict[uuid.UUID, int]:
    """Return how many reports each of these sources gave, where any. One walk over an index, no row is opened."""
    rows = Report.objects.filter(source_id__in=[source.pk for source in sources]).values_list("source_id")
    return dict(rows.annotate(count=Count("*")).order_by())
