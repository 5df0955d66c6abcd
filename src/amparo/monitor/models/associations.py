"""How children came to a force or group, what they were made to do there, and how they left it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.monitor.models.incidents import Violation
from amparo.terms.models import Term, Vocabulary


class Answer(models.TextChoices):
    """Yes and no; not known is an answer."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class HowMany(models.TextChoices):
    """How many of the children of a violation have left."""

    ALL = "all", _("All of them")
    SOME = "some", _("Some of them")
    NONE = "none", _("None of them")
    UNKNOWN = "unknown", _("Not known")


# The lists from which an association is told, in the order of the page.
TOLD_BY = (
    Vocabulary.ENTRY_FACTOR,
    Vocabulary.RECRUITMENT,
    Vocabulary.ROLE,
    Vocabulary.EXIT,
    Vocabulary.DETENTION_FACILITY,
)


# Kinds of violation that are no association. Of every other kind, also one that an administrator adds, it can be told.
NO_ASSOCIATION = frozenset(
    {
        "killing-and-maiming",
        "sexual-violence",
        "attacks-on-schools-and-hospitals",
        "denial-of-humanitarian-access",
        "beatings",
    }
)


class Association(models.Model):
    """What is known of the association that a violation is about, told of the children of the violation together.

    It is a part of the incident, and saved with the incident's version.

    `terms` are items of the lists in `TOLD_BY`. The length is in months, at least and at most. `left_text` is the day
    of leaving as an EDTF date. `in_detention` says that the children were recruited or used while they were deprived
    of liberty, `ill_treatment` that they suffered torture or other ill-treatment there.

    There is no "voluntary", and no weapon, training or command: nothing here could be held against a child.
    `not_understood` keeps what another system said in codes that have no place here: name of its field -> its codes.
    """

    violation = models.OneToOneField(Violation, on_delete=models.CASCADE, primary_key=True, related_name="association")
    terms = models.ManyToManyField(Term, related_name="+")
    cross_border = models.CharField(_("across a border"), max_length=10, choices=Answer.choices, default=Answer.UNKNOWN)
    re_recruitment = models.CharField(
        _("recruited again"), max_length=10, choices=Answer.choices, default=Answer.UNKNOWN
    )
    months_at_least = models.PositiveSmallIntegerField(_("months at least"), null=True, blank=True)
    months_at_most = models.PositiveSmallIntegerField(_("months at most"), null=True, blank=True)
    left = models.CharField(_("have left"), max_length=10, choices=HowMany.choices, default=HowMany.UNKNOWN)
    left_count = models.PositiveIntegerField(_("how many left"), null=True, blank=True)
    left_text = models.CharField(_("when they left"), max_length=40, blank=True)
    in_detention = models.CharField(
        _("in detention at the time"), max_length=10, choices=Answer.choices, default=Answer.UNKNOWN
    )
    ill_treatment = models.CharField(
        _("ill-treated in detention"), max_length=10, choices=Answer.choices, default=Answer.UNKNOWN
    )
    not_understood = models.JSONField(_("not understood"), default=dict, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(months_at_least__isnull=True)
                | Q(months_at_most__isnull=True)
                | Q(months_at_most__gte=models.F("months_at_least")),
                name="association_at_most_not_under_at_least",
            ),
        )

    def __str__(self) -> str:
        return str(self.violation_id)
