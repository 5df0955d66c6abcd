"""Rows that name an incident which is there already: whether they may join it, and which of its children they mean."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from amparo.monitor import codes
from amparo.monitor.associations import content_of
from amparo.monitor.imports.cells import Wrong
from amparo.monitor.imports.lookups import NOBODY
from amparo.monitor.imports.telling import NOTHING, Said
from amparo.monitor.imports.understanding import Meaning
from amparo.monitor.models import OPEN, Association, Incident, Mention, Victim, Violation


@dataclass
class Child:
    """A victim row of the incident. `earlier`: it was there before this import."""

    id: uuid.UUID
    pseudonym: str
    age_band: str
    earlier: bool


@dataclass
class Existing:
    """An incident as it stands: its children, its acts, and the sources that reported it before this import.

    `said` is what is told of associations, by the act; it is read only where a file tells of any.
    """

    id: uuid.UUID
    status: str
    country_id: uuid.UUID
    version: int
    earliest: datetime.date
    children: list[Child] = field(default_factory=list)
    acts: dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID] = field(default_factory=dict)
    sources: set[uuid.UUID] = field(default_factory=set)
    said: dict[uuid.UUID, Said] = field(default_factory=dict)

    def said_of(self, type_id: uuid.UUID, actor_id: uuid.UUID) -> Said:
        """Return what is stored of an association, as a statement that may grow; an empty one where nothing is."""
        stored = self.said.get(self.acts[type_id, actor_id]) if (type_id, actor_id) in self.acts else None
        return replace(stored) if stored else Said()

    def refuse(self, meaning: Meaning) -> None:
        """Raise Wrong where a row may not join: the incident is being verified, or lies elsewhere."""
        if self.status not in OPEN:
            raise Wrong(
                "incident",
                _("This incident is under verification or decided: its facts stand still."),
                _("Take the row out and attach a report to the incident by hand, or wait for the decision."),
                meaning.code,
            )
        if self.country_id != meaning.country.id:
            raise Wrong(
                "country",
                _("The incident of this code lies in another country."),
                _("Correct the country or the code of the incident."),
            )

    def child_meant(self, meaning: Meaning, source_id: uuid.UUID) -> Child | None:
        """Return the child or group that a row speaks of; None where it speaks of further children.

        A pseudonym means the child of that pseudonym. A counted group of a source that reported the incident
        before is further children. Of another source it is the group that is there, seen by a second source: the
        one of the same age, else the only one. Raises Wrong where it could be several.
        """
        if meaning.pseudonym:
            return next((one for one in self.children if one.pseudonym == meaning.pseudonym), None)
        groups = [one for one in self.children if not one.pseudonym and one.earlier]
        if source_id in self.sources or not groups:
            return None
        same_age = [one for one in groups if one.age_band == meaning.age_band]
        for candidates in (same_age, groups):
            if len(candidates) == 1:
                return candidates[0]
        raise Wrong(
            "incident",
            _("The incident has several groups of children, and it cannot be told which of them this row means."),
            _("Take the row out, and attach the report to the incident by hand."),
            meaning.code,
        )


def refuse_code(meaning: Meaning, existing: Existing | None) -> None:
    """Raise Wrong for a code of this system's own form that no incident bears: a later one would get it."""
    if existing is None and codes.is_whole(meaning.code):
        raise Wrong(
            "incident",
            _("No incident here has this code, which is of the form that the system gives."),
            _("Correct it, or empty the cell for a new incident."),
            meaning.code,
        )


def existing_incidents(
    agency_id: uuid.UUID, wanted: Iterable[str], batch_id: uuid.UUID | None, *, told: bool = False
) -> dict[str, Existing]:
    """Return the agency's incidents of these codes, by code. At most four queries; seven with what is `told`."""
    rows = Incident.objects.filter(agency_id=agency_id, code__in=set(wanted)).values_list(
        "code", "id", "status", "country_id", "version", "date_earliest"
    )
    found = {
        code: Existing(id_, status, country_id, version, earliest)
        for code, id_, status, country_id, version, earliest in rows
    }
    if not found:
        return found
    by_id = {one.id: one for one in found.values()}
    mentioned_before, mentioned_now = _mentions(by_id, batch_id)
    for id_, incident_id, pseudonym, age_band in Victim.objects.filter(incident_id__in=by_id).values_list(
        "id", "incident_id", "pseudonym", "age_band"
    ):
        earlier = id_ in mentioned_before or id_ not in mentioned_now
        by_id[incident_id].children.append(Child(id_, pseudonym, age_band, earlier))
    for id_, incident_id, type_id, actor_id in Violation.objects.filter(incident_id__in=by_id).values_list(
        "id", "incident_id", "type_id", "actor_id"
    ):
        by_id[incident_id].acts[type_id, actor_id or NOBODY.id] = id_
    if told:
        _add_said(by_id)
    return found


def _add_said(by_id: dict[uuid.UUID, Existing]) -> None:
    """Add what is told of associations, and how many children each act counts. Three queries."""
    of_act = {act: one for one in by_id.values() for act in one.acts.values()}
    children: dict[uuid.UUID, int] = defaultdict(int)
    for act, pseudonym, boys, girls, unknown in Violation.objects.filter(pk__in=of_act).values_list(
        "pk", "victims__pseudonym", "victims__boys", "victims__girls", "victims__unknown"
    ):
        children[act] += 1 if pseudonym else (boys or 0) + (girls or 0) + (unknown or 0)
    stored = {
        one.violation_id: content_of(one)
        for one in Association.objects.filter(violation_id__in=of_act).prefetch_related("terms")
    }
    for act, one in of_act.items():
        one.said[act] = Said(stored.get(act, NOTHING), children[act])


def _mentions(by_id: dict[uuid.UUID, Existing], batch_id: uuid.UUID | None) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    before: set[uuid.UUID] = set()
    now: set[uuid.UUID] = set()
    for incident_id, victim_id, source_id, batch in Mention.objects.filter(incident_id__in=by_id).values_list(
        "incident_id", "victim_id", "source_id", "report__batch_id"
    ):
        if batch_id is not None and batch == batch_id:
            now.add(victim_id)
        else:
            before.add(victim_id)
            by_id[incident_id].sources.add(source_id)
    return before, now
