"""Tables of what is said of an actor beside its types: aliases, relations to other actors, areas of presence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dated(models.Model):
    """Something that held from a date to a date, as far as they are known (EDTF; empty: not known).

    `first_day` is the earliest day that `since` can mean, `last_day` the latest that `until` can.
    """

    since = models.CharField(_("from"), max_length=40, blank=True)
    until = models.CharField(_("until"), max_length=40, blank=True)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first_day__isnull=True)
                | models.Q(last_day__isnull=True)
                | models.Q(last_day__gte=models.F("first_day")),
                name="%(class)s_ends_after_it_begins",
            ),
        )


class AliasKind(models.TextChoices):
    """What a further name is."""

    ALSO = "also", _("also known as")
    FORMERLY = "formerly", _("formerly known as")
    ABBREVIATION = "abbreviation", _("abbreviation")
    SPELLING = "spelling", _("another spelling")


class ActorAlias(Dated):
    """A further name of an actor, in some language and script ("ar", "prs-Arab")."""

    actor = models.ForeignKey("actors.Actor", on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language and script"), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=AliasKind.choices)

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return self.text


class LinkKind(models.TextChoices):
    """How an actor is related to another: read "actor ... other"."""

    PART_OF = "part-of", _("is part of")
    SPLIT_OFF = "split-off", _("split off from")
    JOINED = "joined", _("went up, with others, in")


class ActorLink(Dated):
    """An actor's relation to another. A split has several that split off from one, a merger several that join one."""

    actor = models.ForeignKey("actors.Actor", on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("relation"), max_length=12, choices=LinkKind.choices)
    other = models.ForeignKey("actors.Actor", on_delete=models.PROTECT, related_name="links_to_it")

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.actor_id} {self.kind} {self.other_id}"


class ActorPresence(Dated):
    """An area in which an actor is present."""

    actor = models.ForeignKey("actors.Actor", on_delete=models.CASCADE, related_name="presences")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.actor_id} {self.area_id}"
