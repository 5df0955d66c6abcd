"""Tables of conflict-party listings and action plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel.models import Record


class Annex(models.TextChoices):
    """The annexes to the annual reports of the Secretary-General on children and armed conflict."""

    FIRST = "I", _("annex I: situations on the agenda of the Security Council")
    SECOND = "II", _("annex II: other situations")


class Section(models.TextChoices):
    """The sections of each annex, since the report of 2017."""

    WITHOUT_MEASURES = "A", _("section A: no measures put in place")
    WITH_MEASURES = "B", _("section B: measures put in place")


class ListingState(models.TextChoices):
    """What the report does with the party."""

    LISTED = "listed", _("listed")
    DELISTED = "delisted", _("delisted")


class PartyListing(Record):
    """That one year's report lists a party, or delists it, in one situation, for some of the violations."""

    actor = models.ForeignKey("actors.Actor", on_delete=models.PROTECT, related_name="listings")
    report_year = models.PositiveSmallIntegerField(_("year of the report"))
    symbol = models.CharField(_("document symbol"), max_length=60)
    situation = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("situation")
    )
    annex = models.CharField(_("annex"), max_length=2, choices=Annex.choices)
    section = models.CharField(_("section"), max_length=1, choices=Section.choices, blank=True)
    state = models.CharField(_("what the report does"), max_length=10, choices=ListingState.choices)
    violations = models.ManyToManyField("terms.Term", related_name="+", verbose_name=_("for which violations"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["actor", "report_year", "situation"], name="listing_once_a_year"),
        )
        indexes = (models.Index(fields=["report_year"], name="listing_by_year"),)

    def __str__(self) -> str:
        return f"{self.report_year} {self.actor_id}"


class PlanState(models.TextChoices):
    """How an action plan stands."""

    IN_FORCE = "in-force", _("being carried out")
    SUSPENDED = "suspended", _("suspended")
    COMPLETED = "completed", _("completed")
    LAPSED = "lapsed", _("ended without completion")


class ActionPlan(Record):
    """What a party signed to end and prevent violations. Days are EDTF; `signed_day` is the earliest it can mean."""

    actor = models.ForeignKey("actors.Actor", on_delete=models.PROTECT, related_name="plans")
    signed = models.CharField(_("signed on"), max_length=40)
    signed_day = models.DateField(_("earliest day of signing"))
    signed_with = models.CharField(_("signed with"), max_length=200)
    violations = models.ManyToManyField("terms.Term", related_name="+", verbose_name=_("against which violations"))
    state = models.CharField(_("how it stands"), max_length=10, choices=PlanState.choices)
    ended = models.CharField(_("ended on"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=300)

    def __str__(self) -> str:
        return f"{self.signed} {self.actor_id}"
