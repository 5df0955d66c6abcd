"""Tables of merges and of pairs that are two actors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel.ids import uuid7


class ActorMerge(models.Model):
    """That a record was merged into another: by whom, when, why, and who undid it. Rows are never taken away."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor = models.ForeignKey("actors.Actor", on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey("actors.Actor", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    merged_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(_("merged"))
    undone_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["actor"], condition=models.Q(undone_at__isnull=True), name="actor_merged_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.actor_id} {self.into_id}"


class DistinctActors(models.Model):
    """A pair that a person looked at and found to be two actors. `one` has the smaller id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    one = models.ForeignKey("actors.Actor", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("actors.Actor", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    dismissed_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(_("dismissed"))

    class Meta:
        constraints = (models.UniqueConstraint(fields=["one", "other"], name="distinct_actors_once"),)

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
