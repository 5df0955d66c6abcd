"""What a person or a file states about an event: the input of the services, the same from page, file and API."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from amparo.kernel.fuzzy import FuzzyDate
from amparo.monitor.models import AgeBand, Answer, HowMany


@dataclass(frozen=True)
class SourceData:
    """An organisation or channel. `code` is short (letters, digits, hyphens) and unique in the agency."""

    name: str
    code: str
    kind_id: uuid.UUID | None = None
    note: str = ""


@dataclass(frozen=True)
class ReportData:
    """What a source said. `content` maps the name of a field to its text, exactly as received.

    `corrects_id` is the earlier report of the same source that this one corrects.
    """

    source_id: uuid.UUID
    received_on: datetime.date
    content: Mapping[str, str]
    reference: str = ""
    corrects_id: uuid.UUID | None = None


@dataclass(frozen=True)
class VictimData:
    """One child under a pseudonym (then `sex` is given and no count), or a group (then counts and no pseudonym).

    `id` is the row that is changed; None makes a new one.
    """

    pseudonym: str = ""
    sex: str = ""
    age_band: str = AgeBand.UNKNOWN
    boys: int = 0
    girls: int = 0
    unknown: int = 0
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class ViolationData:
    """One act. `victims` are positions in the incident's `victims`; None means all of them.

    `actor_id` None means: nobody identified yet.
    """

    type_id: uuid.UUID
    actor_id: uuid.UUID | None = None
    victims: tuple[int, ...] | None = None
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class AssociationData:
    """How the children of a violation came to a force or group, what they were made to do, and how they left.

    `terms` are items of the lists in `TOLD_BY`; lengths are in months; `left_on` is None where the day is not known.
    """

    terms: frozenset[uuid.UUID] = frozenset()
    cross_border: str = Answer.UNKNOWN
    re_recruitment: str = Answer.UNKNOWN
    months_at_least: int | None = None
    months_at_most: int | None = None
    left: str = HowMany.UNKNOWN
    left_count: int | None = None
    left_on: FuzzyDate | None = None
    in_detention: str = Answer.UNKNOWN
    ill_treatment: str = Answer.UNKNOWN
    not_understood: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class IncidentData:
    """An event: when, where, what was done by whom, and to how many children."""

    date: FuzzyDate
    country_id: uuid.UUID
    violations: tuple[ViolationData, ...]
    victims: tuple[VictimData, ...] = ()
    admin1_id: uuid.UUID | None = None
    summary: str = ""
    admin2_id: uuid.UUID | None = None

    @property
    def finest_id(self) -> uuid.UUID:
        """The id of the finest area that is stated."""
        return self.admin2_id or self.admin1_id or self.country_id


@dataclass(frozen=True)
class MentionData:
    """What one report says of one victim of an incident. Counts and sex as the report states them."""

    victim_id: uuid.UUID
    date: FuzzyDate
    pseudonym: str = ""
    sex: str = ""
    age_band: str = AgeBand.UNKNOWN
    boys: int = 0
    girls: int = 0
    unknown: int = 0
    actor_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None


@dataclass(frozen=True)
class ProtectedData:
    """Who exactly is behind a source or report. It goes into protected fields, and nowhere else."""

    name: str = ""
    contact: str = ""
    circumstances: str = ""
    note: str = ""


@dataclass(frozen=True)
class AssessmentData:
    """A judgement: a letter for a source, a number for a report; on what ground, as of which day."""

    grade: str
    basis: str
    assessed_on: datetime.date
