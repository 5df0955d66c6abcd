"""Areas: countries and what they are divided into."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.models import Record, in_readers_language

STEPS_PER_DEGREE = 5_000
"""Outlines are kept in whole steps of a five-thousandth of a degree: some twenty metres."""


class Level(models.IntegerChoices):
    """How deep an area lies in its country."""

    COUNTRY = 0, _("Country")
    ADMIN_1 = 1, _("First level")
    ADMIN_2 = 2, _("Second level")


class AreaQuerySet(models.QuerySet["Area"]):
    """Areas by time."""

    def standing(self, on: datetime.date | None = None) -> "AreaQuerySet":
        """Return those that have not ended on a day (today where none is given)."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=on or clock.today()))


class Area(Record):
    """A country (ISO 3166-1 alpha-3 code) or one of its parts (ISO 3166-2 code or P-code).

    A part may bear both codes: then it is found by either. What it was called and lay in before stands in
    `FormerArea`; a part that has ended stays, for the records that name it.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    pcode = models.CharField(_("P-code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=200)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    names = models.JSONField(_("names in other languages"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=200)
    valid_from = models.DateField(_("so since"), null=True, blank=True)
    valid_to = models.DateField(_("ended on"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True, help_text=_("date of the newest file that held it"))
    population = models.PositiveBigIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("year of the population"), null=True, blank=True)
    population_source = models.CharField(_("source of the population"), max_length=200, blank=True, db_default="")

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["pcode"], condition=~models.Q(pcode=""), name="area_pcode_once"),
        )
        indexes = (models.Index(fields=["parent", "name"], name="area_by_parent"),)

    def __str__(self) -> str:
        return in_readers_language(self.names, self.name)


class FormerArea(models.Model):
    """What an area was called and what it lay in, until a day. Written when a newer file says otherwise."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="former")
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    valid_from = models.DateField(_("from"), null=True)
    valid_to = models.DateField(_("until"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ("-valid_to", "-id")

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One area took the place of another, whole or in part: a split has several after, a merger several before."""

    before = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successors")
    after = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField(_("on"))

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.UniqueConstraint(fields=["before", "after"], name="succession_once"),
            models.CheckConstraint(condition=~models.Q(before=models.F("after")), name="succession_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.before_id} {self.after_id}"


class Outline(models.Model):
    """The outline of an area: simplified, for drawing at the size of a page, never for measuring.

    `rings` is JSON: a list of rings, each a flat list of whole steps (STEPS_PER_DEGREE), the first point in full and
    then from each to the next. West, south, east and north are the box around it, in degrees.
    """

    area = models.OneToOneField(Area, on_delete=models.PROTECT, primary_key=True, related_name="outline")
    rings = models.TextField(_("rings"))
    points = models.PositiveIntegerField(_("points"))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.CharField(_("source"), max_length=200)
    as_of = models.DateField(_("as of"))

    class Meta:
        ordering = ("area",)

    def __str__(self) -> str:
        return str(self.area_id)
