"""Incidents: recording and changing them with their victims and violations, as one thing with one version."""

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit.values import redacted
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem, Stale
from amparo.kernel.ids import uuid7
from amparo.kernel.sending import sent_before
from amparo.monitor import checks, codes, policies, searching, selectors
from amparo.monitor.content import IncidentData, MentionData, VictimData, ViolationData
from amparo.monitor.differences import Block, differing_blocks
from amparo.monitor.models import OPEN, Incident, Mention, Victim, Violation
from amparo.monitor.recording import Subject, note
from amparo.monitor.services.reports import add_mentions
from amparo.monitor.snapshots import Json, association_data, incident_data

_VICTIM_FIELDS = ("pseudonym", "sex", "age_band", "boys", "girls", "unknown")


@transaction.atomic
def record_incident(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    data: IncidentData,
    record_id: uuid.UUID | None = None,
    report_id: uuid.UUID | None = None,
) -> Incident:
    """Record an incident; sent twice with one `record_id`, it is recorded once.

    With `report_id`, every victim row is also noted as that report's mention. Raises NotFound where the person does
    not record for the agency (or the report is foreign), Invalid with every problem found.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    if known := sent_before(Incident, record_id, agency_id=agency_id, recorded_by_id=acting.pk):
        return known
    _refuse(checks.incident_problems(data))
    incident = Incident.objects.create(
        id=record_id or uuid7(),
        agency_id=agency_id,
        code=codes.incident_code(agency_id, clock.today().year),
        recorded_by=acting,
        **_facts(data),
    )
    victims = Victim.objects.bulk_create([_victim(incident, row) for row in data.victims])
    violations = _add_violations(incident, data.violations, victims)
    _note(acting, "incident.created", incident, victims, violations)
    if report_id is not None and victims:
        add_mentions(acting=acting, report_id=report_id, incident_id=incident.pk, mentions=_as_reported(data, victims))
    else:
        searching.refresh([incident.pk])
    return incident


@transaction.atomic
def change_incident(*, acting: Person, incident_id: uuid.UUID, expected_version: int, data: IncidentData) -> Incident:
    """Replace what an incident states.

    Raises NotFound, Conflict where it is under verification or decided, Stale (with both values of each part that
    differs) where it was saved since `expected_version`, Invalid with every problem found.
    """
    incident = selectors.incident_to_change(acting, incident_id)
    if incident.version != expected_version:
        raise _stale(incident, data)
    refuse_unless_open(incident)
    kept_terms = frozenset(incident.violations.values_list("type_id", flat=True))
    _refuse([*checks.incident_problems(data, kept_terms=kept_terms), *_kept_victims_problems(incident, data)])
    blocks = differing_blocks(incident, data)
    if not blocks:
        return incident
    _write_facts(incident, data)
    victims = _replace_victims(incident, data.victims)
    violations = _replace_violations(incident, data.violations, victims)
    incident.changed_by.add(acting)
    _note(acting, "incident.changed", incident, victims, violations, changes=_coded(blocks))
    searching.refresh([incident.pk])
    return incident


def refuse_unless_open(incident: Incident) -> None:
    """Raise Conflict where the incident is locked: while it is under verification, and once it is decided."""
    if incident.status in OPEN:
        return
    if incident.status == "under_verification":
        raise Conflict(
            _("This incident is under verification. While a second person works on it, nobody changes it."),
            advice=_("Ask the verifier to decide, or to send it back to you for correction."),
        )
    raise Conflict(
        _("This incident has been decided. It counts in figures as it stands, so it cannot be changed."),
        advice=_("Record a new report that corrects the earlier one, and tell the verifier."),
    )


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(problems=problems)


def _facts(data: IncidentData) -> dict[str, object]:
    return {
        "date_text": data.date.text,
        "date_earliest": data.date.earliest,
        "date_latest": data.date.latest,
        "committed_year": data.date.year,
        "country_id": data.country_id,
        "admin1_id": data.admin1_id,
        "admin2_id": data.admin2_id,
        "summary": data.summary.strip(),
    }


def _write_facts(incident: Incident, data: IncidentData) -> None:
    """Write the facts and raise the version. The row is locked and its version compared by the caller."""
    facts = {**_facts(data), "updated_at": clock.now()}
    Incident.objects.filter(pk=incident.pk).update(**facts, version=F("version") + 1)
    for name, value in facts.items():
        setattr(incident, name, value)
    incident.version += 1


def _victim(incident: Incident, row: VictimData) -> Victim:
    return Victim(
        agency_id=incident.agency_id, incident=incident, **{name: getattr(row, name) for name in _VICTIM_FIELDS}
    )


def _kept_victims_problems(incident: Incident, data: IncidentData) -> list[Problem]:
    """Rows that a report mentions stay: what was reported of them would otherwise hang in the air."""
    own = set(incident.victims.values_list("pk", flat=True))
    given = {row.id for row in data.victims if row.id}
    problems = []
    if Mention.objects.filter(incident=incident, victim_id__in=own - given).exists():
        problems.append(
            Problem(
                "victims",
                _("A row was taken out that a report mentions."),
                _("Keep the row. Correct its numbers instead, or add a report that corrects the earlier one."),
            )
        )
    if given - own:
        problems.append(Problem("victims", _("These children are not listed."), _("Open the incident again.")))
    return problems


def _replace_victims(incident: Incident, rows: Sequence[VictimData]) -> list[Victim]:
    stored = {victim.pk: victim for victim in incident.victims.all()}
    Violation.victims.through._default_manager.filter(violation__incident=incident).delete()
    Victim.objects.filter(incident=incident).exclude(pk__in=[row.id for row in rows if row.id]).delete()
    kept, result = [], []
    for row in rows:
        victim = stored[row.id] if row.id else _victim(incident, row)
        if row.id and any(getattr(victim, name) != getattr(row, name) for name in _VICTIM_FIELDS):
            for name in _VICTIM_FIELDS:
                setattr(victim, name, getattr(row, name))
            victim.version += 1
            kept.append(victim)
        result.append(victim)
    Victim.objects.bulk_update(kept, [*_VICTIM_FIELDS, "version"])
    Victim.objects.bulk_create([victim for victim, row in zip(result, rows, strict=True) if not row.id])
    return result


def _replace_violations(
    incident: Incident, rows: Sequence[ViolationData], victims: Sequence[Victim]
) -> dict[Violation, list[Victim]]:
    """Keep the rows that are given again: what is told of their associations hangs on them."""
    stored = {violation.pk: violation for violation in incident.violations.all()}
    Violation.objects.filter(incident=incident).exclude(pk__in=[row.id for row in rows if row.id]).delete()
    kept, made, result = [], [], []
    for row in rows:
        violation = stored.pop(row.id, None) if row.id else None
        if violation is None:
            violation = _violation(incident, row)
            made.append(violation)
        elif (violation.type_id, violation.actor_id) != (row.type_id, row.actor_id):
            violation.type_id, violation.actor_id = row.type_id, row.actor_id
            violation.version += 1
            kept.append(violation)
        result.append(violation)
    Violation.objects.bulk_update(kept, ["type", "actor", "version"])
    Violation.objects.bulk_create(made)
    return _link(result, rows, victims)


def _add_violations(
    incident: Incident, rows: Sequence[ViolationData], victims: Sequence[Victim]
) -> dict[Violation, list[Victim]]:
    violations = Violation.objects.bulk_create([_violation(incident, row) for row in rows])
    return _link(violations, rows, victims)


def _violation(incident: Incident, row: ViolationData) -> Violation:
    return Violation(incident=incident, type_id=row.type_id, actor_id=row.actor_id)


def _link(
    violations: Sequence[Violation], rows: Sequence[ViolationData], victims: Sequence[Victim]
) -> dict[Violation, list[Victim]]:
    suffered = {
        violation: list(victims) if row.victims is None else [victims[position] for position in row.victims]
        for violation, row in zip(violations, rows, strict=True)
    }
    link = Violation.victims.through
    link._default_manager.bulk_create(
        [
            link(violation_id=violation.pk, victim_id=victim.pk)
            for violation, some in suffered.items()
            for victim in some
        ]
    )
    return suffered


def _as_reported(data: IncidentData, victims: Sequence[Victim]) -> list[MentionData]:
    actors = {row.actor_id for row in data.violations}
    actor_id = actors.pop() if len(actors) == 1 else None
    return [
        MentionData(
            victim_id=victim.pk,
            date=data.date,
            actor_id=actor_id,
            area_id=data.finest_id,
            **{name: getattr(row, name) for name in _VICTIM_FIELDS},
        )
        for victim, row in zip(victims, data.victims, strict=True)
    ]


def _note(
    acting: Person,
    action: str,
    incident: Incident,
    victims: Sequence[Victim],
    violations: Mapping[Violation, Sequence[Victim]],
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    links = {str(violation.pk): [str(victim.pk) for victim in some] for violation, some in violations.items()}
    note(
        acting,
        action,
        Subject("incident", incident.pk, incident.agency_id, incident.version),
        data=incident_data(incident, victims, list(violations), links, _told(incident)),
        changes=changes,
        detail={"code": incident.code},
    )


def _told(incident: Incident) -> dict[str, dict[str, Json]]:
    return {str(pk): association_data(row) for pk, row in selectors.associations_of(incident).items()}


def _coded(blocks: Sequence[Block]) -> dict[str, tuple[object, object]]:
    return {block.name: (redacted(block.theirs), redacted(block.yours)) for block in blocks}


def _stale(incident: Incident, data: IncidentData) -> Stale:
    blocks = differing_blocks(incident, data)
    return Stale(
        theirs={block.name: block.theirs for block in blocks},
        yours={block.name: block.yours for block in blocks},
        labels={block.name: block.label for block in blocks},
        version=incident.version,
    )
