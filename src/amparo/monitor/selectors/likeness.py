"""Incidents that may be one event recorded twice, each with the reasons, and what was judged of pairs before.

Proposed are incidents of the same agency at the same place whose dates lie within a week of each other, unless two
known parties differ, or the numbers of children do by more than a fifth. A person judges; nothing is joined by itself.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.monitor.models import Incident, IncidentLink, Victim, Violation
from amparo.monitor.selectors.incidents import incidents_for

WINDOW = datetime.timedelta(days=7)
MOST = 50
SIMILAR = 0.2


@dataclass(frozen=True)
class Likeness:
    """An incident that may be the same event, and why."""

    incident: Incident
    reasons: tuple[str, ...]


def like(acting: Person, incident: Incident) -> list[Likeness]:
    """Return incidents that may be the same event and of which nothing was judged yet, most reasons first.

    Four queries for any number. Only what the person reads is compared.
    """
    judged = {pk for link in links_of(incident) for pk in (link.first_id, link.second_id)}
    near = list(_near(acting, incident).exclude(pk__in=judged | {incident.pk})[:MOST])
    facts = _Facts([incident, *near])
    found = [Likeness(other, tuple(reasons)) for other in near if (reasons := facts.reasons(incident, other))]
    return sorted(found, key=lambda one: (-len(one.reasons), one.incident.date_earliest, one.incident.code))


def is_cut(acting: Person, incident: Incident) -> bool:
    """Say whether more incidents lie near in time and place than `like` compares. Two queries."""
    judged = {pk for link in links_of(incident) for pk in (link.first_id, link.second_id)}
    return _near(acting, incident).exclude(pk__in=judged | {incident.pk})[MOST : MOST + 1].exists()


def _near(acting: Person, incident: Incident) -> QuerySet[Incident]:
    place = Q(admin1=incident.admin1_id) | Q(admin1=None) if incident.admin1_id else Q()
    return (
        incidents_for(acting)
        .filter(
            place,
            agency=incident.agency_id,
            country=incident.country_id,
            # An open date reaches to the first or last day there is: nothing lies beyond it.
            date_earliest__lte=min(incident.date_latest, datetime.date.max - WINDOW) + WINDOW,
            date_latest__gte=max(incident.date_earliest, datetime.date.min + WINDOW) - WINDOW,
        )
        .select_related("country", "admin1")
    )


def links_of(incident: Incident) -> QuerySet[IncidentLink]:
    """Return what was judged of an incident and another, the newest first, with what was judged before it."""
    found = IncidentLink.objects.filter(Q(first=incident) | Q(second=incident))
    found = found.select_related("first", "second", "judged_by").prefetch_related("earlier__judged_by")
    return found.order_by("-updated_at", "-id")


def links_between(acting: Person, ids: Sequence[uuid.UUID]) -> QuerySet[IncidentLink]:
    """Return what was judged of any two of these incidents. Only what the person reads."""
    own = incidents_for(acting).filter(pk__in=ids).order_by().values("pk")
    found = IncidentLink.objects.filter(first__in=own, second__in=own)
    return found.select_related("first", "second").order_by("first__code", "second__code")


def judged_pairs(acting: Person, ids: Sequence[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Return which two of these incidents were judged before, each pair with the smaller id first."""
    return set(links_between(acting, ids).values_list("first_id", "second_id"))


class _Facts:
    """Parties, kinds of violation and numbers of children of some incidents. Two queries."""

    def __init__(self, incidents: Sequence[Incident]) -> None:
        keys = [incident.pk for incident in incidents]
        self.parties: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        self.acts: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        acts = Violation.objects.filter(incident__in=keys)
        rows = acts.values_list("incident_id", "type_id", "actor_id", "actor__counts_as_id")
        for incident_id, type_id, actor_id, counts_as_id in rows:
            self.acts[incident_id].add(type_id)
            if actor_id:
                self.parties[incident_id].add(counts_as_id or actor_id)
        sums = (
            Victim.objects.filter(incident__in=keys)
            .order_by()
            .values_list("incident_id")
            .annotate(Sum("boys"), Sum("girls"), Sum("unknown"), single=Count("pk", filter=~Q(pseudonym="")))
        )
        self.children = {key: sum(counts) for key, *counts in sums}

    def reasons(self, one: Incident, other: Incident) -> list[str]:
        """Return why both may be one event; none where a known party or the number of children speaks against it."""
        parties = self.parties[one.pk], self.parties[other.pk]
        if all(parties) and not parties[0] & parties[1]:
            return []
        counts = self.children.get(one.pk, 0), self.children.get(other.pk, 0)
        if all(counts) and abs(counts[0] - counts[1]) > SIMILAR * max(counts):
            return []
        return [*self._of_time_and_place(one, other), *self._of_facts(one, other, counts)]

    def _of_time_and_place(self, one: Incident, other: Incident) -> Iterator[str]:
        if one.admin1_id and one.admin1_id == other.admin1_id:
            yield _("same place: %(place)s") % {"place": one.admin1}
        else:
            yield _("same country: %(place)s") % {"place": one.country}
        first, second = sorted((one, other), key=lambda row: row.date_earliest)
        apart = (second.date_earliest - first.date_latest).days
        if apart <= 0:
            yield _("dates that overlap")
        else:
            yield ngettext("%(count)d day apart", "%(count)d days apart", apart) % {"count": apart}

    def _of_facts(self, one: Incident, other: Incident, counts: tuple[int, int]) -> Iterator[str]:
        if self.parties[one.pk] & self.parties[other.pk]:
            yield _("same party")
        if self.acts[one.pk] & self.acts[other.pk]:
            yield _("same kind of violation")
        if all(counts):
            yield (
                _("same number of children")
                if counts[0] == counts[1]
                else _("similar numbers of children: %(one)d and %(other)d") % {"one": counts[0], "other": counts[1]}
            )
