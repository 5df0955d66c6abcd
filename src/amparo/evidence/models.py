"""Estimates in the system: what was asked, of which capture histories, and what came out.

A run is asked once and answered once. Its result stands in a table of its own that refuses change, so that a number
quoted from it can always be found again as it was; a correction is a new run.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7


class Subject(models.TextChoices):
    """Which children an estimate is about. A choice, not free text, so that every language can say it."""

    RECRUITED = "recruited", _("Children recruited or used")
    ANY = "any", _("Children who suffered any recorded violation")


class EstimateRun(models.Model):
    """One request for an estimate.

    `settings` is `{"sources": [{"id", "code", "name"}], "year_from", "year_to", "by", "subject"}`. `histories` are
    the capture histories as they were counted at that moment: `{"strata": [{"key": {...}, "labels": {...},
    "counts": {"101": 12, ...}}], "unlinked": 34}`; they hold counts and no pseudonym. `input_sha256` is over the
    canonical JSON (sorted keys, no spaces, UTF-8) of settings and histories.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the worker")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    settings = models.JSONField(_("settings"))
    histories = models.JSONField(_("capture histories"))
    input_sha256 = models.CharField(_("SHA-256 of the input"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    strata_total = models.PositiveIntegerField(_("groups"), default=0)
    strata_done = models.PositiveIntegerField(_("groups estimated so far"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of work"), auto_now=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = (models.Index(fields=["agency", "-asked_at"], name="estimate_run_list"),)

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M} {self.state}"


@append_only
class EstimateResult(models.Model):
    """What a run gave, once and for all. `document` is stated in `evidence.results`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.OneToOneField(EstimateRun, on_delete=models.PROTECT, related_name="result")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    library_version = models.CharField(_("version of amparo_estimation"), max_length=40)
    document = models.JSONField(_("result"))
    sha256 = models.CharField(_("SHA-256 of the result"), max_length=64)

    def __str__(self) -> str:
        return f"{self.run_id} {self.sha256[:8]}"
