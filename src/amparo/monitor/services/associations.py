"""Associations: how children came to a force or group and how they left it, saved as a part of their incident."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from amparo.accounts.models import Person
from amparo.audit.values import redacted
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.monitor import selectors
from amparo.monitor.association_checks import association_problems
from amparo.monitor.associations import association_blocks, stated, stored_association
from amparo.monitor.content import AssociationData
from amparo.monitor.differences import Block
from amparo.monitor.models import Association, Incident, Violation
from amparo.monitor.recording import Subject, note
from amparo.monitor.services.incidents import refuse_unless_open
from amparo.terms.models import Term


@transaction.atomic
def describe_association(
    *, acting: Person, incident_id: uuid.UUID, violation_id: uuid.UUID, expected_version: int, data: AssociationData
) -> Incident:
    """Replace what is stated of the association that a violation is about. The incident's version rises by one.

    Raises NotFound, Conflict where the incident is under verification or decided, Stale (with both values of each part
    that differs) where it was saved since `expected_version`, Invalid with every problem found.
    """
    incident = selectors.incident_to_change(acting, incident_id)
    violation = selectors.violation_of(incident, violation_id)
    if violation is None:
        raise NotFound
    stored = stored_association(violation)
    blocks = association_blocks(stored, data)
    if incident.version != expected_version:
        raise _stale(incident, blocks)
    refuse_unless_open(incident)
    problems = association_problems(data, violation, selectors.children_of(violation), kept=stored.terms)
    if problems:
        raise Invalid(problems=problems)
    if not blocks:
        return incident
    _write(violation, data)
    Incident.objects.filter(pk=incident.pk).update(version=F("version") + 1, updated_at=clock.now())
    incident.version += 1
    incident.changed_by.add(acting)
    note(
        acting,
        "incident.changed",
        Subject("incident", incident.pk, incident.agency_id, incident.version),
        data=selectors.snapshot_of(incident),
        changes={block.name: (redacted(block.theirs), redacted(block.yours)) for block in blocks},
        detail={"code": incident.code},
    )
    return incident


def _write(violation: Violation, data: AssociationData) -> None:
    if data == AssociationData():
        Association.objects.filter(violation=violation).delete()
        return
    association, _made = Association.objects.update_or_create(violation=violation, defaults=stated(data))
    association.terms.set(Term.objects.filter(pk__in=data.terms))


def _stale(incident: Incident, blocks: Sequence[Block]) -> Stale:
    return Stale(
        theirs={block.name: block.theirs for block in blocks},
        yours={block.name: block.yours for block in blocks},
        labels={block.name: block.label for block in blocks},
        version=incident.version,
    )
