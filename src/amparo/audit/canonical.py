"""The bytes that MACs and the chain are made over.

Columns are joined by the unit separator (U+001F), which no honest column can hold: ids are hex, names are checked
on the way in, and JSON escapes control characters. A verifier counts the separators, so that nothing can be moved
from one column into the next without showing.
"""

import datetime
import uuid
from collections.abc import Sequence

from amparo.audit.mac import Mac

SEPARATOR = "\x1f"
_SEPARATOR_BYTE = b"\x1f"
NOTHING = "~"
GENESIS = bytes(32)
"""The value of the chain before its first link."""


def hex_or_nothing(value: uuid.UUID | None) -> str:
    """Return an id as 32 hex digits, or the sign for none."""
    return NOTHING if value is None else value.hex


def moment(at: datetime.datetime) -> str:
    """Return a moment in UTC to the microsecond, as `2026-05-17 08:00:00.000000`."""
    return f"{at.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S.%f}"


def mac(of: Mac, *columns: str) -> bytes:
    """Return the MAC over the joined columns: 32 bytes."""
    return of(SEPARATOR.join(columns).encode())


def link(of: Mac, previous: bytes, seq: int, kind: str, subject: str, subject_mac: bytes) -> bytes:
    """Return the chain's value after a link: the MAC over the value before it and the link's own columns.

    Every part has a fixed length (32, 8, 1, 32 and 32 bytes), so that the joined bytes are unambiguous.
    """
    return of(b"%b%b%b%b%b" % (previous, seq.to_bytes(8), kind.encode(), subject.encode(), subject_mac))


def same_mac(of: Mac, columns: Sequence[str], claimed: bytes) -> bool:
    """Say whether a MAC is right, and no column holds the separator."""
    return same_bytes(of, SEPARATOR.join(columns).encode(), len(columns), claimed)


def same_bytes(of: Mac, joined: bytes, columns: int, claimed: bytes) -> bool:
    """Say the same of columns that were joined already. This is the inner loop of a verification."""
    return of(joined) == claimed and joined.count(_SEPARATOR_BYTE) == columns - 1
