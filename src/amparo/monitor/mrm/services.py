"""Takes records of the field list in: each becomes a report as received, an incident, and what is told of associations.

The whole file is looked through first, and a record with a problem refuses all of them. Then each record is saved in a
transaction of its own: a file that was killed half way is taken up again, and the records that are there are known.
"""

import datetime
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.monitor import checks, policies, selectors, services
from amparo.monitor.association_checks import Around, problems_in
from amparo.monitor.content import AssociationData, IncidentData, ReportData
from amparo.monitor.fingerprints import content_sha256
from amparo.monitor.models import Incident, Report, Source
from amparo.monitor.mrm.reading import Lookups, Note, Understood, understand
from amparo.monitor.services.reports import LONGEST_CONTENT

FIELD = "mrm"
"""The name under which a report keeps the record as it came."""

Record = Mapping[str, Any]
Advance = Callable[[int], None]


@dataclass
class Taken:
    """What became of a file: new incidents by code, how many records were known, and what was not taken over.

    `new` is how many incidents were recorded, or would be.
    """

    codes: list[str] = field(default_factory=list)
    new: int = 0
    known: int = 0
    notes: list[Note] = field(default_factory=list)


@dataclass
class Examined:
    """What a look at a whole file found: each record as understood, and every problem with its place."""

    understood: list[Understood] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    new: int = 0
    known: int = 0

    @property
    def notes(self) -> list[Note]:
        """What is not taken over as it came, over all records."""
        return [note for one in self.understood for note in one.notes]


def _nobody(_records: int) -> None:
    """Hear of progress, and show it to nobody."""


def import_records(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    source_id: uuid.UUID,
    records: Sequence[Record],
    dry_run: bool = False,
    handed_in_by: Person | None = None,
    advance: Advance = _nobody,
) -> Taken:
    """Record every record that this source did not give before. With `dry_run`, find out and save nothing.

    Who handed the file in had a part in recording what it holds, and verifies none of it.

    Raises NotFound where the person does not record for the agency, Invalid with every problem of every record.
    `advance` hears of each record that is saved or known. What is wrong only when it is saved (an actor that was taken
    away meanwhile) raises Invalid; the records before it are saved, and known when the file comes again.
    """
    examined = examine(acting=acting, agency_id=agency_id, source_id=source_id, records=records)
    if examined.problems:
        raise Invalid(problems=examined.problems)
    taken = Taken(notes=examined.notes)
    if dry_run:
        taken.new, taken.known = examined.new, examined.known
        return taken
    for number, (record, stated) in enumerate(zip(records, examined.understood, strict=True), 1):
        taker = _Taker(acting, agency_id, source_id, handed_in_by)
        code = _take(taker, record, stated, _where(number))
        taken.codes += [code] if code else []
        taken.known += not code
        advance(1)
    taken.new = len(taken.codes)
    return taken


def examine(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    source_id: uuid.UUID,
    records: Sequence[Record],
    advance: Advance = _nobody,
) -> Examined:
    """Look through records by the rules by which they are saved; nothing is. Raises NotFound."""
    if not policies.may_record(acting, agency_id):
        raise NotFound
    lookups, found = Lookups(records), Examined()
    given: set[str] = set()
    for number, record in enumerate(records, 1):
        stated = understand(record, _where(number), lookups)
        found.understood.append(stated)
        content = _content(record)
        found.problems += [*stated.problems, *_problems(stated, content, _where(number), lookups)]
        sha256 = content_sha256(content)
        known = sha256 in given or _given(agency_id, source_id, sha256)
        given.add(sha256)
        found.known += known
        found.new += not known
        advance(1)
    return found


def _where(number: int) -> str:
    return _("record %(number)d") % {"number": number}


def _content(record: Record) -> dict[str, str]:
    return {FIELD: json.dumps(record, ensure_ascii=False, sort_keys=True)}


def _given(agency_id: uuid.UUID, source_id: uuid.UUID, sha256: str) -> bool:
    return Report.objects.filter(agency_id=agency_id, source_id=source_id, sha256=sha256).exists()


def _problems(stated: Understood, content: Mapping[str, str], where: str, lookups: Lookups) -> Iterator[Problem]:
    """Give what the services would refuse, with the record that it stands in."""
    if len(content[FIELD]) > LONGEST_CONTENT:
        yield Problem(where, _("This record is too long."), _("Give records of at most 100,000 characters."))
    if stated.incident is None:
        return
    found = [*checks.incident_problems(stated.incident)]
    acts = zip(stated.incident.violations, stated.associations, strict=True)
    for act, told in acts:
        around = Around(
            lookups.codes[act.type_id], stated.incident.date.earliest, _children(stated.incident, act.victims)
        )
        found += problems_in(told, [lookups.by_id[pk] for pk in told.terms], around)
    yield from _placed(found, where)


def _children(incident: IncidentData, positions: tuple[int, ...] | None) -> int:
    rows = incident.victims if positions is None else [incident.victims[position] for position in positions]
    return sum(row.boys + row.girls + row.unknown for row in rows)


def _placed(problems: Sequence[Problem], where: str) -> Iterator[Problem]:
    for one in problems:
        yield Problem(f"{where}, {one.where}".rstrip(", "), one.message, one.advice)


@dataclass(frozen=True)
class _Taker:
    """Who takes records in, for which agency and source, and who handed them in."""

    acting: Person
    agency_id: uuid.UUID
    source_id: uuid.UUID
    handed_in_by: Person | None


@transaction.atomic
def _take(taker: _Taker, record: Record, stated: Understood, where: str) -> str:
    """Save one record, and return the code of its incident; nothing where the source gave it before."""
    # Two imports of one source wait for each other here; without, both would take the same record for new.
    Source.objects.select_for_update().filter(pk=taker.source_id).first()
    content = _content(record)
    if _given(taker.agency_id, taker.source_id, content_sha256(content)):
        return ""
    try:
        return _record(taker, content, stated).code
    except Invalid as error:
        problems = error.problems or (Problem("", str(error.detail), str(error.advice)),)
        raise Invalid(problems=list(_placed(problems, where))) from error


def _record(taker: _Taker, content: Mapping[str, str], stated: Understood) -> Incident:
    today: datetime.date = clock.today()
    acting, agency_id = taker.acting, taker.agency_id
    report = services.record_report(
        acting=acting, agency_id=agency_id, data=ReportData(taker.source_id, today, content, stated.reference)
    )
    behind = report.pk if stated.event.victims else None
    incident = services.record_incident(acting=acting, agency_id=agency_id, data=stated.event, report_id=behind)
    if taker.handed_in_by:
        incident.changed_by.add(taker.handed_in_by)
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
