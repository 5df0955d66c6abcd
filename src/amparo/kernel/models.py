"""What every editable record has: an id that can be made anywhere, a version, and its moments."""

from django.db import models

from amparo.kernel.ids import uuid7


class Record(models.Model):
    """An editable record. `version` counts saves; a stale save is refused (`kernel.saving`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True
