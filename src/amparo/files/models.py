"""Files as they were received."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
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


from amparo.files.outlines.models import OutlineUpload  # noqa: E402 - a table of the room, kept with its subject

__all__ = ["OutlineUpload", "ReceivedFile"]
