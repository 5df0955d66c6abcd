"""Uploads of outlines: how far each is, and what it brought."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel.ids import uuid7


class OutlineUpload(models.Model):
    """One file of outlines that was handed in on the pages. Its bytes go once it is read; their SHA-256 stays.

    `told` is JSON: what was left out or is wrong, each with its place and advice. `counts` is what came in.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        READING = "reading", _("Being read")
        REFUSED = "refused", _("Refused: nothing was saved")
        DONE = "done", _("Brought in")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("handed in"), auto_now_add=True)
    name = models.CharField(_("name as received"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.FileField(upload_to="outlines/%Y/", blank=True)
    code_property = models.CharField(_("property with the P-code"), max_length=80, blank=True)
    as_of = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    features_done = models.PositiveIntegerField(_("features read so far"), default=0)
    counts = models.JSONField(_("what came in"), default=dict)
    told = models.JSONField(_("what is told"), default=list)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name
