"""How old a list may be before its pages say so."""

import datetime

from amparo.actors.lists.models import DesignationList
from amparo.kernel import clock

MOST_DAYS = 7


def is_stale(listing: DesignationList, today: datetime.date | None = None) -> bool:
    """Say whether the newest snapshot of a list (or comparison by hand) is older than 7 days, or there is none."""
    today = today or clock.today()
    return listing.as_of is None or (today - listing.as_of).days > MOST_DAYS
