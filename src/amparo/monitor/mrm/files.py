"""A file of records: what it may be, and how large."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from amparo.kernel.errors import Invalid, TooLarge
from amparo.kernel.ui.words import number

MOST_BYTES = 20 * 1024 * 1024
MOST_RECORDS = 2_000
MOST_PARTS = 1_000_000
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which are no JSON and no value of the database."""
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, and refuse one that says one name twice: of two values, one would be lost without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _refuse_unkeepable(given: object) -> None:
    """Raise ValueError for half of a sign, NUL and a number beyond all: read as JSON, and kept by no database."""
    text = json.dumps(given, ensure_ascii=False, allow_nan=False)
    text.encode()
    if _NUL.search(text):
        raise ValueError


def records_in(content: bytes) -> list[dict[str, Any]]:
    """Return the records of a JSON file: a list of objects, or an object with such a list as `data`.

    Raises TooLarge, and Invalid where it is anything else.
    """
    parts = _("Export it in parts, by year for example.")
    if len(content) > MOST_BYTES:
        raise TooLarge(_("The file is larger than 20 MB."), advice=parts)
    # Each of these signs may begin an object in memory: many more than text of this size has.
    if sum(content.count(sign) for sign in b",[{:") > MOST_PARTS:
        raise TooLarge(_("The file consists of more than a million parts."), advice=parts)
    try:
        given = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_once)
        _refuse_unkeepable(given)
    except (ValueError, RecursionError):
        # Without the error itself: in its words, and so in a log, would stand those of the file.
        raise Invalid(_("This is no JSON file."), advice=_("Export the incidents as JSON.")) from None
    records = given.get("data") if isinstance(given, dict) else given
    if not isinstance(records, list) or not records or not all(isinstance(one, dict) for one in records):
        raise Invalid(_("The file holds no list of incidents."), advice=_("Give a list of objects, one per incident."))
    if len(records) > MOST_RECORDS:
        said = _("The file holds more than %(most)s incidents.") % {"most": number(MOST_RECORDS)}
        raise TooLarge(said, advice=_("Export it in parts."))
    return records
