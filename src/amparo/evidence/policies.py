"""Who may do what with estimates.

1. Nobody without a current role does anything here; None is never allowed anything.
2. Analysts of an agency run estimates over its sources. They see counts by pattern of sources, never a mention.
3. Monitors, verifiers and analysts of the agency read its estimates. They are not released: no other role and no
   other agency sees them, and no page of the public shows them.
"""

import uuid

from amparo.accounts.models import Person
from amparo.monitor import policies as monitor


def may_read(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Whether the person reads estimates of the agency (of any, where none is named)."""
    return monitor.may_read_estimates(acting, agency_id)


def may_run(acting: Person | None, agency_id: uuid.UUID | None = None) -> bool:
    """Whether the person runs estimates over the sources of the agency (of any, where none is named)."""
    return monitor.may_run_estimates(acting, agency_id)
