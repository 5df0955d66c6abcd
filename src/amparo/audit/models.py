"""Tables of the room. All but the queue and the head are append-only (`audit.append_only`).

People and objects are plain ids, never relations: the record outlives what it speaks of, and this room lies below
all others.
"""

import json
from typing import TypeAlias

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.audit.append_only import append_only
from amparo.kernel.ids import uuid7

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

ROWS_PER_BLOCK = 1 << 20
"""A history row's id is `block number * ROWS_PER_BLOCK + position`: the rows of a block are one range of ids."""


@append_only
class AuditEvent(models.Model):
    """Somebody did or read something. `mac` covers every other column; both commit with the change itself.

    `detail_text` and `changes_text` are JSON objects as text, because the MAC is over their bytes and jsonb would
    not keep these. They hold field names, counts and coded values, never free text (`audit.values`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("when"))
    acting = models.UUIDField(_("who"), null=True)
    agency = models.UUIDField(_("agency"), null=True)
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.UUIDField(_("object"), null=True)
    detail_text = models.TextField(default="{}")
    changes_text = models.TextField(default="{}")
    mac = models.BinaryField(max_length=32)

    class Meta:
        indexes = (
            models.Index(fields=["agency", "at", "id"], name="audit_by_agency"),
            models.Index(fields=["acting", "at"], name="audit_by_person"),
            models.Index(fields=["object_id", "at"], name="audit_by_object"),
            models.Index(fields=["at"], name="audit_verifications", condition=models.Q(action="audit.verified")),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id or '-'}"

    @property
    def detail(self) -> dict[str, JSON]:
        """What else is known about the act: counts, codes, ids."""
        values: dict[str, JSON] = json.loads(self.detail_text)
        return values

    @property
    def changes(self) -> dict[str, tuple[JSON, JSON]]:
        """Field name to (before, after)."""
        return {field: (before, after) for field, (before, after) in json.loads(self.changes_text).items()}


@append_only
class HistoryBlock(models.Model):
    """The history rows that one call wrote: how many, and a digest over their MACs. Blocks are sealed like events."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, editable=False)
    at = models.DateTimeField()
    event_id = models.UUIDField()
    rows = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        indexes = (models.Index(fields=["event_id"], name="history_block_by_event"),)

    def __str__(self) -> str:
        return f"{self.number} ({self.rows})"


@append_only
class HistoryEntry(models.Model):
    """What a record held at one version: its fields as a JSON object, as text."""

    id = models.BigIntegerField(primary_key=True, editable=False)
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField()
    version = models.PositiveIntegerField()
    data_text = models.TextField()
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["object_id", "version", "object_type"], name="history_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.version}"

    @property
    def data(self) -> dict[str, JSON]:
        """The fields of that version."""
        values: dict[str, JSON] = json.loads(self.data_text)
        return values


class Pending(models.Model):
    """An event or block that is committed or about to be, and not yet sealed. The sealer empties this table.

    It carries the MAC, so that an event which disappears before it is sealed is missed all the same.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=1)
    subject = models.UUIDField()
    at = models.DateTimeField()
    mac = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


@append_only
class Seal(models.Model):
    """One link of the chain: number without gaps, which event (`e`) or block (`b`), its MAC, and the chain's value."""

    EVENT = "e"
    BLOCK = "b"

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=1)
    subject = models.UUIDField(unique=True)
    mac = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.subject}"


class ChainHead(models.Model):
    """Where the chain ends: one row, with a MAC, so that cutting off the last links shows."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    count = models.BigIntegerField()
    chain = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_chain_head"),)

    def __str__(self) -> str:
        return f"{self.count}"
