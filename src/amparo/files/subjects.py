"""The records that files are attached to. Their rooms lie above this one and say who may: each registers a finder.

subjects.register("report", finder)     # in the `ready` of the room
holder = subjects.holder_for(person, "report", report_id)
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound


@dataclass(frozen=True)
class Holder:
    """A record with files, as its room describes it to a reader. `may_add`: the person may attach to it."""

    kind: str
    id: uuid.UUID
    agency_id: uuid.UUID
    title: str
    url: str
    may_add: bool


Finder = Callable[[Person, uuid.UUID], Holder]
_finders: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Let files be attached to records of a kind. `finder` raises NotFound for who may not read the record."""
    _finders[kind] = finder


def holder_for(acting: Person | None, kind: str, record_id: uuid.UUID) -> Holder:
    """Return the record that a file is attached to. Raises NotFound for a kind that nobody registered, too."""
    finder = _finders.get(kind)
    if acting is None or finder is None:
        raise NotFound
    return finder(acting, record_id)
