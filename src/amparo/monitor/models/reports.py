"""Sources, and the reports they gave: immutable, as received."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.actors.models import Actor
from amparo.audit.append_only import append_only
from amparo.files.models import ReceivedFile
from amparo.kernel.ids import uuid7
from amparo.kernel.models import Record
from amparo.monitor.models.incidents import AgeBand, Incident, Sex, Victim
from amparo.places.models import Area
from amparo.terms.models import Term


class Source(Record):
    """An organisation or channel that gives reports. For an estimate, each source is one list."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=200)
    code = models.SlugField(_("code"), max_length=40)
    kind = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["agency", "code"], name="source_code_once_per_agency"),)

    def __str__(self) -> str:
        return self.name


class Channel(models.TextChoices):
    """How a report came in."""

    PAGE = "page", _("Page")
    SPREADSHEET = "spreadsheet", _("Spreadsheet")
    EMAIL = "email", _("E-mail")
    API = "api", _("API")


@append_only
class Report(models.Model):
    """What a source said, as received. Never changed: a correction is a new report that names this one.

    `content` is what was entered or the row as read (a JSON object of strings); `sha256` is over its canonical
    JSON (sorted keys, no spaces, UTF-8). `row_key` makes a repeated import recognise the row: SHA-256 over
    source, content and which of several equal rows of the file it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="reports")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    reference = models.CharField(_("the source's own reference"), max_length=120, blank=True)
    received_on = models.DateField(_("received on"))
    content = models.JSONField(_("as received"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    row_key = models.CharField(max_length=64)
    file = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    row = models.PositiveIntegerField(_("row in the file"), null=True)
    batch = models.ForeignKey("monitor.ImportBatch", on_delete=models.PROTECT, null=True, related_name="reports")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections", db_index=False
    )
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        ordering = ("-received_on", "-id")
        constraints = (models.UniqueConstraint(fields=["agency", "row_key"], name="report_once"),)
        # Nothing asks for reports by file or by who recorded them; each further index costs every row of an import.
        indexes = (
            models.Index(fields=["agency", "-received_on", "-id"], name="report_list"),
            models.Index(fields=["corrects"], name="report_corrections", condition=models.Q(corrects__isnull=False)),
        )

    def __str__(self) -> str:
        return self.reference or str(self.id)


@append_only
class Mention(models.Model):
    """What one report says of one victim (a child or a group) of an incident. As immutable as its report.

    The sources that mention one pseudonym are that child's capture history.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="mentions", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="mentions")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="mentions")
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="mentions")
    pseudonym = models.CharField(_("pseudonym"), max_length=80, blank=True)
    sex = models.CharField(_("sex as reported"), max_length=10, choices=Sex.choices, blank=True)
    age_band = models.CharField(_("age as reported"), max_length=10, choices=AgeBand.choices)
    boys = models.PositiveIntegerField(_("boys as reported"), default=0)
    girls = models.PositiveIntegerField(_("girls as reported"), default=0)
    unknown = models.PositiveIntegerField(_("sex unknown, as reported"), default=0)
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    date_text = models.CharField(_("date as reported"), max_length=40)

    class Meta:
        # By it the mentions of one report are found, too: it stands in the place of an index of its own.
        constraints = (models.UniqueConstraint(fields=["report", "victim"], name="mention_once"),)
        indexes = (models.Index(fields=["agency", "pseudonym", "source"], name="mention_capture"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.victim_id}"
