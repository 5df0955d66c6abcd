"""How far a source is relied on, and how far what it said is believed: dated judgements of persons; the newest stands.

The letters and numbers are those of the admiralty scale. They judge a source and a piece of information, never a child.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7
from amparo.monitor.models.reports import Report, Source


class Reliability(models.TextChoices):
    """How far a source is relied on, whatever it says this time."""

    A = "A", _("A: completely reliable")
    B = "B", _("B: usually reliable")
    C = "C", _("C: fairly reliable")
    D = "D", _("D: not usually reliable")
    E = "E", _("E: unreliable")
    F = "F", _("F: cannot be judged")


class Credibility(models.TextChoices):
    """How far one piece of information is believed, whoever says it."""

    CONFIRMED = "1", _("1: confirmed by other sources")
    PROBABLE = "2", _("2: probably true")
    POSSIBLE = "3", _("3: possibly true")
    DOUBTFUL = "4", _("4: doubtful")
    IMPROBABLE = "5", _("5: improbable")
    UNKNOWN = "6", _("6: cannot be judged")


class Assessment(models.Model):
    """A judgement: by whom, on which day, on what ground. Never changed; a later one takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(_("on what ground"), max_length=500)
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ("-assessed_on", "-assessed_at", "-id")


@append_only
class SourceAssessment(Assessment):
    """How far a source is relied on."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="assessments")
    grade = models.CharField(_("reliability"), max_length=1, choices=Reliability.choices)

    def __str__(self) -> str:
        return self.grade


@append_only
class ReportAssessment(Assessment):
    """How far what a report says is believed."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="assessments")
    grade = models.CharField(_("credibility"), max_length=1, choices=Credibility.choices)

    def __str__(self) -> str:
        return self.grade
