"""Actors: armed forces and groups, organised criminal groups, terrorist groups within a stated meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.actors.contexts.models import Context
from amparo.actors.listings.models import ActionPlan, PartyListing
from amparo.actors.lists.models import (
    Definition,
    DefinitionRule,
    Designation,
    DesignationList,
    DesignationName,
    Snapshot,
)
from amparo.actors.merging.models import ActorMerge, DistinctActors
from amparo.actors.relations.models import ActorAlias, ActorLink, ActorPresence
from amparo.kernel.models import Record, in_readers_language
from amparo.terms.models import Term

__all__ = [
    "ActionPlan",
    "Actor",
    "ActorAlias",
    "ActorLink",
    "ActorMerge",
    "ActorPresence",
    "ActorType",
    "Context",
    "Definition",
    "DefinitionRule",
    "Designation",
    "DesignationList",
    "DesignationName",
    "DistinctActors",
    "PartyListing",
    "Snapshot",
]


class Actor(Record):
    """A force or group that recruits or uses children. Shared by all agencies of an installation.

    Founded and dissolved are EDTF; the days beside them are the earliest and the latest that they can mean. A record
    that was merged names the one it was `merged_into`, and the one it `counts_as`: the end of that chain.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(_("names in other languages and scripts"), default=dict, blank=True)
    country = models.CharField(_("country"), max_length=3, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    founded = models.CharField(_("founded"), max_length=40, blank=True)
    founded_earliest = models.DateField(_("founded on this day or later"), null=True, blank=True)
    dissolved = models.CharField(_("dissolved"), max_length=40, blank=True)
    dissolved_latest = models.DateField(_("dissolved on this day or earlier"), null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged")
    counts_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="counted")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return in_readers_language(self.names, self.name)


class ActorType(models.Model):
    """What an actor is, from a date to a date. Several may hold at once.

    `by_designation`: the system wrote it by designations, and follows them; a person's statement it leaves alone.
    """

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="types")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    by_designation = models.BooleanField(_("written by designations"), default=False, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="actor_type_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.actor_id} {self.term_id}"
