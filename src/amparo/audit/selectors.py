"""Reading the record. The callers' policies decide who may: ids and agencies come from them."""

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q, QuerySet

from amparo.audit.chain import ChainBrokenError, trusted_head
from amparo.audit.models import JSON, ROWS_PER_BLOCK, AuditEvent, HistoryBlock, HistoryEntry
from amparo.audit.services import VERIFIED
from amparo.audit.verify_tail import tail_of


@dataclass(frozen=True)
class Version:
    """What a record held after one save, and who saved it (None while the import that wrote it still runs)."""

    version: int
    at: datetime.datetime
    event_id: uuid.UUID
    acting: uuid.UUID | None
    action: str
    data: dict[str, JSON]


def history_of(object_type: str, object_id: uuid.UUID) -> list[Version]:
    """Return every kept version of a record, newest first; empty where there is none. Three queries."""
    entries = list(HistoryEntry.objects.filter(object_id=object_id, object_type=object_type).order_by("-version"))
    blocks = HistoryBlock.objects.in_bulk({entry.id // ROWS_PER_BLOCK for entry in entries})
    events = AuditEvent.objects.in_bulk({block.event_id for block in blocks.values()})
    versions = []
    for entry in entries:
        block = blocks[entry.id // ROWS_PER_BLOCK]
        event = events.get(block.event_id)
        versions.append(
            Version(
                version=entry.version,
                at=block.at,
                event_id=block.event_id,
                acting=event.acting if event else None,
                action=event.action if event else "",
                data=entry.data,
            )
        )
    return versions


@dataclass(frozen=True)
class EventFilter:
    """Which events are asked for. `action` is a whole action or its beginning up to a dot; days are inclusive."""

    action: str = ""
    acting: uuid.UUID | None = None
    object_id: uuid.UUID | None = None
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None

    def narrow(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Return the events that fit."""
        if self.action:
            events = events.filter(Q(action=self.action) | Q(action__startswith=f"{self.action}."))
        if self.acting:
            events = events.filter(acting=self.acting)
        if self.object_id:
            events = events.filter(object_id=self.object_id)
        if self.since:
            events = events.filter(at__gte=self.since)
        return events.filter(at__lt=self.until) if self.until else events


def events_of(
    *,
    agencies: Collection[uuid.UUID],
    people: Collection[uuid.UUID],
    wanted: EventFilter,
    before: uuid.UUID | None = None,
    limit: int,
) -> list[AuditEvent]:
    """Return up to `limit` events of agencies, newest first, without detail and changes.

    `people` are those of these agencies: their events that belong to no agency (signing in, a closed account) are
    among them, whether they acted or were acted upon. `before` is the id of the last event of the page before;
    an unknown one, or one of another agency, gives nothing.
    """
    parts = [
        Q(agency__in=agencies),
        Q(agency__isnull=True, acting__in=people),
        Q(agency__isnull=True, object_id__in=people),
    ]
    after = Q()
    if before is not None:
        last = AuditEvent.objects.filter(parts[0] | parts[1] | parts[2], id=before).first()
        if last is None:
            return []
        after = Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id)
    # Three short walks along three indexes; one query with OR would sort everything that anybody ever did.
    found: dict[uuid.UUID, AuditEvent] = {}
    for part in parts:
        events = wanted.narrow(AuditEvent.objects.filter(part).filter(after))
        rows = events.defer("detail_text", "changes_text", "mac").order_by("-at", "-id")[:limit]
        found |= {event.id: event for event in rows}
    return sorted(found.values(), key=lambda event: (event.at, event.id), reverse=True)[:limit]


@dataclass(frozen=True)
class ChainState:
    """How the chain stands: whether its end holds, until when it is sealed, what waits, and the last verification.

    `waiting_seconds` is how long the oldest unsealed row has waited; None where nothing waits. `held` is None where
    nobody has verified the record yet.
    """

    unbroken: bool
    sealed_at: datetime.datetime | None
    waiting: int
    waiting_seconds: float | None
    verified_at: datetime.datetime | None
    held: bool | None


def chain_state() -> ChainState:
    """Return how the chain stands. Three or four small queries; nothing is verified but the head."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        head = trusted_head(connection)
        unbroken, sealed_at = True, head.moment if head.count else None
    except ChainBrokenError:
        unbroken, sealed_at = False, None
    tail = tail_of(connection)
    last = AuditEvent.objects.filter(action=VERIFIED).order_by("-at").first()
    return ChainState(
        unbroken=unbroken,
        sealed_at=sealed_at,
        waiting=tail.count,
        waiting_seconds=tail.oldest_seconds,
        verified_at=last.at if last else None,
        held=bool(last.detail["holds"]) if last else None,
    )
