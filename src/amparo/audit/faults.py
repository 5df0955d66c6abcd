"""What a verification can find, in words."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What was done to the record."""

    CHANGED = "changed", _("Changed")
    DELETED = "deleted", _("Deleted")
    INSERTED = "inserted", _("Inserted")
    REORDERED = "reordered", _("Put in another order")
    TRUNCATED = "truncated", _("Cut off at the end")


@dataclass(frozen=True)
class Fault:
    """The first bad row: what was done, of which kind the row is, its key, a sentence, and its place in the chain."""

    kind: Kind
    what: str
    row: str
    message: str
    seq: int | None = None

    def as_json(self) -> dict[str, object]:
        """Return the fault for a program."""
        return {
            "kind": self.kind.value,
            "what": self.what,
            "row": self.row,
            "seq": self.seq,
            "message": self.message,
        }


class BadRow(Exception):  # noqa: N818  (it ends a walk; it is a finding, not an error)
    """Carries a fault out of a walk."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault
