"""What every editable record has (id, version, moments), and the kernel's own tables: search, ticks, workers."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.kernel.ids import uuid7
from amparo.kernel.search_fields import TokensField


class Record(models.Model):
    """An editable record. `version` counts saves; a stale save is refused (`kernel.saving`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True


def in_readers_language(texts: Mapping[str, str], otherwise: str) -> str:
    """Return the text for the active language; `otherwise` where `texts` (language -> text) has none for it."""
    return texts.get(readers_language(), otherwise)


def readers_language() -> str:
    """Return the active language as texts in several languages name it: "ar"."""
    return (get_language() or "en").split("-")[0]


def texts_by_id(found: models.QuerySet[Any, Any], others: str, otherwise: str) -> dict[uuid.UUID, str]:
    """Return the text of each record in the reader's language by its id, in the order of `found`. One query.

    `others` names the field with the texts by language, `otherwise` the one that stands in for what is missing.
    """
    language = readers_language()
    rows = found.values_list("pk", others, otherwise)
    return {pk: texts.get(language, plain) for pk, texts, plain in rows}


class SearchEntry(models.Model):
    """The searchable words of one object. Written and read by `kernel.search` alone.

    `tokens` holds folded, encoded words between single blanks (also before the first and after the last). The index
    beside it (FTS5 on SQLite, a generated tsvector with GIN on PostgreSQL) is made by `kernel.search_index`.
    """

    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.UUIDField(_("object"))
    scope = models.UUIDField(_("agency"))
    tokens = TokensField(_("words"))

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once_per_object"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Tick(models.Model):
    """When a regular task last began, ended and failed; by this two workers never run one tick twice in its time."""

    name = models.CharField(_("name"), max_length=80, primary_key=True)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    failed_at = models.DateTimeField(_("failed"), null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class WorkerBeat(models.Model):
    """That a worker lives: written every few seconds by each, so that the health page can tell."""

    worker = models.CharField(_("worker"), max_length=64, primary_key=True)
    started_at = models.DateTimeField(_("started"))
    beat_at = models.DateTimeField(_("last sign of life"))

    class Meta:
        ordering = ("-beat_at",)

    def __str__(self) -> str:
        return self.worker
