"""Reads of protected details, of assessments, and of e-mails that wait."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from amparo.accounts import selectors as accounts
from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.models import (
    EmailDraft,
    ProtectedDetails,
    ProtectedReading,
    Report,
    ReportAssessment,
    Source,
    SourceAssessment,
)

GRANTED = "protected"
"""Under this name access to protected details is given (`accounts.models.Grant`)."""


def protected_for(acting: Person, details_id: uuid.UUID) -> ProtectedDetails:
    """Return protected details that the person may read. The reading itself is `services.read_protected`."""
    rows = ProtectedDetails.objects.filter(pk=details_id, agency__in=policies.readable_agencies(acting))
    found = rows.select_related("kept_by", "source", "report__source").first()
    if found is None:
        raise NotFound
    given = accounts.has_access(acting, GRANTED, found.pk)
    if not policies.may_read_protected(acting, found.agency_id, found.kept_by_id, has_access=given):
        raise NotFound
    return found


def protected_to_keep(acting: Person, details_id: uuid.UUID) -> ProtectedDetails:
    """Return protected details of which the person is the keeper, or raise NotFound."""
    found = protected_for(acting, details_id)
    if not policies.may_keep_protected(acting, found.agency_id, found.kept_by_id):
        raise NotFound
    return found


def protected_of(acting: Person, owner: Source | Report) -> tuple[uuid.UUID, Person, bool] | None:
    """Return id and keeper of the protected details of a source or report, and whether the person may open them.

    Nothing of what they say is read from the database.
    """
    rows = ProtectedDetails.objects.filter(agency__in=policies.readable_agencies(acting))
    rows = rows.filter(source=owner) if isinstance(owner, Source) else rows.filter(report=owner)
    found = rows.select_related("kept_by").only("agency_id", "kept_by").first()
    if found is None:
        return None
    given = accounts.has_access(acting, GRANTED, found.pk)
    may = policies.may_read_protected(acting, found.agency_id, found.kept_by_id, has_access=given)
    return found.pk, found.kept_by, may


def readings_of(details: ProtectedDetails) -> QuerySet[ProtectedReading]:
    """Return who read protected details and why, newest first."""
    return details.readings.select_related("by").order_by("-at", "-id")


def draft_for(acting: Person, draft_id: uuid.UUID) -> EmailDraft:
    """Return an e-mail that the person handed in and that waits, or raise NotFound."""
    rows = EmailDraft.objects.filter(pk=draft_id, received_by=acting, agency__in=policies.writable_agencies(acting))
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def report_of_key(acting: Person, agency_id: uuid.UUID, row_key: str) -> Report | None:
    """Return the report that is recognised by this key, where the person reads the agency's reports."""
    if not policies.may_read(acting, agency_id):
        raise NotFound
    return Report.objects.filter(agency_id=agency_id, row_key=row_key).select_related("source").first()


def source_assessments(sources: Collection[uuid.UUID]) -> dict[uuid.UUID, SourceAssessment]:
    """Return the assessment that stands of each of these sources, where there is one. One query."""
    rows = SourceAssessment.objects.filter(source__in=sources).select_related("assessed_by")
    return {row.source_id: row for row in rows.order_by("assessed_on", "assessed_at", "id")}


def report_assessments(reports: Collection[uuid.UUID]) -> dict[uuid.UUID, ReportAssessment]:
    """Return the assessment that stands of each of these reports, where there is one. One query."""
    rows = ReportAssessment.objects.filter(report__in=reports).select_related("assessed_by")
    return {row.report_id: row for row in rows.order_by("assessed_on", "assessed_at", "id")}


def assessments_of(owner: Source | Report) -> list[SourceAssessment] | list[ReportAssessment]:
    """Return every assessment of a source or report, the one that stands first."""
    order = ("-assessed_on", "-assessed_at", "-id")
    if isinstance(owner, Source):
        return list(owner.assessments.select_related("assessed_by").order_by(*order))
    return list(owner.assessments.select_related("assessed_by").order_by(*order))
