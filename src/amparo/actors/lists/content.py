"""What a published list says of a group, and what a person states about lists, designations and definitions."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amparo.actors.lists.models import DefinitionRule, DesignationName


@dataclass(frozen=True, order=True)
class ListedName:
    """A name as the list gives it, and what the list says of its quality."""

    name: str
    quality: str = DesignationName.Quality.UNSTATED.value


@dataclass(frozen=True)
class Entry:
    """One group of a published list, repaired. `list_key` is what the file calls its list."""

    list_key: str
    reference: str
    name: str
    listed_on: datetime.date
    amended_on: tuple[datetime.date, ...] = ()
    names: tuple[ListedName, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What tells an entry from all others of its file."""
        return self.list_key, self.reference

    def as_json(self) -> dict[str, Any]:
        """Return the entry as a snapshot keeps it."""
        return {
            "list": self.list_key,
            "reference": self.reference,
            "name": self.name,
            "listed_on": self.listed_on.isoformat(),
            "amended_on": [day.isoformat() for day in self.amended_on],
            "names": [[one.name, one.quality] for one in self.names],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Entry":
        """Return the entry that a snapshot keeps."""
        return cls(
            list_key=kept["list"],
            reference=kept["reference"],
            name=kept["name"],
            listed_on=datetime.date.fromisoformat(kept["listed_on"]),
            amended_on=tuple(datetime.date.fromisoformat(day) for day in kept["amended_on"]),
            names=tuple(ListedName(name, quality) for name, quality in kept["names"]),
        )


@dataclass(frozen=True)
class PublishedList:
    """A file as it was read: its groups, how many people it names, how many lines and dates were repaired."""

    generated_at: datetime.datetime
    entries: tuple[Entry, ...]
    individuals: int
    repaired_names: int
    repaired_dates: int
    sha256: str
    size: int


@dataclass(frozen=True)
class ListData:
    """A list that is kept by hand. `country` is ISO 3166-1 alpha-3, `as_of` the day of the last comparison."""

    code: str
    name: str
    kind: str
    issuer: str
    country: str = ""
    basis: str = ""
    url: str = ""
    marks_terrorist: bool = False
    as_of: datetime.date | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DesignationData:
    """A designation as a person states it. `actor_id` None: not linked to an actor yet."""

    reference: str
    name: str
    listed_on: datetime.date | None
    delisted_on: datetime.date | None = None
    actor_id: uuid.UUID | None = None
    source: str = ""
    note: str = ""
    names: tuple[ListedName, ...] = ()


@dataclass(frozen=True)
class RuleData:
    """One rule of a definition."""

    kind: str = DefinitionRule.Kind.LIST.value
    listing_id: uuid.UUID | None = None
    reference: str = ""
    term_id: uuid.UUID | None = None


@dataclass(frozen=True)
class DefinitionData:
    """A definition as a person states it. Texts by language stand beside the English ones."""

    code: str
    what: str
    name: str
    text: str
    source: str
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    whats: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[RuleData, ...] = ()
