"""Reads of timelines: the incidents of a place or an actor in the order of their dates, a page at a time."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.accounts.models import Person
from amparo.monitor.models import Incident, IncidentLink, LinkKind, Mention
from amparo.monitor.selectors.incidents import codes_of
from amparo.monitor.selectors.keysets import Cursor, Part, cut
from amparo.monitor.selectors.lists import PAGE_ROWS
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered
from amparo.places.models import Area, Level

DAY = "date_earliest"


@dataclass(frozen=True)
class Stretch:
    """One page of incidents, and the time that it covers: from the day `since` on, and before the day `until`.

    None leaves a side open: the first page reaches into the future, the last one back to the beginning.
    """

    part: Part[Incident]
    since: datetime.date | None
    until: datetime.date | None


def at_place(acting: Person, place: Area, chosen: IncidentFilter) -> QuerySet[Incident]:
    """Return the incidents that the person reads and that lie in a place.

    In a place of the second level lie those that name it, and of those that name no such place, the ones of which a
    report does.
    """
    if place.level == Level.COUNTRY:
        return filtered(acting, replace(chosen, country_id=place.pk))
    if place.level == Level.ADMIN_1:
        return filtered(acting, replace(chosen, admin1_id=place.pk))
    said = Exists(Mention.objects.filter(incident=OuterRef("pk"), area=place))
    near = Q(admin2=None) & (Q(admin1=place.parent_id) | Q(admin1=None))
    return filtered(acting, chosen).filter(Q(admin2=place) | near & said)


def of_actor(acting: Person, actor_id: uuid.UUID, chosen: IncidentFilter) -> QuerySet[Incident]:
    """Return the incidents that the person reads and that name an actor, or a record that counts as it."""
    return filtered(acting, replace(chosen, actor_id=actor_id, no_actor=False))


def stretch_of(found: QuerySet[Incident], cursor: Cursor | None) -> Stretch:
    """Return one page of incidents, the newest first. Two queries at most."""
    part = cut(found, cursor, name=DAY, descending=True, size=PAGE_ROWS)
    until = None
    if part.rows and part.has_earlier:
        first = part.rows[0]
        edge = Cursor(first.date_earliest.isoformat(), first.pk, backwards=True)
        newer = cut(found, edge, name=DAY, descending=True, size=1).rows
        until = newer[0].date_earliest if newer else None
    since = part.rows[-1].date_earliest if part.rows and part.has_later else None
    return Stretch(part, since, until)


def related_to(acting: Person, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return the references of what was judged related to incidents, or one event with them, by their id.

    Three queries at most, one for each end of a link: asked for both ends and the incidents at once, a database looks
    at every pair of incidents.
    """
    linked = IncidentLink.objects.filter(kind__in=(LinkKind.RELATED, LinkKind.DUPLICATE)).order_by()
    pairs = [
        *linked.filter(first__in=ids).values_list("first_id", "second_id"),
        *linked.filter(second__in=ids).values_list("second_id", "first_id"),
    ]
    codes = codes_of(acting, [other for _one, other in pairs])
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for one, other in pairs:
        if other in codes:
            found[one].append(codes[other])
    return {pk: sorted(told) for pk, told in found.items()}
