"""An e-mail file from the command line: the same services as the page's, in one go, as a named monitor."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.files.emails.reading import Email, read_email
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound
from amparo.monitor import policies, selectors
from amparo.monitor.content import ProtectedData, ReportData
from amparo.monitor.models import Source
from amparo.monitor.pages.emails import FoundFile, files_of
from amparo.monitor.services import emails


def perform(*, acting: Person, agency_id: uuid.UUID, path: Path, code: str, dry_run: bool) -> dict[str, Any]:
    """Record an e-mail file as a report, or only say what it holds. Who sent it is in no answer.

    Raises NotFound, Invalid for an unknown source or what is no e-mail, KnownEmail, TooLarge, DiskFull.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    source = _source(acting, agency_id, code)
    if dry_run:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        emails.refuse_known(acting=acting, agency_id=agency_id, sha256=sha256)
        email = read_email(path)
        return _answer(email, files_of(email), None)
    with path.open("rb") as stream:
        draft = emails.hand_in_email(acting=acting, agency_id=agency_id, name=path.name, stream=stream)
    with emails.opened(acting=acting, draft_id=draft.pk) as (_draft, _path, email):
        files = files_of(email)
    content = {emails.SUBJECT: email.subject, emails.TEXT: email.text}
    report = emails.record_email(
        acting=acting,
        draft_id=draft.pk,
        data=ReportData(
            source_id=source.pk,
            received_on=email.received_on or clock.today(),
            content={name: text for name, text in content.items() if text},
        ),
        kept={one.number for one in files if one.accepted},
        protected=ProtectedData(name=email.sender) if email.sender else None,
    )
    return _answer(email, files, report.pk)


def _source(acting: Person, agency_id: uuid.UUID, code: str) -> Source:
    found = selectors.sources_for(acting, agency_id=agency_id).filter(code=code).first()
    if found is None:
        raise Invalid(
            _("There is no source with the code “%(code)s”.") % {"code": code},
            advice=_("Add it on the page “Sources”, or correct the code."),
        )
    return found


def _answer(email: Email, files: list[FoundFile], report_id: uuid.UUID | None) -> dict[str, Any]:
    return {
        "report": report_id,
        "received_on": email.received_on,
        "characters": len(email.text),
        "kept": [one.words for one in files if one.accepted],
        "refused": [one.words for one in files if not one.accepted],
    }
