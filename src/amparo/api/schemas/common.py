"""What every operation shares: arguments of lists, errors, counts."""

import datetime
import re
import uuid
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

MOST_ROWS = 100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_day(value: object) -> object:
    """Take a day as ISO 8601 text alone: a number would be read as seconds since 1970."""
    if isinstance(value, datetime.date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError(_("Write the day as YYYY-MM-DD."))


Day = Annotated[datetime.date, BeforeValidator(_iso_day)]
"""A day as YYYY-MM-DD."""


class Described:
    """What an argument means. The library forgets the description of a field that has a default; not this one."""

    def __init__(self, text: str, example: str = "") -> None:
        self.text, self.example = text, example

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the words to the schema of the type."""
        schema = handler(core)
        schema["description"] = self.text
        if self.example:
            schema["examples"] = [self.example]
        return schema


Id = Annotated[uuid.UUID, Described("Id of the record, as a list gives it.")]
AgencyId = Annotated[uuid.UUID, Described("Id of your agency, as `/api/access` gives it.")]
Year = Annotated[int, Field(ge=1, le=9999), Described("A year that a date can lie in.")]
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS), Described("How many rows one page holds.")]
After = Annotated[str, Field(max_length=300), Described("Where the page begins: `next` of the page before.")]
Words = Annotated[str, Field(max_length=200), Described("Words to search for, in any script.")]
Code = Annotated[str, Field(max_length=60), Described("A code as the register holds it; empty for all.")]
PlaceCode = Annotated[str, Field(max_length=20), Described("ISO 3166-1 alpha-3, ISO 3166-2 or P-code.", "COL")]
ActorCode = Annotated[str, Field(max_length=60), Described("Code of an actor, as the list of actors gives it.")]
TypeCode = Annotated[str, Field(max_length=60), Described("Code of a kind of violation.", "recruitment-and-use")]


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
