"""What a person states about an actor: the input of the services."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ActorTypeData:
    """What an actor is, from a day to a day (both inclusive, None: open). A terrorist type names its list."""

    term_id: uuid.UUID
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    source: str = ""


@dataclass(frozen=True)
class ActorData:
    """A force or group. `names` maps a language ("ar", "ps") to the name in it; `country` is ISO 3166-1 alpha-3.

    `founded` and `dissolved` are EDTF, empty where they are not known.
    """

    code: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    note: str = ""
    founded: str = ""
    dissolved: str = ""
    types: tuple[ActorTypeData, ...] = ()
