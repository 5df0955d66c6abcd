"""Reports over the API: recorded as received, once, however often the program has to send them."""

import datetime
import hashlib
import uuid
from typing import Annotated

from django.db import IntegrityError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.params.functions import Header

from amparo.accounts.models import Person
from amparo.accounts.scopes import Scope
from amparo.accounts.web import acting
from amparo.api.access import Needs
from amparo.api.schemas.common import Described
from amparo.api.schemas.reports import NewReport, RecordedReport
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem
from amparo.kernel.lines import one_line
from amparo.monitor import policies, selectors, services
from amparo.monitor.content import ReportData
from amparo.monitor.forms.reports import TEXT
from amparo.monitor.models import Channel, Report, Source
from amparo.monitor.selectors.protected import report_of_key

router = Router(tags=["reports"])
Key = Annotated[
    uuid.UUID,
    Described(
        "A UUID of your making, the same whenever this report is sent again.", "2f6f7c1e-3a55-4d0e-9d0c-0b6d6a1f2b11"
    ),
]


@router.post("/reports", response={201: RecordedReport}, auth=Needs(Scope.REPORTS_CREATE), summary="Record a report")
def report_create(
    request: HttpRequest,
    payload: NewReport,
    idempotency_key: Key = Header(..., alias="Idempotency-Key"),  # noqa: B008  (how the library reads a header)
) -> Status[RecordedReport]:
    """Record what a source said, exactly as received, in the name of the person whom the token acts as.

    Sent again with the same key and content, it is not recorded again, and the answer is the same; with the same key
    and anything else (source, day, reference, words) it is refused. Say on the pages which incident it speaks of.
    """
    person = acting(request)
    agency_id = _agency(person, payload.agency)
    data = _data(payload, _source(person, agency_id, payload.source))
    report = _recorded_once(person, agency_id, data, idempotency_key)
    if report is None or not _same(report, data):
        raise Conflict(
            _("This Idempotency-Key was used for a report with other content."),
            advice=_("Make a new key for each report, and keep it only to send that report again."),
        )
    return Status(201, _recorded(report, payload.source))


def _agency(person: Person, wanted: uuid.UUID | None) -> uuid.UUID:
    """Return the agency that records: the one named, or the only one. Raises NotFound, Invalid where it is open."""
    agencies = policies.writable_agencies(person)
    if not agencies or (wanted is not None and wanted not in agencies):
        raise NotFound
    if wanted is None and len(agencies) > 1:
        fault = Problem("agency", _("You record for several agencies."), _("Name the one that this report is for."))
        raise Invalid(problems=[fault])
    return wanted or next(iter(agencies))


def _source(person: Person, agency_id: uuid.UUID, code: str) -> Source:
    found = selectors.sources_for(person, agency_id=agency_id).filter(code=code).first()
    if found is None:
        fault = Problem(
            "source", _("No source of the agency has this code."), _("Add it on the page of sources first.")
        )
        raise Invalid(problems=[fault])
    return found


def _data(payload: NewReport, source: Source) -> ReportData:
    return ReportData(
        source_id=source.pk,
        received_on=payload.received_on,
        content={TEXT: payload.text.replace("\r\n", "\n")},
        reference=payload.reference,
        corrects_id=payload.corrects,
    )


def _recorded_once(person: Person, agency_id: uuid.UUID, data: ReportData, key: uuid.UUID) -> Report | None:
    """Return the report that a key stands for, recorded now or before; None where it stands for one of another day."""
    record_id, mark = _record_id(person, agency_id, key, data.received_on), _mark(person, agency_id, key)
    known = report_of_key(person, agency_id, mark)
    if known is not None and known.pk != record_id:
        return None
    try:
        return services.record_report(
            acting=person, agency_id=agency_id, data=data, record_id=record_id, channel=Channel.API, key=mark
        )
    except IntegrityError:  # sent at the same moment with another day
        if report_of_key(person, agency_id, mark) is None:
            raise
        return None


def _mark(person: Person, agency_id: uuid.UUID, key: uuid.UUID) -> str:
    """Return what a report of this key is recognised by, whatever its day: the database holds it once."""
    return hashlib.sha256(f"report-key/{person.pk}/{agency_id}/{key}".encode()).hexdigest()


def _record_id(person: Person, agency_id: uuid.UUID, key: uuid.UUID, day: datetime.date) -> uuid.UUID:
    """Return the id of the record that stands for a key: always the same, and nobody else's key leads to it.

    It has the form of a UUIDv7 of that day, so that reports of one day stay together in the order of the list.
    """
    digest = hashlib.sha256(f"report/{person.pk}/{agency_id}/{key}".encode()).digest()
    millis = max((day - datetime.date(1970, 1, 1)).days, 0) * 86_400_000
    low = int.from_bytes(digest[:10]) & ~(0xF << 76) & ~(0x3 << 62)
    return uuid.UUID(int=(millis << 80) | low | (0x7 << 76) | (0x2 << 62))


def _same(report: Report, data: ReportData) -> bool:
    stored = (report.source_id, report.received_on, report.content, report.corrects_id, report.reference)
    sent = (data.source_id, data.received_on, dict(data.content), data.corrects_id, one_line(data.reference))
    return stored == sent


def _recorded(report: Report, source: str) -> RecordedReport:
    return RecordedReport(
        id=report.pk,
        agency=report.agency_id,
        source=source,
        reference=report.reference,
        received_on=report.received_on,
        recorded_at=report.recorded_at,
        channel=report.channel,
        sha256=report.sha256,
        page=reverse("monitor:report-detail", args=[report.pk]),
    )
