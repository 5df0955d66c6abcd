"""What callers may write into an audit event, and how it becomes text.

An event says which fields changed and holds coded values, numbers, dates and ids. It never holds free text: what
somebody wrote about a child or a source does not belong in a table that nobody can ever delete from. A long string
is refused; for a free-text field the caller passes `redacted(text)`.
"""

import datetime
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise

from amparo.audit import keys

LONGEST_VALUE = 200
"""Characters of one string: codes, ids, EDTF dates and names of files fit, a paragraph does not."""
LONGEST_TEXT = 20_000
"""Characters of all details, or all changes, of one event together, as JSON."""


class AuditValueError(ValueError):
    """The calling code passed something that does not belong in the audit: a mistake of ours, not of a user."""


def redacted(text: str) -> dict[str, str | int]:
    """Return what stands for a free text: its length, and a keyed fingerprint that tells whether it changed.

    The fingerprint is keyed (HMAC-SHA256, 16 bytes as hex), because a plain digest of a short text can be guessed.
    """
    fingerprint = keys.text_mac()(text.encode())[:16].hex()
    return {"fingerprint": fingerprint, "characters": len(text)}


def coded_text(what: str, values: Mapping[str, object]) -> str:
    """Return a mapping as canonical JSON: keys sorted, no spaces. `what` names it in errors.

    Raises AuditValueError for a string of more than `LONGEST_VALUE` characters anywhere inside, for a type that
    JSON lacks, and for more than `LONGEST_TEXT` characters in all.
    """
    if not values:
        return "{}"
    _refuse_long(what, values)
    text = json_text(values)
    if len(text) > LONGEST_TEXT:
        raise AuditValueError(f"{what}: {len(text)} characters are too many for one audit event.")
    return text


def json_text(values: Mapping[str, object]) -> str:
    """Return a mapping as canonical JSON; ids, dates and decimals become strings.

    Raises AuditValueError for anything else that JSON lacks, and for NaN and the infinities.
    """
    try:
        return _encode(values)
    except (TypeError, ValueError) as error:
        raise AuditValueError(f"This cannot be kept as JSON: {error}") from error


def _refuse_long(where: str, value: object) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_VALUE:
            raise AuditValueError(
                f"{where} is a text of {len(value)} characters. The audit takes codes and short values only; "
                "pass audit.values.redacted(text) for a free text."
            )
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _refuse_long(f"{where}.{key}", inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_long(where, inner)


def _plain(value: object) -> object:
    if isinstance(value, uuid.UUID | Decimal | Promise):
        return str(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=_plain
).encode
