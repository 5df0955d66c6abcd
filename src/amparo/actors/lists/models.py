"""Lists and what they name: designations with their names, snapshots of a published list, and definitions as data."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel.ids import uuid7
from amparo.kernel.models import Record, in_readers_language
from amparo.terms.models import Term


class ListKind(models.TextChoices):
    """Who issues a list."""

    UN = "un", _("United Nations Security Council")
    REGIONAL = "regional", _("Regional organisation")
    NATIONAL = "national", _("Country")


class DesignationList(Record):
    """A list that a body issues. `as_of` is the day of the newest snapshot, or of the last comparison by hand.

    `feed` names the published file that brings the list in, and `feed_key` what the file calls it; both are empty for
    a list that is kept by hand.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(_("names in other languages"), default=dict, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ListKind.choices)
    issuer = models.CharField(_("issued by"), max_length=200)
    country = models.CharField(_("country"), max_length=3, blank=True)
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=300, blank=True)
    marks_terrorist = models.BooleanField(_("names terrorist groups"), default=False)
    feed = models.SlugField(_("published file"), max_length=30, blank=True)
    feed_key = models.CharField(_("name in the file"), max_length=60, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)

    class Meta:
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(fields=["feed", "feed_key"], condition=~Q(feed=""), name="list_once_per_file"),
        )

    def __str__(self) -> str:
        return in_readers_language(self.names, self.name)


class Snapshot(models.Model):
    """A published list as it was on one day: its groups, read and repaired. Its people are a number, and no more.

    `entries` hold the groups; `differences` what was applied. The file itself is not kept, for it names people; its
    SHA-256 says which one it was.
    """

    class State(models.TextChoices):
        """Whether a person has decided on it."""

        PENDING = "pending", _("waits for a decision")
        APPLIED = "applied", _("applied")
        SET_ASIDE = "set_aside", _("set aside")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    feed = models.SlugField(_("published file"), max_length=30)
    generated_at = models.DateTimeField(_("generated"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"))
    individuals = models.PositiveIntegerField(_("people left out"))
    entries = models.JSONField(_("groups"), default=list)
    differences = models.JSONField(_("differences"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        ordering = ("-generated_at",)
        constraints = (
            models.UniqueConstraint(fields=["feed"], condition=Q(state="pending"), name="snapshot_one_waits"),
        )

    def __str__(self) -> str:
        return f"{self.feed} {self.generated_at:%Y-%m-%d}"


class Designation(Record):
    """That a group stands on a list, from the day of listing until the day of delisting, on which it stands no more."""

    listing = models.ForeignKey(DesignationList, on_delete=models.PROTECT, related_name="designations")
    reference = models.CharField(_("reference"), max_length=60)
    name = models.CharField(_("name as listed"), max_length=500)
    actor = models.ForeignKey(
        "actors.Actor", on_delete=models.PROTECT, null=True, blank=True, related_name="designations"
    )
    listed_on = models.DateField(_("listed"))
    delisted_on = models.DateField(_("delisted"), null=True, blank=True)
    amended_on = models.JSONField(_("entry amended"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    first_seen = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")
    last_seen = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("reference", "listed_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(delisted_on__isnull=True) | Q(delisted_on__gte=F("listed_on")),
                name="designation_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["listing", "reference"], condition=Q(delisted_on__isnull=True), name="designation_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


class DesignationName(models.Model):
    """A name as the list gives it, beside the one under which the group is listed."""

    class Quality(models.TextChoices):
        """What the list says of a name."""

        ALSO = "also", _("also known as")
        FORMERLY = "formerly", _("formerly known as")
        GOOD = "good", _("good quality")
        LOW = "low", _("low quality")
        ORIGINAL = "original", _("in the original script")
        UNSTATED = "unstated", _("quality not stated")

    designation = models.ForeignKey(Designation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=500)
    quality = models.CharField(_("quality"), max_length=10, choices=Quality.choices, default=Quality.UNSTATED)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Definition(Record):
    """What a group is "within the meaning of" a document: a rule over lists, held as data.

    `what` and `name` make its title: "terrorist group" within the meaning of "the UNODC strategy". It holds from
    `valid_from` to `valid_to`, both inclusive, either open where empty.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    what = models.CharField(_("what a group is called"), max_length=100)
    whats = models.JSONField(_("the same in other languages"), default=dict, blank=True)
    name = models.CharField(_("within the meaning of"), max_length=200)
    names = models.JSONField(_("names in other languages"), default=dict, blank=True)
    text = models.TextField(_("text"), max_length=2000)
    texts = models.JSONField(_("texts in other languages"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=300)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="definition_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        """Return the only form in which a page says it."""
        return gettext("%(what)s within the meaning of %(name)s") % {
            "what": in_readers_language(self.whats, self.what),
            "name": in_readers_language(self.names, self.name),
        }

    @property
    def words(self) -> str:
        """The text in the reader's language."""
        return in_readers_language(self.texts, self.text)


class DefinitionRule(models.Model):
    """One rule of a definition; a group for which any of them holds is within its meaning.

    `term` is the type that an actor has by this rule, from the day of listing.
    """

    class Kind(models.TextChoices):
        """What the rule looks at."""

        LIST = "list", _("Everything on a list")
        REFERENCE = "reference", _("One entry of a list")
        MARKED = "marked", _("Every list of countries or regional organisations that names terrorist groups")

    definition = models.ForeignKey(Definition, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(_("rule"), max_length=10, choices=Kind.choices)
    listing = models.ForeignKey(DesignationList, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        parts = {
            self.Kind.LIST: gettext("everything on: %(list)s") % {"list": self.listing},
            self.Kind.REFERENCE: gettext("%(reference)s on: %(list)s")
            % {"reference": self.reference, "list": self.listing},
        }
        return str(parts.get(self.Kind(self.kind), self.Kind.MARKED.label))
