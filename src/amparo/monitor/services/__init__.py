"""Writes of the room, one file per subject. Each is one verb in one transaction, with its audit event."""

from amparo.monitor.services.assessments import assess_report, assess_source
from amparo.monitor.services.associations import describe_association
from amparo.monitor.services.incidents import change_incident, record_incident
from amparo.monitor.services.links import judge_pair
from amparo.monitor.services.protected import (
    change_protected,
    protect_report,
    protect_source,
    read_protected,
    set_protected_access,
)
from amparo.monitor.services.reports import add_mentions, record_report
from amparo.monitor.services.several import (
    confirm_several,
    relate_several,
    reopen_several,
    send_several_back,
    start_several,
)
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
    "assess_report",
    "assess_source",
    "change_incident",
    "change_protected",
    "change_source",
    "confirm_several",
    "confirm_verification",
    "create_source",
    "decide_verification",
    "describe_association",
    "judge_pair",
    "protect_report",
    "protect_source",
    "read_protected",
    "record_incident",
    "record_report",
    "relate_several",
    "reopen_several",
    "reopen_verification",
    "send_several_back",
    "set_protected_access",
    "start_several",
    "start_verification",
]
