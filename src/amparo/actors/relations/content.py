"""What a person states of an actor's names, relations and areas: the input of the services. Dates are EDTF or empty."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class AliasData:
    """A further name; `kind` is an AliasKind, `language` such as "ar" or "prs-Arab"."""

    text: str
    kind: str
    language: str = ""
    since: str = ""
    until: str = ""
    source: str = ""


@dataclass(frozen=True)
class LinkData:
    """A relation to another actor; `kind` is a LinkKind. Splits and mergers have one date, `since`."""

    kind: str
    other_id: uuid.UUID
    since: str = ""
    until: str = ""
    source: str = ""


@dataclass(frozen=True)
class PresenceData:
    """An area of presence, by its code (ISO 3166-1 alpha-3, ISO 3166-2 or P-code)."""

    area_code: str
    since: str = ""
    until: str = ""
    source: str = ""


Row = AliasData | LinkData | PresenceData
