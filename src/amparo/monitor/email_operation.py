"""An e-mail file from the command line: handed in as on the first page, for its monitor to trim and record there."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

from django.urls import reverse

from amparo.accounts.models import Person
from amparo.files.emails.reading import Email, read_email
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.pages.emails import files_of
from amparo.monitor.services import emails


def perform(*, acting: Person, agency_id: uuid.UUID, path: Path, dry_run: bool) -> dict[str, Any]:
    """Hand in an e-mail file, or only say what it holds. Nothing is recorded: a person takes names out first.

    Who sent it, and what it says, is in no answer. Raises NotFound, Invalid for what is no e-mail, KnownEmail,
    TooLarge, DiskFull.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    if dry_run:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        emails.refuse_known(acting=acting, agency_id=agency_id, sha256=sha256)
        return _answer(read_email(path), None)
    with path.open("rb") as stream:
        draft = emails.hand_in_email(acting=acting, agency_id=agency_id, name=path.name, stream=stream)
    with emails.opened(acting=acting, draft_id=draft.pk) as (_draft, _path, email):
        return _answer(email, draft.pk)


def _answer(email: Email, draft_id: uuid.UUID | None) -> dict[str, Any]:
    files = files_of(email)
    return {
        "draft": draft_id,
        "page": reverse("monitor:report-email-preview", args=[draft_id]) if draft_id else None,
        "received_on": email.received_on,
        "characters": len(email.text),
        "accepted": sum(one.accepted for one in files),
        "refused": sum(not one.accepted for one in files),
    }
