"""What a person states of a listing or an action plan: the input of the services."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class ListingData:
    """One party in one year's report. `annex`, `section` and `state` are values of their choices."""

    actor_id: uuid.UUID
    report_year: int
    symbol: str
    situation_id: uuid.UUID
    annex: str
    section: str = ""
    state: str = "listed"
    violation_ids: tuple[uuid.UUID, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class PlanData:
    """An action plan. `signed` and `ended` are EDTF; `state` is a PlanState."""

    actor_id: uuid.UUID
    signed: str
    signed_with: str
    violation_ids: tuple[uuid.UUID, ...]
    state: str
    source: str
    ended: str = ""
