"""Reads of single incidents."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.models import Association, ImportBatch, Incident, Mention, VerificationStep, Victim, Violation
from amparo.monitor.recording import note_read
from amparo.monitor.snapshots import Json, association_data, incident_data


def incidents_for(acting: Person) -> QuerySet[Incident]:
    """Return the incidents that the person reads, the latest event first."""
    return Incident.objects.filter(agency__in=policies.readable_agencies(acting)).order_by("-date_earliest", "-id")


def incident_for(acting: Person, incident_id: uuid.UUID) -> Incident:
    """Return one incident with its places, or raise NotFound."""
    found = incidents_for(acting).select_related("country", "admin1", "admin2", "agency", "recorded_by")
    incident = found.filter(pk=incident_id).first()
    if incident is None:
        raise NotFound
    return incident


def incident_read(acting: Person, incident_id: uuid.UUID) -> Incident:
    """Return one incident to be shown, and record that it was read."""
    incident = incident_for(acting, incident_id)
    note_read(acting, "incident", incident.pk, incident.agency_id)
    return incident


def incident_by_code(acting: Person, code: str) -> Incident | None:
    """Return the incident with a code, where the person reads it."""
    return incidents_for(acting).filter(code=code.strip().upper()).first()


def codes_of(acting: Person, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the references of those of the incidents that the person reads, by id."""
    return dict(incidents_for(acting).filter(pk__in=ids).order_by().values_list("pk", "code"))


def incident_to_change(acting: Person, incident_id: uuid.UUID) -> Incident:
    """Return one incident, locked until the transaction ends, or raise NotFound where the person may not record."""
    return _locked(incident_id, policies.writable_agencies(acting))


def incident_to_decide(acting: Person, incident_id: uuid.UUID) -> Incident:
    """Return one incident, locked until the transaction ends, or raise NotFound where the person is no verifier."""
    return _locked(incident_id, policies.deciding_agencies(acting))


def _locked(incident_id: uuid.UUID, agencies: frozenset[uuid.UUID]) -> Incident:
    found = Incident.objects.select_for_update(of=("self",)).filter(pk=incident_id, agency__in=agencies)
    incident = found.first()
    if incident is None:
        raise NotFound
    return incident


def recorders_of(incident: Incident) -> frozenset[uuid.UUID]:
    """Return the ids of all who recorded the incident, changed it, or recorded a report that mentions it.

    Whoever confirmed an import recorded what it brought, also where somebody else had begun it.
    """
    reports = Mention.objects.filter(incident=incident).values_list("report__recorded_by_id", "report__batch_id")
    found = set(reports.distinct())
    batches = {incident.batch_id, *(batch for _person, batch in found)} - {None}
    confirmers = ImportBatch.confirmed_by.through.objects.filter(importbatch__in=batches)
    return frozenset(
        {
            incident.recorded_by_id,
            *(person for person, _batch in found),
            *incident.changed_by.values_list("pk", flat=True),
            *confirmers.values_list("person_id", flat=True),
        }
    )


def confirmed_by(acting: Person) -> QuerySet[ImportBatch, uuid.UUID]:
    """Return the ids of the imports that the person confirmed, for the use within another query."""
    return ImportBatch.objects.filter(confirmed_by=acting).order_by().values_list("pk", flat=True)


def recorded_by_person(acting: Person, incidents: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Return those of the incidents in whose recording the person had a part (see `recorders_of`). Three queries."""
    own = Incident.objects.filter(pk__in=incidents).order_by()
    confirmed = confirmed_by(acting)
    recorded = own.filter(Q(recorded_by=acting) | Q(batch__in=confirmed)).values_list("pk", flat=True)
    changed = own.filter(changed_by=acting).values_list("pk", flat=True)
    reported = Mention.objects.filter(
        Q(report__recorded_by=acting) | Q(report__batch__in=confirmed), incident__in=incidents
    )
    return frozenset([*recorded, *changed, *reported.order_by().values_list("incident_id", flat=True)])


def violations_of(incident: Incident) -> QuerySet[Violation]:
    """Return the violations with act, actor and victims."""
    return incident.violations.select_related("type", "actor__counts_as").prefetch_related("victims").order_by("id")


def violation_of(incident: Incident, violation_id: uuid.UUID) -> Violation | None:
    """Return one violation of an incident with its act and actor."""
    return incident.violations.select_related("type", "actor").filter(pk=violation_id).first()


def children_of(violation: Violation) -> int:
    """Return how many children a violation counts: pseudonymous ones and counted groups."""
    return sum(row.size for row in violation.victims.all())


def associations_of(incident: Incident) -> dict[uuid.UUID, Association]:
    """Return what is told of associations, by the id of the violation, with the terms. Two queries."""
    found = Association.objects.filter(violation__incident=incident).prefetch_related("terms")
    return {association.violation_id: association for association in found}


def victims_of(incident: Incident) -> QuerySet[Victim]:
    """Return the victim rows in the order in which they were recorded."""
    return incident.victims.order_by("id")


def mentions_about(incident: Incident) -> QuerySet[Mention]:
    """Return what reports say of the incident's victims."""
    return incident.mentions.select_related("report", "source", "actor", "area").order_by("report_id", "id")


def steps_of(incident: Incident) -> QuerySet[VerificationStep]:
    """Return the chain of verification, first step first."""
    return incident.steps.select_related("decided_by").order_by("decided_at", "id")


def snapshot_of(incident: Incident) -> dict[str, Json]:
    """Return the whole incident as the history keeps it. Five queries."""
    violations = list(violations_of(incident))
    links = {str(row.pk): [str(victim.pk) for victim in row.victims.all()] for row in violations}
    told = {str(pk): association_data(row) for pk, row in associations_of(incident).items()}
    return incident_data(incident, victims_of(incident), violations, links, told)
