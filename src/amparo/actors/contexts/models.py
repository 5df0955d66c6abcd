"""Contexts of insecurity: a place and a period, with what is present there and how far it reaches."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel.models import Record
from amparo.places.models import Area


class Kind(models.TextChoices):
    """What is present. Several may be at once."""

    ORGANISED_CRIME = "organised_crime", _("Organised crime")
    TERRORISM = "terrorism", _("Terrorism")
    CONFLICT = "conflict", _("Conflict")


class Extent(models.TextChoices):
    """How far it reaches: the two words of the UNODC strategy."""

    WIDESPREAD = "widespread", _("Widespread")
    RESTRICTED = "restricted", _("Restricted but engrained")


class Context(Record):
    """What stands now. Every assessment before it is kept in the history, and stays readable.

    `starts_text` and `ends_text` are EDTF as entered; `starts_on` and `ends_on` are the earliest and the latest day
    that they can mean. Without an end it goes on. `assessed_by` answers for the assessment; `organisation` says which
    body made it. Shared by all agencies of an installation.
    """

    place = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    country = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    organised_crime = models.BooleanField(Kind.ORGANISED_CRIME.label, default=False)
    terrorism = models.BooleanField(Kind.TERRORISM.label, default=False)
    conflict = models.BooleanField(Kind.CONFLICT.label, default=False)
    extent = models.CharField(_("extent"), max_length=12, choices=Extent.choices)
    starts_text = models.CharField(_("since"), max_length=40)
    starts_on = models.DateField(_("earliest"))
    ends_text = models.CharField(_("until"), max_length=40, blank=True)
    ends_on = models.DateField(_("latest"), null=True, blank=True)
    organisation = models.CharField(_("assessed by"), max_length=200)
    assessed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    assessed_on = models.DateField(_("assessed on"))
    ground = models.CharField(_("on what ground"), max_length=2000)
    sources = models.CharField(_("sources"), max_length=1000, blank=True)

    class Meta:
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(organised_crime=True) | Q(terrorism=True) | Q(conflict=True),
                name="context_is_of_some_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="context_ends_after_it_starts",
            ),
        )
        indexes = (models.Index(fields=["country", "starts_on"], name="context_by_country"),)

    def __str__(self) -> str:
        return f"{self.place_id} {self.starts_text}"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What is present, in the order of the strategy."""
        return tuple(kind for kind in Kind if getattr(self, kind.value))
