"""Reads of attachments. Who reads the record reads what is attached to it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from amparo.accounts import selectors as accounts
from amparo.accounts.models import Person
from amparo.files import policies
from amparo.files.models import AltText, Attachment, CustodyEvent
from amparo.files.subjects import Holder, holder_for
from amparo.kernel.errors import NotFound

GRANTED = "attachment"
"""Under this name access to evidentiary copies is given (`accounts.models.Grant`)."""


@dataclass(frozen=True)
class Held:
    """An attachment with the record that holds it, as the acting person may see it."""

    attachment: Attachment
    holder: Holder


def attachment_for(acting: Person | None, attachment_id: uuid.UUID) -> Held:
    """Return an attachment of a record that the person reads. Raises NotFound."""
    agencies = acting.agency_ids(*policies.READERS) if acting is not None else frozenset()
    rows = Attachment.objects.filter(pk=attachment_id, agency_id__in=agencies)
    found = rows.select_related("received_by", "derived_from").first()
    if found is None:
        raise NotFound
    holder = holder_for(acting, found.subject_type, found.subject_id)
    if holder.agency_id != found.agency_id:
        raise NotFound
    return Held(found, holder)


def attachment_to_change(acting: Person, attachment_id: uuid.UUID) -> Held:
    """Return an attachment of a record to which the person may add. Raises NotFound."""
    held = attachment_for(acting, attachment_id)
    if not held.holder.may_add:
        raise NotFound
    return held


def attachments_of(acting: Person, kind: str, record_id: uuid.UUID) -> list[Attachment]:
    """Return what is attached to a record that the person reads, in the order of arrival. Raises NotFound."""
    holder = holder_for(acting, kind, record_id)
    rows = Attachment.objects.filter(agency_id=holder.agency_id, subject_type=kind, subject_id=record_id)
    return list(rows.select_related("received_by").order_by("received_at", "id"))


def opens_evidence(acting: Person | None, attachment: Attachment) -> bool:
    """Say whether the person may open the evidentiary copy."""
    given = accounts.has_access(acting, GRANTED, attachment.pk)
    return policies.may_open_evidence(acting, attachment.agency_id, attachment.received_by_id, has_access=given)


def custody_of(attachment: Attachment) -> QuerySet[CustodyEvent]:
    """Return the custody log, newest first."""
    return attachment.custody.select_related("by").order_by("-at", "-id")


def derived_of(attachment: Attachment) -> list[Attachment]:
    """Return the redacted copies."""
    return list(attachment.derived.order_by("received_at", "id"))


def alt_text_of(attachments: Sequence[Attachment]) -> dict[uuid.UUID, str]:
    """Return the words that stand for each attachment, where somebody wrote any. One query."""
    rows = AltText.objects.filter(attachment__in=attachments).order_by("at", "id")
    return dict(rows.values_list("attachment_id", "text"))
