"""Areas: countries and what they are divided into."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel.models import Record, in_readers_language


class Level(models.IntegerChoices):
    """How deep an area lies in its country."""

    COUNTRY = 0, _("Country")
    ADMIN_1 = 1, _("First level")
    ADMIN_2 = 2, _("Second level")


class Area(Record):
    """A country (ISO 3166-1 alpha-3 code) or one of its parts (ISO 3166-2 code or P-code)."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    names = models.JSONField(_("names in other languages"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(fields=["parent", "name"], name="area_by_parent"),)

    def __str__(self) -> str:
        return in_readers_language(self.names, self.name)
