"""How two incidents belong together, as a person judged: one event recorded twice, related events, or neither."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7
from amparo.kernel.models import Record
from amparo.monitor.models.incidents import Incident


class LinkKind(models.TextChoices):
    """What a person found of two incidents."""

    DUPLICATE = "duplicate", _("One event, recorded twice")
    RELATED = "related", _("Related events")
    DIFFERENT = "different", _("Different events")


class IncidentLink(Record):
    """What was judged of two incidents of one agency. `first` has the smaller id, so that each pair stands once.

    A link changes neither incident and no figure: a verifier decides which of two records of one event counts.
    """

    first = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="links_as_first", db_index=False)
    second = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="links_as_second")
    kind = models.CharField(_("judgement"), max_length=20, choices=LinkKind.choices)
    note = models.CharField(_("why"), max_length=500, blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="incident_link_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="incident_link_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"


@append_only
class EarlierJudgement(models.Model):
    """What was judged of a pair before it was judged anew, kept as it stood. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    link = models.ForeignKey(IncidentLink, on_delete=models.PROTECT, related_name="earlier")
    kind = models.CharField(_("judgement"), max_length=20, choices=LinkKind.choices)
    note = models.CharField(_("why"), max_length=500, blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    judged_at = models.DateTimeField(_("judged"))

    class Meta:
        ordering = ("-judged_at", "-id")

    def __str__(self) -> str:
        return f"{self.link_id} {self.kind}"
