"""What every operation shares: arguments of lists, errors, counts."""

import datetime
import re
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import BeforeValidator, Field

MOST_ROWS = 100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_day(value: object) -> object:
    """Take a day as ISO 8601 text alone: a number would be read as seconds since 1970."""
    if isinstance(value, datetime.date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError(_("Write the day as YYYY-MM-DD."))


Day = Annotated[datetime.date, BeforeValidator(_iso_day)]
"""A day as YYYY-MM-DD."""

Year = Annotated[int, Field(ge=1, le=9999, description="A year that a date can lie in.")]
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="How many rows one page holds.")]
After = Annotated[str, Field(max_length=300, description="Where the page begins: `next` of the page before.")]
Words = Annotated[str, Field(max_length=200, description="Words to search for, in any script.")]
PlaceCode = Annotated[
    str, Field(max_length=20, description="ISO 3166-1 alpha-3, ISO 3166-2 or P-code.", examples=["COL"])
]
ActorCode = Annotated[str, Field(max_length=60, description="Code of an actor, as the list of actors gives it.")]
TypeCode = Annotated[
    str,
    Field(max_length=60, description="Code of a kind of violation.", examples=["recruitment-and-use"]),
]


class Fault(Schema):
    """One place that is wrong: where, what, and what to do."""

    where: str
    message: str
    advice: str


class Problem(Schema):
    """An error (RFC 9457), with what to do next and, where it applies, each place that is wrong."""

    type: str = Field(examples=["urn:amparo:problem:not-found"])
    title: str
    status: int
    detail: str
    advice: str
    problems: list[Fault] = []


class Counts(Schema):
    """Children by sex as recorded. Pseudonymous children and counted groups are added."""

    girls: int = Field(ge=0)
    boys: int = Field(ge=0)
    unknown: int = Field(ge=0)
