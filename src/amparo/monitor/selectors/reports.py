"""Reads of reports."""

import uuid

from django.db.models import QuerySet

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.models import Mention, Report
from amparo.monitor.recording import note_read


def reports_for(acting: Person) -> QuerySet[Report]:
    """Return the reports that the person reads, the last received first."""
    agencies = policies.readable_agencies(acting)
    return Report.objects.filter(agency__in=agencies).select_related("source").order_by("-received_on", "-id")


def report_for(acting: Person, report_id: uuid.UUID) -> Report:
    """Return one report, or raise NotFound."""
    found = reports_for(acting).select_related("source", "recorded_by", "corrects", "file").filter(pk=report_id)
    report = found.first()
    if report is None:
        raise NotFound
    return report


def report_read(acting: Person, report_id: uuid.UUID) -> Report:
    """Return one report to be shown, and record that it was read."""
    report = report_for(acting, report_id)
    note_read(acting, "report", report.pk, report.agency_id)
    return report


def mentions_of(report: Report) -> QuerySet[Mention]:
    """Return what a report says of victims, with the incidents."""
    return report.mentions.select_related("incident", "actor__counts_as", "area").order_by("id")
