"""Files of the field list of the monitoring and reporting mechanism that were handed in on the pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.kernel.ids import uuid7
from amparo.monitor.models.reports import Source


class FieldListFile(models.Model):
    """One file of records: looked through first, then taken in by a decision, record by record.

    Its bytes lie in `stored` until it is done with; each record that is taken in stands in its report, as received.
    `first` are the first records, for the preview; `problems` and `notes` are what was found, at most 1,000 each.
    `confirmed_by` is who decided that it be taken in, and so who records what is in it. `records_done` is how many
    records the work that is going on has passed. What is found is said in `language`.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        REFUSED = "refused", _("Refused: nothing was saved")
        CHECKED = "checked", _("Checked, not yet imported")
        IMPORTING = "importing", _("Being imported")
        STOPPED = "stopped", _("Stopped before the end: the records read so far are saved")
        DONE = "done", _("Imported")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    handed_in_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(_("handed in"), auto_now_add=True)
    name = models.CharField(_("name as received"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"))
    language = models.CharField(_("language of who handed it in"), max_length=10, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stored = models.FileField(upload_to="field-list/%Y/", blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHECKING)
    records_total = models.PositiveIntegerField(_("incidents in the file"), null=True)
    records_done = models.PositiveIntegerField(_("incidents read so far"), default=0)
    records_known = models.PositiveIntegerField(_("incidents imported before"), default=0)
    records_saved = models.PositiveIntegerField(_("new incidents"), default=0)
    problems_count = models.PositiveIntegerField(_("problems"), default=0)
    notes_count = models.PositiveIntegerField(_("notes"), default=0)
    problems = models.JSONField(_("what is wrong"), default=list)
    notes = models.JSONField(_("what is not taken over as it came"), default=list)
    first = models.JSONField(_("first records"), default=list)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        ordering = ("-handed_in_at",)

    def __str__(self) -> str:
        return self.name
