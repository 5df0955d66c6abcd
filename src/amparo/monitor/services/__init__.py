"""Writes of the room, one file per subject. Each is one verb in one transaction, with its audit event."""

from amparo.monitor.services.associations import describe_association
from amparo.monitor.services.incidents import change_incident, record_incident
from amparo.monitor.services.links import judge_pair
from amparo.monitor.services.reports import add_mentions, record_report
from amparo.monitor.services.sources import change_source, create_source
from amparo.monitor.services.verification import (
    ANSWERS,
    confirm_verification,
    decide_verification,
    reopen_verification,
    start_verification,
)

__all__ = [
    "ANSWERS",
    "add_mentions",
    "change_incident",
    "change_source",
    "confirm_verification",
    "create_source",
    "decide_verification",
    "describe_association",
    "judge_pair",
    "record_incident",
    "record_report",
    "reopen_verification",
    "start_verification",
]
