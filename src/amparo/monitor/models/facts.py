"""What figures are counted from: the facts of many incidents in one row, kept beside the records."""

from django.db import models

from amparo.accounts.models import Agency


class FactsBlock(models.Model):
    """What some hundred incidents of an agency say to a figure, in columns (`monitor.figures.facts.sheets`).

    Derived: it can be made anew from the records at any time. What it says of an incident holds for the version that
    stands in `Incident.facts_version`, and is not read once the incident has a later one. `number` follows from the
    ids of its incidents, `incidents` is how many these are. `roles` repeats the facts for each role that is told of
    an act.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    incidents = models.PositiveIntegerField()
    facts = models.BinaryField()
    roles = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "number"], name="facts_block_once"),)

    def __str__(self) -> str:
        return f"{self.agency_id} {self.number}"
