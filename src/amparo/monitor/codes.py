"""Codes of incidents: short, unique in the agency, with a check digit; they tell the year of recording only.

`IN-26-00418-7`: the year, a serial number, and a check digit after Damm (H. M. Damm, "Total anti-symmetrische
Quasigruppen", 2004), which finds every single wrong digit and every swap of neighbours.
"""

import re
import uuid

from django.db import transaction
from django.db.models import F

from amparo.monitor.models import CodeCounter

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_FORM = re.compile(r"IN-(\d{2})-(\d{5,9})-(\d)")


def check_digit(digits: str) -> int:
    """Return Damm's check digit of a string of decimal digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def compose(year: int, serial: int) -> str:
    """Return the code of a serial number in a year of recording."""
    short, number = f"{year % 100:02d}", f"{serial:05d}"
    return f"IN-{short}-{number}-{check_digit(short + number)}"


def is_whole(code: str) -> bool:
    """Say whether a text is a code without a typing error (form and check digit)."""
    match = _FORM.fullmatch(code.strip().upper())
    return match is not None and check_digit(match[1] + match[2]) == int(match[3])


def allocate(agency_id: uuid.UUID, year: int, count: int) -> list[str]:
    """Reserve `count` new codes of an agency, in order. Must run in a transaction; three statements for any count.

    The counter's row is locked until the transaction ends, so that no two incidents ever share a code and a
    refused save leaves no gap.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Codes are allocated in the transaction that uses them.")
    CodeCounter.objects.get_or_create(agency_id=agency_id, year=year)
    CodeCounter.objects.filter(agency_id=agency_id, year=year).update(last=F("last") + count)
    last = CodeCounter.objects.values_list("last", flat=True).get(agency_id=agency_id, year=year)
    return [compose(year, serial) for serial in range(last - count + 1, last + 1)]


def incident_code(agency_id: uuid.UUID, year: int) -> str:
    """Reserve one new code. Must run in a transaction."""
    return allocate(agency_id, year, 1)[0]
