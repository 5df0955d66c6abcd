"""Files as they were received; files attached to records, and what was done with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7


class ReceivedFile(models.Model):
    """A file from outside: the bytes as received, never changed, known by their SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    name = models.CharField(_("name as received"), max_length=255)
    media_type = models.CharField(_("type by content"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.FileField(upload_to="received/%Y/%m/")

    class Meta:
        ordering = ("-received_at",)
        indexes = (models.Index(fields=["agency", "sha256"], name="received_file_by_hash"),)

    def __str__(self) -> str:
        return self.name


class Origin(models.TextChoices):
    """How an attachment came to be."""

    PAGE = "page", _("Page")
    EMAIL = "email", _("The e-mail file itself")
    INSIDE_EMAIL = "inside-email", _("Inside an e-mail")
    REDACTED_HERE = "redacted-here", _("Redacted here")
    REDACTED_ELSEWHERE = "redacted-elsewhere", _("Redacted elsewhere")


@append_only
class Attachment(models.Model):
    """A file that belongs to a record: the evidentiary copy as it came, and the working copy that people see.

    The evidentiary copy lies read-only under its SHA-256 and is never changed. The working copy of a picture is the
    picture written anew, without metadata; of an e-mail its words without its head; of any other file there is none
    (`working` is empty) and the evidentiary copy serves. A redacted copy is an attachment of its own, `derived_from`
    the one that it hides parts of. The record is named by plain values, because its room lies above this one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    name = models.CharField(_("name as received"), max_length=255)
    media_type = models.CharField(_("type by content"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    evidence = models.CharField(max_length=200)
    working = models.CharField(max_length=200, blank=True)
    working_type = models.CharField(max_length=100, blank=True)
    working_size = models.PositiveBigIntegerField(default=0)
    working_sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    origin = models.CharField(_("how it came"), max_length=20, choices=Origin.choices)
    derived_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="derived")
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        ordering = ("received_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["subject_type", "subject_id", "sha256"], name="attachment_once_per_record"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def shown_type(self) -> str:
        """The type of what a reader is given."""
        return self.working_type or self.media_type


class Copy(models.TextChoices):
    """Which of the two copies was meant."""

    WORKING = "working", _("Working copy")
    EVIDENCE = "evidence", _("Evidentiary copy")


class Step(models.TextChoices):
    """What is done with an attachment."""

    RECEIVED = "received", _("Received")
    OPENED = "opened", _("Opened")
    DOWNLOADED = "downloaded", _("Downloaded")
    REDACTED = "redacted", _("Redacted copy made")
    CHECKED = "checked", _("Hash checked")
    DESCRIBED = "described", _("Described")
    ACCESS_GIVEN = "access-given", _("Access to the evidentiary copy given")
    ACCESS_TAKEN = "access-taken", _("Access to the evidentiary copy taken back")


class Outcome(models.TextChoices):
    """What a check of the hash found on the disk."""

    WHOLE = "whole", _("As recorded")
    ALTERED = "altered", _("Altered")
    MISSING = "missing", _("Missing")


@append_only
class CustodyEvent(models.Model):
    """One line of an attachment's custody log. `by` is empty where the operator of the machine did it.

    `sha256` is the hash that was recorded or found; `said` is where the file came from, or the reason that was given.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="custody")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=20, choices=Step.choices)
    copy = models.CharField(max_length=10, choices=Copy.choices, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.step} {self.attachment_id}"


@append_only
class AltText(models.Model):
    """What can be seen or heard in an attachment, in words, for who cannot see or hear it. The newest one stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="alt_texts")
    text = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.text


from amparo.files.outlines.models import OutlineUpload  # noqa: E402 - a table of the room, kept with its subject

__all__ = [
    "AltText",
    "Attachment",
    "Copy",
    "CustodyEvent",
    "Origin",
    "Outcome",
    "OutlineUpload",
    "ReceivedFile",
    "Step",
]
