"""Reads of the room, one file per subject.

Those that find records take the acting person and see that person's agencies only; the others read on from a record
that the caller has already found so."""

from amparo.monitor.selectors.incidents import (
    associations_of,
    children_of,
    codes_of,
    incident_by_code,
    incident_for,
    incident_read,
    incident_to_change,
    incident_to_decide,
    incidents_for,
    mentions_about,
    recorded_by_person,
    recorders_of,
    snapshot_of,
    steps_of,
    victims_of,
    violation_of,
    violations_of,
)
from amparo.monitor.selectors.protected import assessments_of, report_assessments, source_assessments
from amparo.monitor.selectors.reports import mentions_of, report_for, report_read, reports_for
from amparo.monitor.selectors.sources import reports_given, source_for, sources_for

__all__ = [
    "assessments_of",
    "associations_of",
    "children_of",
    "codes_of",
    "incident_by_code",
    "incident_for",
    "incident_read",
    "incident_to_change",
    "incident_to_decide",
    "incidents_for",
    "mentions_about",
    "mentions_of",
    "recorded_by_person",
    "recorders_of",
    "report_assessments",
    "report_for",
    "report_read",
    "reports_for",
    "reports_given",
    "snapshot_of",
    "source_assessments",
    "source_for",
    "sources_for",
    "steps_of",
    "victims_of",
    "violation_of",
    "violations_of",
]
