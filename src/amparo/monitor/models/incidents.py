"""Incidents, the violations in them, and the children who suffered these: three units, never mixed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.actors.models import Actor
from amparo.kernel.models import Record
from amparo.places.models import Area
from amparo.terms.models import Term


class Sex(models.TextChoices):
    """As recorded; unknown is an answer."""

    GIRL = "girl", _("Girl")
    BOY = "boy", _("Boy")
    UNKNOWN = "unknown", _("Unknown")


# Sex -> the column in which a counted group has its children of that sex.
ON_VICTIM = {Sex.GIRL: "girls", Sex.BOY: "boys", Sex.UNKNOWN: "unknown"}


class AgeBand(models.TextChoices):
    """Coarse age at the time of the violation."""

    UNDER_12 = "0-11", _("Under 12")
    FROM_12_TO_14 = "12-14", _("12 to 14")
    FROM_15_TO_17 = "15-17", _("15 to 17")
    UNKNOWN = "unknown", _("Unknown")


class Status(models.TextChoices):
    """Where an incident stands between the first report and a verified figure."""

    REPORTED = "reported", _("Reported")
    UNDER_VERIFICATION = "under_verification", _("Under verification")
    VERIFIED = "verified", _("Verified")
    VERIFIED_LATE = "verified_late", _("Verified late")
    NOT_VERIFIED = "not_verified", _("Not verified")
    DID_NOT_OCCUR = "did_not_occur", _("Found not to have occurred")


# Where an incident may still be changed, and its verification started.
OPEN = frozenset({Status.REPORTED, Status.NOT_VERIFIED})
# What counts as verified in a figure, late or not.
VERIFIED = frozenset({Status.VERIFIED, Status.VERIFIED_LATE})
# What was decided for good, unless somebody reopens it for a reason.
CLOSED = VERIFIED | {Status.DID_NOT_OCCUR}
# What a second person has decided, and on a count of sources.
DECIDED = VERIFIED | {Status.NOT_VERIFIED, Status.DID_NOT_OCCUR}


class Incident(Record):
    """An event at a place and (fuzzy) date. Its committed year and its verified year are kept apart.

    `date_text` is EDTF as entered; `date_earliest` and `date_latest` are its bounds (inclusive). The committed
    year is given only where both bounds lie in one year. `verified_on` is the day of the second person's decision,
    `level` the highest level of verification that has decided as it now stands (`VerificationLevel`).
    `changed_by` holds who changed it after it was recorded: none of them can be that second person. `facts_version` is
    the version whose facts are kept for figures; where it is behind `version`, figures read the records themselves.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("code"), max_length=24)
    date_text = models.CharField(_("date"), max_length=40)
    date_earliest = models.DateField(_("earliest"))
    date_latest = models.DateField(_("latest"))
    committed_year = models.PositiveSmallIntegerField(_("year committed"), null=True)
    country = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    admin1 = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    summary = models.CharField(_("summary"), max_length=2000, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.REPORTED)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_year = models.PositiveSmallIntegerField(_("year verified"), null=True)
    level = models.CharField(_("highest level that decided so"), max_length=20, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ManyToManyField(Person, related_name="+")
    batch = models.ForeignKey("monitor.ImportBatch", on_delete=models.PROTECT, null=True, related_name="incidents")
    facts_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        ordering = ("-date_earliest", "-id")
        constraints = (
            models.UniqueConstraint(fields=["agency", "code"], name="incident_code_once_per_agency"),
            models.CheckConstraint(
                condition=Q(date_latest__gte=models.F("date_earliest")), name="incident_latest_not_before_earliest"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["verified", "verified_late"], verified_on__isnull=False)
                | (~Q(status__in=["verified", "verified_late"]) & Q(verified_on__isnull=True)),
                name="incident_verified_has_its_date",
            ),
        )
        indexes = (
            models.Index(fields=["agency", "-date_earliest", "-id"], name="incident_list"),
            models.Index(fields=["agency", "status", "-date_earliest", "-id"], name="incident_by_status"),
            models.Index(fields=["agency", "status", "created_at", "id"], name="incident_queue"),
            models.Index(fields=["agency", "country", "-date_earliest", "-id"], name="incident_by_country"),
            models.Index(fields=["agency", "admin1", "-date_earliest", "-id"], name="incident_by_admin1"),
            models.Index(fields=["agency", "committed_year"], name="incident_by_year"),
            models.Index(
                fields=["agency"], name="incident_without_facts", condition=Q(facts_version__lt=models.F("version"))
            ),
        )

    def __str__(self) -> str:
        return self.code


class Victim(Record):
    """Children in one incident: a group with counts, or one child under a pseudonym of the agency's making.

    A pseudonym says that two records speak of one child; it is no name and leads to none. The agency is repeated
    here so that distinct children are counted without a join.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="victims")
    pseudonym = models.CharField(_("pseudonym"), max_length=80, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, blank=True)
    age_band = models.CharField(_("age"), max_length=10, choices=AgeBand.choices, default=AgeBand.UNKNOWN)
    boys = models.PositiveIntegerField(_("boys"), default=0)
    girls = models.PositiveIntegerField(_("girls"), default=0)
    unknown = models.PositiveIntegerField(_("sex unknown"), default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(~Q(pseudonym="") & ~Q(sex="") & Q(boys=0, girls=0, unknown=0))
                | (Q(pseudonym="", sex="") & (Q(boys__gt=0) | Q(girls__gt=0) | Q(unknown__gt=0))),
                name="victim_is_one_child_or_a_counted_group",
            ),
        )
        indexes = (models.Index(fields=["agency", "pseudonym"], name="victim_by_pseudonym"),)

    def __str__(self) -> str:
        return self.pseudonym or f"{self.size}"

    @property
    def size(self) -> int:
        """How many children the row stands for."""
        return 1 if self.pseudonym else self.boys + self.girls + self.unknown


class Violation(Record):
    """One act by one actor (or by nobody yet named) against children of the incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="violations", db_index=False)
    type = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    victims = models.ManyToManyField(Victim, related_name="violations")

    class Meta:
        indexes = (
            models.Index(fields=["actor", "type"], name="violation_by_actor"),
            models.Index(fields=["incident", "actor", "type"], name="violation_of_incident"),
        )

    def __str__(self) -> str:
        return f"{self.type_id} {self.actor_id or '-'}"
