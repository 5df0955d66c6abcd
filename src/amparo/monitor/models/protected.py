"""Who a source is: kept apart from sources and reports, and read by few. And e-mails that wait for a person's word.

Nothing else of the system holds what stands in `ProtectedDetails`: no list, search, export, API, history or log.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7
from amparo.kernel.models import Record
from amparo.monitor.models.reports import Report, Source


class ProtectedTextField(models.TextField):  # type: ignore[type-arg]  # Django's fields take no arguments at run time
    """A text that tells who a source is.

    Every such text is a field of this type and of no other. It is not sealed yet: once the vault exists, this type
    becomes the vault's sealed field under the agency's key, and nothing else changes. Nothing searches or sorts by it.
    """


class ProtectedDetails(Record):
    """Who exactly is behind a source or a report. `kept_by` wrote it down, and decides who else reads it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.OneToOneField(Source, on_delete=models.PROTECT, null=True, related_name="protected")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, related_name="protected")
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = ProtectedTextField(_("name"), blank=True)
    contact = ProtectedTextField(_("contact"), blank=True)
    circumstances = ProtectedTextField(_("circumstances"), blank=True)
    note = ProtectedTextField(_("note"), blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(source__isnull=True) ^ models.Q(report__isnull=True),
                name="protected_of_source_or_report",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


@append_only
class ProtectedReading(models.Model):
    """That somebody read protected details, and why. The keeper sees these lines."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    details = models.ForeignKey(ProtectedDetails, on_delete=models.PROTECT, related_name="readings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.by_id} {self.at}"


class EmailDraft(Record):
    """An e-mail file that was handed in and waits until the same person makes a report of it; a day at most.

    It holds nothing of what the e-mail says: that is read from the file each time.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.id)
