"""Code lists of the domain: roles, recruitment methods, violation types, actor types... Data, not code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel.models import Record, in_readers_language


class Vocabulary(models.TextChoices):
    """The lists there are. Their items are rows, which an administrator adds to and retires."""

    VIOLATION = "violation", _("Violations")
    ROLE = "role", _("Roles in association")
    ENTRY_FACTOR = "entry_factor", _("What contributed to recruitment")
    RECRUITMENT = "recruitment", _("Recruitment methods")
    COMMUNITY_RISK = "community_risk", _("Risks of a community")
    COMMUNITY_PROTECTIVE = "community_protective", _("Protective factors of a community")
    EXIT = "exit", _("Ways out")
    DETENTION_FACILITY = "detention_facility", _("Places of detention")
    RETURN_VULNERABILITY = "return_vulnerability", _("Vulnerabilities after return")
    SERVICE = "service", _("Services")
    OUTCOME = "outcome", _("Outcomes")
    ACTOR_TYPE = "actor_type", _("Types of actor")
    SOURCE_KIND = "source_kind", _("Kinds of source")


class RoleGroup(models.TextChoices):
    """What roles in association come to in a table. A group is no judgement: every one of them is exploitation."""

    COMBAT = "combat", _("Combat")
    SUPPORT = "support", _("Support")
    EXPLOITATION = "exploitation", _("Sexual, domestic or criminal exploitation")


class Term(Record):
    """One item of a code list. A retired term stays on the records that carry it and is offered no more.

    Only roles in association have a `group`.
    """

    vocabulary = models.CharField(_("list"), max_length=30, choices=Vocabulary.choices)
    code = models.SlugField(_("code"), max_length=60)
    label = models.CharField(_("label"), max_length=200)
    labels = models.JSONField(_("labels in other languages"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    group = models.CharField(_("group"), max_length=20, choices=RoleGroup.choices, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    retired = models.BooleanField(_("no longer offered"), default=False)

    class Meta:
        ordering = ("vocabulary", "position", "label")
        constraints = (models.UniqueConstraint(fields=["vocabulary", "code"], name="term_code_once_per_list"),)

    def __str__(self) -> str:
        return in_readers_language(self.labels, self.label)
