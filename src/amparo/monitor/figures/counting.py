"""What is counted, and what a line of a table holds.

Children are different pseudonyms plus the children of groups that were only counted.
"""

import uuid
from dataclasses import dataclass

from amparo.actors.merging.resolving import counted_ids


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """What is counted. Years are inclusive and are years of committing; None leaves a side open."""

    agency_id: uuid.UUID
    verified_only: bool = True
    year_from: int | None = None
    year_to: int | None = None
    actor_id: uuid.UUID | None = None  # with all records that were merged into it
    type_id: uuid.UUID | None = None

    @property
    def counted_ids(self) -> list[uuid.UUID]:
        """The records that count as the actor."""
        return counted_ids(self.actor_id) if self.actor_id else []


@dataclass(frozen=True, slots=True)
class Children:
    """Different children by sex as recorded. A child recorded under two sexes is in both, and once in `total`."""

    girls: int = 0
    boys: int = 0
    unknown: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, in three units. `key` is a year, an actor's id or a sex; None is the rest line."""

    key: int | uuid.UUID | str | None
    incidents: int
    violations: int
    children: Children
