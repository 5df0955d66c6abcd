"""Tables of the room, one file per subject."""

from amparo.monitor.models.assessments import Credibility, Reliability, ReportAssessment, SourceAssessment
from amparo.monitor.models.associations import NO_ASSOCIATION, TOLD_BY, Answer, Association, HowMany
from amparo.monitor.models.codes import CodeCounter
from amparo.monitor.models.exchange import FieldListFile
from amparo.monitor.models.facts import FactsBlock
from amparo.monitor.models.figures import FigureRevision, Origin, PublishedFigure, Standing, Unit
from amparo.monitor.models.imports import ImportBatch, ImportProblem, Mapping
from amparo.monitor.models.incidents import (
    CLOSED,
    DECIDED,
    ON_VICTIM,
    OPEN,
    VERIFIED,
    AgeBand,
    Incident,
    Sex,
    Status,
    Victim,
    Violation,
)
from amparo.monitor.models.links import EarlierJudgement, IncidentLink, LinkKind
from amparo.monitor.models.protected import EmailDraft, ProtectedDetails, ProtectedReading, ProtectedTextField
from amparo.monitor.models.reports import Channel, Mention, Report, Source
from amparo.monitor.models.verification import VerificationLevel, VerificationStep

__all__ = [
    "CLOSED",
    "DECIDED",
    "NO_ASSOCIATION",
    "ON_VICTIM",
    "OPEN",
    "TOLD_BY",
    "VERIFIED",
    "AgeBand",
    "Answer",
    "Association",
    "Channel",
    "CodeCounter",
    "Credibility",
    "EarlierJudgement",
    "EmailDraft",
    "FactsBlock",
    "FieldListFile",
    "FigureRevision",
    "HowMany",
    "ImportBatch",
    "ImportProblem",
    "Incident",
    "IncidentLink",
    "LinkKind",
    "Mapping",
    "Mention",
    "Origin",
    "ProtectedDetails",
    "ProtectedReading",
    "ProtectedTextField",
    "PublishedFigure",
    "Reliability",
    "Report",
    "ReportAssessment",
    "Sex",
    "Source",
    "SourceAssessment",
    "Standing",
    "Status",
    "Unit",
    "VerificationLevel",
    "VerificationStep",
    "Victim",
    "Violation",
]
