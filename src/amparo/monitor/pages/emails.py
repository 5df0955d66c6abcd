"""What the pages of e-mail reports show."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.files.attachable import attachable_kind
from amparo.files.emails.reading import Email
from amparo.kernel.forms import Fault, faults_of
from amparo.kernel.ui.words import number
from amparo.monitor.forms.protected import EmailForm, EmailReportForm
from amparo.monitor.models import EmailDraft, Report


@dataclass(frozen=True)
class EmailPage:
    """The page on which an e-mail file is handed in; `known` is the report that it is already."""

    form: EmailForm
    known: Report | None = None


@dataclass(frozen=True)
class FoundFile:
    """A file inside an e-mail: what it is, or why it is not attached."""

    number: int
    words: str
    accepted: bool


@dataclass(frozen=True)
class PreviewPage:
    """What an e-mail says, before it is recorded."""

    draft: EmailDraft
    form: EmailReportForm
    notes: tuple[str, ...]
    refused: tuple[str, ...]
    sources: int
    discard_url: str
    faults: tuple[Fault, ...]


def files_of(email: Email) -> list[FoundFile]:
    """Return the files inside an e-mail, each looked at."""
    return list(_looked_at(email))


def _looked_at(email: Email) -> Iterator[FoundFile]:
    for place, one in enumerate(email.files):
        with tempfile.NamedTemporaryFile(prefix="amparo-") as held:
            held.write(one.content)
            held.flush()
            kind = attachable_kind(Path(held.name))
        size = _("%(count)s bytes") % {"count": number(len(one.content))}
        said = f"{one.name} – {kind.name}, {size}"
        yield FoundFile(place, said if kind.media_type else f"{said}. {kind.advice}", bool(kind.media_type))


def preview_page(draft: EmailDraft, email: Email, files: list[FoundFile], form: EmailReportForm) -> PreviewPage:
    """Return the page on which a person decides what is recorded of an e-mail."""
    chooser = form.fields["source"]
    return PreviewPage(
        draft=draft,
        form=form,
        notes=tuple(_notes(email)),
        refused=tuple(one.words for one in files if not one.accepted),
        sources=chooser.queryset.count() if hasattr(chooser, "queryset") else 0,
        discard_url=reverse("monitor:report-email-discard", args=[draft.pk]),
        faults=tuple(faults_of(form)),
    )


def _notes(email: Email) -> Iterator[str]:
    if email.from_html:
        yield _("The e-mail is a web page: its words are shown, and nothing of it was loaded.")
    if email.cut:
        yield _("The text is longer than 90,000 characters and is cut here. The e-mail itself is kept whole.")
    if email.received_on is None:
        yield _("The e-mail does not say well when it came: check the day.")
    if email.inner:
        yield _("E-mails lie inside this one, kept and not read. Save each that is a report by itself.")
