"""Writes incidents as records of the field list. What has no code there is said under "other", in words."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel.errors import TooLarge
from amparo.monitor import policies, selectors
from amparo.monitor.models import (
    Answer,
    Association,
    HowMany,
    Incident,
    Status,
    VerificationLevel,
    VerificationStep,
    Violation,
)
from amparo.monitor.mrm.fields import code_for, field_list
from amparo.monitor.recording import note_read
from amparo.terms.models import RoleGroup, Term, Vocabulary

MOST = 2_000
TOGETHER = 200
_STATUS = {
    Status.REPORTED: "report_pending_verification",
    Status.UNDER_VERIFICATION: "report_pending_verification",
    Status.NOT_VERIFIED: "report_pending_verification",
    Status.VERIFIED: "verified",
    Status.VERIFIED_LATE: "verified",
    Status.DID_NOT_OCCUR: "verification_found_that_incident_did_not_occur",
}
_ANSWER = {Answer.YES: "true", Answer.NO: "false", Answer.UNKNOWN: "unknown"}
_FORMS = {code: form for form, code in reversed(list(field_list().violations.items()))}


def records_for(acting: Person, year: int | None = None) -> Iterator[dict[str, Any]]:
    """Return the incidents that the person reads as records, the latest first. Each read is recorded.

    Raises TooLarge for more than 2,000.
    """
    found = selectors.incidents_for(acting)
    if year is not None:
        found = found.filter(committed_year=year)
    keys = list(found.values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        raise TooLarge(_("There are more than 2,000 incidents."), advice=_("Narrow them by year."))
    return _read(acting, keys)


def _read(acting: Person, keys: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for first in range(0, len(keys), TOGETHER):
        incidents = list(selectors.incidents_for(acting).filter(pk__in=keys[first : first + TOGETHER]))
        records = records_of(incidents, policies.agencies_of_summaries(acting))
        for incident, record in zip(incidents, records, strict=True):
            note_read(acting, "incident", incident.pk, incident.agency_id)
            yield record


def records_of(incidents: Sequence[Incident], agencies: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    """Return incidents as records, whole where they are of `agencies`, else without what may point at people.

    Ten queries for any number.
    """
    prefetch_related_objects(
        incidents,
        "country",
        "admin1",
        "admin2",
        "victims",
        Prefetch("violations", Violation.objects.select_related("type", "actor__counts_as").order_by("id")),
        "violations__victims",
        "violations__association__terms",
        Prefetch("steps", VerificationStep.objects.order_by("decided_at", "id")),
    )
    return [_record(incident, whole=incident.agency_id in agencies) for incident in incidents]


def record_of(incident: Incident) -> dict[str, Any]:
    """Return one incident as a record."""
    return records_of([incident], {incident.agency_id})[0]


def _record(incident: Incident, *, whole: bool) -> dict[str, Any]:
    violations, steps = list(incident.violations.all()), list(incident.steps.all())
    place = (incident.admin2 if whole else None) or incident.admin1 or incident.country
    record: dict[str, Any] = {
        "unique_id": str(incident.pk),
        "incident_code": incident.code,
        "incident_date": [incident.date_earliest.isoformat(), incident.date_latest.isoformat()],
        "incident_location": place.pcode or place.code,
        "incident_total_tally": _tally(incident.victims.all()),
        "perpetrators": list(_perpetrators(violations)),
    }
    if whole:
        record["incident_description"] = incident.summary
    for violation in violations:
        form = _FORMS.get(violation.type.code, violation.type.code)
        record.setdefault(form, []).append(_violation(violation, incident, steps, whole=whole))
    return record


def _violation(
    violation: Violation, incident: Incident, steps: Sequence[VerificationStep], *, whole: bool
) -> dict[str, Any]:
    association: Association | None = getattr(violation, "association", None)
    last = next((step for step in reversed(steps) if step.level), None)
    return {
        "unique_id": str(violation.pk),
        "violation_tally": _tally(violation.victims.all()),
        **(_association(association, whole=whole) if association else {}),
        "is_late_verification": incident.status == Status.VERIFIED_LATE,
        "verification_source_primary_number": last.primary_sources if last else 0,
        "verification_source_secondary_number": last.secondary_sources if last else 0,
        "un_eyewitness": "true" if last and last.un_eyewitness else "false",
        **_levels(steps),
    }


def _levels(steps: Sequence[VerificationStep]) -> dict[str, str]:
    """Return what each level decided last, and when. What was decided before a reopening is no longer said."""
    fields = {
        VerificationLevel.FOCAL_POINT: ("verified", "verification_date_focal_point"),
        VerificationLevel.TECHNICAL: ("verified_ctfmr_technical", "verification_date_ctfmr_technical"),
        VerificationLevel.TASK_FORCE: ("ctfmr_verified", "ctfmr_verified_date"),
    }
    said: dict[str, str] = {}
    for step in steps:
        if step.to_status == Status.UNDER_VERIFICATION:
            said.clear()
        elif step.level:
            status, day = fields[VerificationLevel(step.level)]
            said |= {status: _STATUS[Status(step.to_status)], day: step.decided_on.isoformat()}
    return said


def _association(association: Association, *, whole: bool) -> dict[str, Any]:
    terms = list(association.terms.all())
    roles = [term for term in terms if term.vocabulary == Vocabulary.ROLE]
    combat = [role for role in roles if role.group == RoleGroup.COMBAT]
    rest = [role for role in roles if role.group != RoleGroup.COMBAT]
    factors = [term for term in terms if term.vocabulary in {Vocabulary.ENTRY_FACTOR, Vocabulary.RECRUITMENT}]
    record: dict[str, Any] = {
        "re_recruitment": _ANSWER[Answer(association.re_recruitment)],
        "recruitment_crossborder": _ANSWER[Answer(association.cross_border)],
        "child_role_association_status": _ANSWER[Answer(association.in_detention)],
        "child_role_torture": _ANSWER[Answer(association.ill_treatment)],
        "child_role": "combatant" if combat else "non_combatant" if rest else "unknown",
        "released_indicator": _released(association.left),
        "released_number": association.left_count,
        "date_child_leave": association.left_text or None,
        **_coded("factors_of_recruitment", factors),
        **_coded("child_role_combatant", combat),
        **_coded("child_role_noncombatant", rest),
        **_coded("how_did_child_leave_armed_group", [term for term in terms if term.vocabulary == Vocabulary.EXIT]),
        **_coded(
            "child_role_association", [term for term in terms if term.vocabulary == Vocabulary.DETENTION_FACILITY]
        ),
    }
    for field, kept in association.not_understood.items() if whole else ():
        own = record.get(field, [])
        record[field] = list(dict.fromkeys([*own, *kept])) if isinstance(own, list) else kept
    return record


def _released(left: str) -> str:
    return {HowMany.ALL: "true", HowMany.SOME: "partially", HowMany.NONE: "false"}.get(HowMany(left), "unknown")


def _coded(field: str, terms: list[Term]) -> dict[str, Any]:
    """Return a field with its codes; what has none there is "other", with its words beside it."""
    known = {term: code_for(field, f"{term.vocabulary}/{term.code}") for term in terms}
    codes = [code for code in known.values() if code]
    others = [term.label for term, code in known.items() if not code]
    if not others:
        return {field: codes}
    return {field: [*codes, "other"], f"{field}_other": ", ".join(others)}


def _tally(victims: Any) -> dict[str, int]:
    counts = {"boys": 0, "girls": 0, "unknown": 0}
    for row in victims:
        if row.pseudonym:
            counts[{"boy": "boys", "girl": "girls"}.get(row.sex, "unknown")] += 1
        for name in counts:
            counts[name] += getattr(row, name)
    return {**counts, "total": sum(counts.values())}


def _perpetrators(violations: list[Violation]) -> Iterator[dict[str, Any]]:
    for violation in violations:
        if violation.actor is not None:
            party = violation.actor.counts_as or violation.actor
            yield {"armed_force_group_party_name": party.code, "violations_ids": [str(violation.pk)]}
