"""The chain of verification: who decided what, when, on which grounds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7
from amparo.monitor.models.incidents import Incident, Status


class VerificationLevel(models.TextChoices):
    """Who decides: the three levels at which the UN's mechanism reviews a violation, the lowest first."""

    FOCAL_POINT = "focal_point", _("Focal point")
    TECHNICAL = "technical", _("Technical level")
    TASK_FORCE = "task_force", _("Task force")


@append_only
class VerificationStep(models.Model):
    """One step of an incident's verification. Never changed; the next step answers it.

    `level` is empty where nothing was decided: the incident was taken up or reopened. A step that leaves the status as
    it was confirms the decision at a higher level. `un_eyewitness` says that UN staff, a member of the task force or a
    partner trained by it is among the sources.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=20, choices=Status.choices)
    to_status = models.CharField(max_length=20, choices=Status.choices)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)
    decided_on = models.DateField(_("day of the decision"))
    primary_sources = models.PositiveSmallIntegerField(_("primary sources"), default=0)
    secondary_sources = models.PositiveSmallIntegerField(_("secondary sources"), default=0)
    level = models.CharField(_("level"), max_length=20, choices=VerificationLevel.choices, blank=True)
    un_eyewitness = models.BooleanField(_("UN staff or trained partners among the sources"), default=False)
    grounds = models.CharField(_("grounds"), max_length=2000)

    class Meta:
        ordering = ("decided_at", "id")
        indexes = (models.Index(fields=["decided_at"], name="step_by_moment"),)

    def __str__(self) -> str:
        return f"{self.incident_id} {self.to_status}"
