"""The register of figures that others have published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7
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
    """One published number as it stands now. With a party it is that party's part of `total`, as printed.

    What stood before, and who changed it on what ground, is in its revisions (`FigureRevision`).

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


class Origin(models.TextChoices):
    """Who says what a revision says."""

    FILE = "file", _("the register's file")
    PERSON = "person", _("a person")


@append_only
class FigureRevision(models.Model):
    """One change of a published figure: what stood before, what was said instead, by whom, why and after what.

    `number` is the version of the figure that stands after it. `applied` False: the file said something else after a
    person had corrected the figure; it is kept, and the correction stands until a person decides. `before` is None for
    the first. A revision whose `before` and `after` agree decides that what stands is right.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    figure = models.ForeignKey(PublishedFigure, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    origin = models.CharField(_("who said it"), max_length=10, choices=Origin.choices)
    applied = models.BooleanField(_("stands, or stood"), default=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"))
    reason = models.CharField(_("why"), max_length=500, blank=True)
    reference = models.CharField(_("printed in"), max_length=500, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(_("on"), auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.figure_id} {self.number}"
