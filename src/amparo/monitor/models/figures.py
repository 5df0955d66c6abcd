"""The register of figures that others have published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel.models import Record


class Unit(models.TextChoices):
    """What a figure counts. Figures of different units are never added or compared."""

    CHILD = "child", _("Children")
    VIOLATION = "violation", _("Violations")
    VIOLATION_COMMITTED = "violation_committed_in_year", _("Violations committed in the year")
    VIOLATION_LATE = "violation_verified_late", _("Violations verified late")
    INCIDENT = "incident", _("Incidents")


class Qualifier(models.TextChoices):
    """How exactly the source says it."""

    EXACT = "exact", _("exactly")
    MORE_THAN = "more_than", _("more than")
    AT_LEAST = "at_least", _("at least")
    ABOUT = "about", _("about")


class Standing(models.TextChoices):
    """How far a figure may be relied on."""

    PUBLISHED = "published", _("Published")
    SECONDARY = "secondary", _("Secondary source")
    NGO_TALLY = "ngo_tally", _("Non-governmental tally")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")


class PublishedFigure(Record):
    """One published number. With a party it is that party's part of `total`, as printed.

    Two fields hold what a sum check must know and no number says: `given_apart` marks a party whose number stands
    outside the list of parties in the text; `unattributed` is how many the text itself leaves to no party.
    """

    code = models.SlugField(_("code"), max_length=100, unique=True)
    situation = models.CharField(_("situation"), max_length=3, help_text=_("ISO 3166-1 code, or WLD"))
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    unit = models.CharField(_("unit"), max_length=30, choices=Unit.choices)
    qualifier = models.CharField(_("qualifier"), max_length=10, choices=Qualifier.choices)
    boys = models.PositiveIntegerField(_("boys"), null=True, blank=True)
    girls = models.PositiveIntegerField(_("girls"), null=True, blank=True)
    unknown_sex = models.PositiveIntegerField(_("sex unknown"), null=True, blank=True)
    total = models.PositiveIntegerField(_("total"))
    party = models.CharField(_("party"), max_length=200, blank=True)
    party_total = models.PositiveIntegerField(_("of this party"), null=True, blank=True)
    given_apart = models.BooleanField(_("given apart in the text"), default=False)
    unattributed = models.PositiveIntegerField(_("left to no party in the text"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=500)
    note = models.CharField(_("note"), max_length=500, blank=True)
    standing = models.CharField(_("standing"), max_length=15, choices=Standing.choices)

    class Meta:
        ordering = ("situation", "period_start", "unit", "party")
        constraints = (
            models.UniqueConstraint(
                fields=["situation", "period_start", "period_end", "unit", "party", "source"],
                name="published_figure_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.situation} {self.period_start.year} {self.party}"
