"""The last serial number given to an incident, by agency and year of recording."""

from django.db import models

from amparo.accounts.models import Agency


class CodeCounter(models.Model):
    """One row per agency and year. `monitor.codes` moves it forward, a block at a time."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "year"], name="code_counter_once"),)

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.last}"
