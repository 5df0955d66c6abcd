"""Takes records of the field list in: each becomes a report as received, an incident, and what is told of associations.

One transaction for a whole file: a record with a problem refuses all of them.
"""

import datetime
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.monitor import policies, selectors, services
from amparo.monitor.content import AssociationData, ReportData
from amparo.monitor.fingerprints import content_sha256
from amparo.monitor.models import Incident, Report
from amparo.monitor.mrm.reading import Lookups, Note, Understood, understand

FIELD = "mrm"
"""The name under which a report keeps the record as it came."""


@dataclass
class Taken:
    """What became of a file: new incidents by code, how many records were known, and what was not taken over."""

    codes: list[str] = field(default_factory=list)
    known: int = 0
    notes: list[Note] = field(default_factory=list)


class _RehearsalOverError(Exception):
    """Ends a dry run: what was written is taken back."""


def import_records(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    source_id: uuid.UUID,
    records: Sequence[Mapping[str, Any]],
    dry_run: bool = False,
) -> Taken:
    """Record every record that this source did not give before. With `dry_run`, find out and save nothing.

    Raises NotFound where the person does not record for the agency, Invalid with every problem of every record.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    lookups = Lookups(records)
    understood = [understand(one, _where(number), lookups) for number, one in enumerate(records, 1)]
    if problems := [problem for one in understood for problem in one.problems]:
        raise Invalid(problems=problems)
    taken = Taken(notes=[note for one in understood for note in one.notes])
    try:
        with transaction.atomic():
            for number, (record, stated) in enumerate(zip(records, understood, strict=True), 1):
                _take(acting, agency_id, source_id, record, stated, _where(number), taken)
            if dry_run:
                raise _RehearsalOverError
    except _RehearsalOverError:
        pass
    return taken


def _where(number: int) -> str:
    return _("record %(number)d") % {"number": number}


def _take(
    acting: Person,
    agency_id: uuid.UUID,
    source_id: uuid.UUID,
    record: Mapping[str, Any],
    stated: Understood,
    where: str,
    taken: Taken,
) -> None:
    content = {FIELD: json.dumps(record, ensure_ascii=False, sort_keys=True)}
    given = Report.objects.filter(agency_id=agency_id, source_id=source_id, sha256=content_sha256(content))
    if given.exists():
        taken.known += 1
        return
    try:
        taken.codes.append(_record(acting, agency_id, source_id, content, stated).code)
    except Invalid as error:
        problems = error.problems or (Problem("", str(error.detail), str(error.advice)),)
        found = [Problem(f"{where}, {one.where}".rstrip(", "), one.message, one.advice) for one in problems]
        raise Invalid(problems=found) from error


def _record(
    acting: Person, agency_id: uuid.UUID, source_id: uuid.UUID, content: Mapping[str, str], stated: Understood
) -> Incident:
    if stated.incident is None:  # pragma: no cover - a record without an incident has a problem, and was refused
        raise Invalid
    today: datetime.date = clock.today()
    report = services.record_report(
        acting=acting, agency_id=agency_id, data=ReportData(source_id, today, content, stated.reference)
    )
    behind = report.pk if stated.incident.victims else None
    incident = services.record_incident(acting=acting, agency_id=agency_id, data=stated.incident, report_id=behind)
    for violation, told in zip(selectors.violations_of(incident), stated.associations, strict=True):
        if told != AssociationData():
            incident = services.describe_association(
                acting=acting,
                incident_id=incident.pk,
                violation_id=violation.pk,
                expected_version=incident.version,
                data=told,
            )
    return incident
