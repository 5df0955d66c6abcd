"""E-mails that were handed in and forgotten: a day later they are gone, with their files."""

import datetime

from amparo.files import storing
from amparo.kernel import clock
from amparo.monitor.models import EmailDraft

KEPT_FOR = datetime.timedelta(days=1)


def sweep() -> int:
    """Remove what waits for more than a day, and return how many there were. A tick."""
    old = list(EmailDraft.objects.filter(created_at__lt=clock.now() - KEPT_FOR))
    for draft in old:
        draft.delete()
        storing.withdraw(draft.stored)
    return len(old)
