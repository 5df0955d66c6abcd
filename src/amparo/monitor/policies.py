"""Who may do what with sources, reports, incidents and their figures.

The rules, in order; what no rule allows is refused.

1. Nobody who is not signed in may do anything here. Published figures are public and pass no rule.
2. Monitors, verifiers and analysts read the sources, reports, incidents and own figures of their agency, and of
   no other. No other role reads them: not coordinators, not the secretariat, not administrators.
   The summary of an incident is read by its agency's monitors and verifiers alone, on pages, in the API, in exports:
   analysts count, and need no free text for it.
3. Monitors record and change: sources, reports, incidents, column mappings and imports of their agency.
4. Verifiers decide on an incident of their agency, but only a second person does: never one who recorded the
   incident or one of the reports behind it.
5. Those who record and those who verify say of two incidents of their agency whether they are one event.
6. Analysts run estimates; monitors and verifiers read them. Coordinators read the own figures of their agency, rounded
   to tens, with nothing behind a number to open.
7. Who a source is (protected details of a source or report) is read by the monitor who wrote it down, while that
   person is monitor of the agency, and by those monitors and verifiers of the agency to whom that person gave access;
   each time with a reason, which is recorded. Nobody else reads it: not other monitors, not analysts, not
   administrators. It stands in no list, search, export, API, history or log. That there are details, and who keeps
   them, everybody sees who reads the source or report.
8. Only who wrote the details down changes them, and gives and takes back access. Nobody passes access on.
9. An e-mail that waits to become a report is seen by the person who handed it in, and by nobody else.
10. Monitors and verifiers assess how far a source is relied on and how far a report is believed.
11. Whoever reads actors sees the timeline of a place or an actor: contexts, listings and action plans by their
    dates. The incidents in it are those of rule 2: coordinators see none there, and no number of them.
12. Analysts and coordinators, of whichever agency, keep the register of published figures: they add and correct, each
    time with a reason and a source. It is shared by all agencies, and everybody reads it with all its revisions.
"""

import uuid
from collections.abc import Collection

from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from amparo.actors import policies as actors

READERS = (Role.MONITOR, Role.VERIFIER, Role.ANALYST)
WRITERS = (Role.MONITOR,)
DECIDERS = (Role.VERIFIER,)
ESTIMATORS = (Role.ANALYST,)
ASSESSORS = (Role.MONITOR, Role.VERIFIER)
PROTECTED_READERS = (Role.MONITOR, Role.VERIFIER)
KEEPERS = (Role.ANALYST, Role.COORDINATOR)


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


def judging_agencies(acting: Person | None) -> frozenset[uuid.UUID]:
    """Return the agencies in which the person says of two incidents whether they are one event."""
    return frozenset() if acting is None else acting.agency_ids(*WRITERS, *DECIDERS)


def may_read(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person reads this agency's sources, reports and incidents (any agency's, without one)."""
    return _holds(acting, READERS, agency_id)


def agencies_of_summaries(acting: Person | None) -> frozenset[uuid.UUID]:
    """Return the agencies of whose incidents the person reads the summary."""
    return frozenset() if acting is None else acting.agency_ids(*WRITERS, *DECIDERS)


def may_read_summary(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person reads the summaries of this agency's incidents: free text that may point at people."""
    return _holds(acting, (*WRITERS, *DECIDERS), agency_id)


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


def may_read_rounded_figures(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person reads the agency's own figures, be it rounded."""
    return _holds(acting, (*READERS, Role.COORDINATOR), agency_id)


def agencies_of_figures(acting: Person | None) -> frozenset[uuid.UUID]:
    """Return the agencies whose own figures the person reads, be it rounded."""
    return frozenset() if acting is None else acting.agency_ids(*READERS, Role.COORDINATOR)


def may_read_estimates(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person reads the agency's estimates."""
    return _holds(acting, READERS, agency_id)


def may_run_estimates(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person runs estimates over the agency's sources."""
    return _holds(acting, ESTIMATORS, agency_id)


def may_assess(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Say whether the person assesses sources and reports there."""
    return _holds(acting, ASSESSORS, agency_id)


def may_keep_register(acting: Person | None) -> bool:
    """Say whether the person adds to and corrects the register of published figures."""
    return _holds(acting, KEEPERS, None)


def may_read_timelines(acting: Person | None) -> bool:
    """Say whether the person sees timelines. Which incidents stand in one: `readable_agencies`."""
    return actors.may_read(acting)


def may_meet_protected(acting: Person | None) -> bool:
    """Say whether the person could read protected details of anybody at all."""
    return _holds(acting, PROTECTED_READERS, None)


def may_keep_protected(acting: Person | None, agency_id: uuid.UUID, kept_by: uuid.UUID) -> bool:
    """Say whether the person is the keeper of these protected details, and may be so still."""
    return acting is not None and may_record(acting, agency_id) and acting.pk == kept_by


def may_read_protected(
    acting: Person | None, agency_id: uuid.UUID, kept_by: uuid.UUID, *, has_access: bool = False
) -> bool:
    """Say whether the person reads these protected details. `has_access`: the keeper gave it."""
    if may_keep_protected(acting, agency_id, kept_by):
        return True
    return has_access and _holds(acting, PROTECTED_READERS, agency_id)
