"""Imports: a saved column mapping, and one batch per file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.files.models import ReceivedFile
from amparo.kernel.ids import uuid7
from amparo.kernel.models import Record
from amparo.monitor.models.reports import Source


class Mapping(Record):
    """Which column of a source's spreadsheet is which field, and which of its codes is which of ours.

    `definition` is a JSON object; its form is stated and checked in `monitor.imports.definition`.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="mappings")
    definition = models.JSONField(_("definition"))

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["agency", "name"], name="mapping_name_once_per_agency"),)

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One import of one file. `rows_done` moves in the transaction that saves the rows: a kill loses nothing.

    `confirmed_by` are all who had its rows saved, or saved further after a stop: each had a part in recording them.
    `lease` names the process that works on the batch (`monitor.imports.leasing`); `heartbeat_at` is its last sign.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        REFUSED = "refused", _("Refused: nothing was saved")
        CHECKED = "checked", _("Checked, not yet imported")
        IMPORTING = "importing", _("Being imported")
        STOPPED = "stopped", _("Stopped before the end: the rows read so far are saved")
        DONE = "done", _("Imported")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, related_name="batches")
    mapping_definition = models.JSONField(_("mapping as it was"))
    file = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ManyToManyField(Person, related_name="+")
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.CHECKING)
    rows_total = models.PositiveIntegerField(_("rows"), null=True)
    rows_done = models.PositiveIntegerField(_("rows read so far"), default=0)
    rows_saved = models.PositiveIntegerField(_("new reports"), default=0)
    rows_known = models.PositiveIntegerField(_("rows imported before"), default=0)
    problems_count = models.PositiveIntegerField(_("problems"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of work"), auto_now=True)
    lease = models.CharField(max_length=120, blank=True, default="")
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"{self.file_id} {self.state}"


class ImportProblem(models.Model):
    """What is wrong with a file, where, and what to do."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField(_("row"), null=True)
    column = models.CharField(_("column"), max_length=200, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    message = models.CharField(_("what is wrong"), max_length=500)
    advice = models.CharField(_("what to do"), max_length=500)

    class Meta:
        ordering = ("row", "id")

    def __str__(self) -> str:
        return f"{self.row} {self.column}"
