"""Actors: armed forces and groups, organised criminal groups, terrorist groups within a stated meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel.models import Record, in_readers_language
from amparo.terms.models import Term


class Actor(Record):
    """A force or group that recruits or uses children. Shared by all agencies of an installation."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(_("names in other languages and scripts"), default=dict, blank=True)
    country = models.CharField(_("country"), max_length=3, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return in_readers_language(self.names, self.name)


class ActorType(models.Model):
    """What an actor is, from a date to a date. Several may hold at once."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="types")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

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


# Django looks for tables in this module alone; those of the lists stand in theirs.
from amparo.actors.lists import models as _of_lists  # noqa: E402, F401 - after Actor, to which they refer
