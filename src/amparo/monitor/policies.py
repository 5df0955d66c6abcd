"""Who may do what with sources, reports, incidents and their figures.

The rules, in order; what no rule allows is refused.

1. Nobody who is not signed in may do anything here. Published figures are public and pass no rule.
2. Monitors, verifiers and analysts read the sources, reports, incidents and own figures of their agency, and of
   no other. No other role reads them: not coordinators, not the secretariat, not administrators.
3. Monitors record and change: sources, reports, incidents, column mappings and imports of their agency.
4. Verifiers decide on an incident of their agency, but only a second person does: never one who recorded the
   incident or one of the reports behind it.
5. Those who record and those who verify say of two incidents of their agency whether they are one event.
6. Analysts run estimates; monitors and verifiers read them.
"""

import uuid
from collections.abc import Collection

from amparo.accounts.models import Person
from amparo.accounts.roles import Role

READERS = (Role.MONITOR, Role.VERIFIER, Role.ANALYST)
WRITERS = (Role.MONITOR,)
DECIDERS = (Role.VERIFIER,)
ESTIMATORS = (Role.ANALYST,)


def _holds(acting: Person | None, roles: tuple[Role, ...], agency_id: uuid.UUID | None) -> bool:
    return acting is not None and acting.holds(*roles, agency_id=agency_id)


def readable_agencies(acting: Person | None) -> frozenset[uuid.UUID]:
    """Return the agencies whose sources, reports and incidents the person reads."""
    return frozenset() if acting is None else acting.agency_ids(*READERS)


def writable_agencies(acting: Person | None) -> frozenset[uuid.UUID]:
    """Return the agencies in which the person records."""
    return frozenset() if acting is None else acting.agency_ids(*WRITERS)


def deciding_agencies(acting: Person | None) -> frozenset[uuid.UUID]:
    """Return the agencies in which the person verifies."""
    return frozenset() if acting is None else acting.agency_ids(*DECIDERS)


def may_read(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person reads this agency's sources, reports and incidents (any agency's, without one)."""
    return _holds(acting, READERS, agency_id)


def may_record(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person records sources, reports, incidents, mappings and imports there."""
    return _holds(acting, WRITERS, agency_id)


def may_decide(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person is a verifier there. Which incidents: `may_verify`."""
    return _holds(acting, DECIDERS, agency_id)


def may_judge(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person says of two incidents whether they are one event: who records, and who verifies."""
    return _holds(acting, (*WRITERS, *DECIDERS), agency_id)


def may_verify(acting: Person | None, agency_id: uuid.UUID, recorded_by: Collection[uuid.UUID]) -> bool:
    """Say whether the person may be the second person for an incident.

    `recorded_by` holds the ids of everyone who recorded the incident, changed it, or recorded one of its reports.
    """
    return acting is not None and may_decide(acting, agency_id) and acting.pk not in recorded_by


def may_read_own_figures(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person reads the agency's own figures, before any publication."""
    return _holds(acting, READERS, agency_id)


def may_read_estimates(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person reads the agency's estimates."""
    return _holds(acting, READERS, agency_id)


def may_run_estimates(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person runs estimates over the agency's sources."""
    return _holds(acting, ESTIMATORS, agency_id)
