"""The bytes that MACs and the chain are made over.

Columns are joined by the unit separator (U+001F), which no honest column can hold: ids are hex, names are checked
on the way in, and JSON escapes control characters. A verifier counts the separators, so that nothing can be moved
from one column into the next without showing.
"""

import datetime
import hmac
import uuid
from collections.abc import Sequence

SEPARATOR = "\x1f"
NOTHING = "~"
GENESIS = bytes(32)
"""The value of the chain before its first link."""


def hex_or_nothing(value: uuid.UUID | None) -> str:
    """Return an id as 32 hex digits, or the sign for none."""
    return NOTHING if value is None else value.hex


def moment(at: datetime.datetime) -> str:
    """Return a moment in UTC to the microsecond, as `2026-05-17 08:00:00.000000`."""
    return f"{at.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S.%f}"


def mac(key: bytes, *columns: str) -> bytes:
    """Return HMAC-SHA256 (RFC 2104) over the joined columns: 32 bytes."""
    return hmac.digest(key, SEPARATOR.join(columns).encode(), "sha256")


def link(key: bytes, previous: bytes, seq: int, kind: str, subject: str, subject_mac: bytes) -> bytes:
    """Return the chain's value after a link: HMAC-SHA256 over the value before it and the link's own columns.

    All parts but `subject` (32 hex digits) and `seq` (8 bytes) have a fixed length, so the joined bytes are
    unambiguous.
    """
    return hmac.digest(key, previous + seq.to_bytes(8) + kind.encode() + subject.encode() + subject_mac, "sha256")


def same_mac(key: bytes, columns: Sequence[str], claimed: bytes) -> bool:
    """Say whether a MAC is right, and no column holds the separator."""
    text = SEPARATOR.join(columns)
    return text.count(SEPARATOR) == len(columns) - 1 and hmac.digest(key, text.encode(), "sha256") == claimed
