"""What the history keeps of each version of a record: plain JSON, complete, and readable without the code."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from amparo.monitor.associations import content_of
from amparo.monitor.content import AssociationData
from amparo.monitor.models import Association, Incident, Report, Source, Victim, Violation

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def source_data(source: Source) -> dict[str, Json]:
    """Return one version of a source."""
    return {
        "name": source.name,
        "code": source.code,
        "kind": str(source.kind_id) if source.kind_id else None,
        "note": source.note,
    }


def report_data(report: Report) -> dict[str, Json]:
    """Return what identifies a report. Its content stands in the report itself, which never changes."""
    return {
        "source": str(report.source_id),
        "received_on": report.received_on.isoformat(),
        "reference": report.reference,
        "sha256": report.sha256,
    }


def victim_data(victim: Victim) -> dict[str, Json]:
    """Return one victim row: a pseudonymous child or a counted group."""
    return {
        "id": str(victim.pk),
        "pseudonym": victim.pseudonym,
        "sex": victim.sex,
        "age_band": victim.age_band,
        "boys": victim.boys,
        "girls": victim.girls,
        "unknown": victim.unknown,
    }


def association_data(association: Association) -> dict[str, Json]:
    """Return what is told of an association that is stored."""
    return told_data(content_of(association))


def told_data(told: AssociationData) -> dict[str, Json]:
    """Return what is told of an association: its items by id, its answers and numbers."""
    return {
        "terms": list[Json](sorted(map(str, told.terms))),
        "cross_border": str(told.cross_border),
        "re_recruitment": str(told.re_recruitment),
        "months_at_least": told.months_at_least,
        "months_at_most": told.months_at_most,
        "left": str(told.left),
        "left_count": told.left_count,
        "left_on": told.left_on.text if told.left_on else "",
        "in_detention": str(told.in_detention),
        "ill_treatment": str(told.ill_treatment),
        "not_understood": {name: list[Json](codes) for name, codes in told.not_understood.items()},
    }


def violation_data(violation: Violation, victims: Iterable[str], told: dict[str, Json] | None) -> dict[str, Json]:
    """Return one violation with the ids of the victim rows that it was done to, and what is told of an association."""
    association: dict[str, Json] = {"association": told} if told else {}
    return {
        **association,
        "id": str(violation.pk),
        "type": str(violation.type_id),
        "actor": str(violation.actor_id) if violation.actor_id else None,
        "victims": list[Json](sorted(victims)),
    }


def incident_data(
    incident: Incident,
    victims: Iterable[Victim],
    violations: Iterable[Violation],
    links: Mapping[str, Iterable[str]],
    told: Mapping[str, dict[str, Json]],
) -> dict[str, Json]:
    """Return one version of an incident.

    `links` maps the id of each violation to the ids of its victim rows, `told` to what is told of an association.
    """
    return {
        "code": incident.code,
        "date": incident.date_text,
        "date_earliest": incident.date_earliest.isoformat(),
        "date_latest": incident.date_latest.isoformat(),
        "country": str(incident.country_id),
        "admin1": str(incident.admin1_id) if incident.admin1_id else None,
        "admin2": str(incident.admin2_id) if incident.admin2_id else None,
        "summary": incident.summary,
        "status": incident.status,
        "level": incident.level,
        "verified_on": incident.verified_on.isoformat() if incident.verified_on else None,
        "victims": [victim_data(victim) for victim in victims],
        "violations": [
            violation_data(violation, links.get(str(violation.pk), ()), told.get(str(violation.pk)))
            for violation in violations
        ],
    }
