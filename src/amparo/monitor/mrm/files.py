"""A file of records: what it may be, and how large."""

import json
from typing import Any

from django.utils.translation import gettext as _

from amparo.kernel.errors import Invalid, TooLarge
from amparo.kernel.ui.words import number

MOST_BYTES = 20 * 1024 * 1024
MOST_RECORDS = 2_000


def records_in(content: bytes) -> list[dict[str, Any]]:
    """Return the records of a JSON file: a list of objects, or an object with such a list as `data`.

    Raises TooLarge, and Invalid where it is anything else.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(_("The file is larger than 20 MB."), advice=_("Export it in parts, by year for example."))
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Invalid(_("This is no JSON file."), advice=_("Export the incidents as JSON.")) from error
    records = given.get("data") if isinstance(given, dict) else given
    if not isinstance(records, list) or not records or not all(isinstance(one, dict) for one in records):
        raise Invalid(_("The file holds no list of incidents."), advice=_("Give a list of objects, one per incident."))
    if len(records) > MOST_RECORDS:
        said = _("The file holds more than %(most)s incidents.") % {"most": number(MOST_RECORDS)}
        raise TooLarge(said, advice=_("Export it in parts."))
    return records
