"""E-mails that were handed in and forgotten: a day later they are gone, with their files."""

import datetime
from pathlib import Path

from django.conf import settings

from amparo.files import storing
from amparo.kernel import clock
from amparo.monitor.models import EmailDraft
from amparo.monitor.services.emails import FOLDER

KEPT_FOR = datetime.timedelta(days=1)


def sweep() -> int:
    """Remove what waits for more than a day, and files that a killed process left. Returns how many. A tick."""
    before = clock.now() - KEPT_FOR
    old = list(EmailDraft.objects.filter(created_at__lt=before))
    for draft in old:
        draft.delete()
        storing.withdraw(draft.stored)
    waiting = set(EmailDraft.objects.values_list("stored", flat=True))
    left = [
        path
        for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*.eml")
        if f"{FOLDER}/{path.name}" not in waiting and path.stat().st_mtime < before.timestamp()
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(old) + len(left)
