"""The chain of verification: who decided what, when, on which grounds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7
from amparo.monitor.models.incidents import Incident, Status


@append_only
class VerificationStep(models.Model):
    """One step of an incident's verification. Never changed; the next step answers it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=20, choices=Status.choices)
    to_status = models.CharField(max_length=20, choices=Status.choices)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)
    decided_on = models.DateField(_("day of the decision"))
    primary_sources = models.PositiveSmallIntegerField(_("primary sources"), default=0)
    secondary_sources = models.PositiveSmallIntegerField(_("secondary sources"), default=0)
    grounds = models.CharField(_("grounds"), max_length=2000)

    class Meta:
        ordering = ("decided_at", "id")

    def __str__(self) -> str:
        return f"{self.incident_id} {self.to_status}"
