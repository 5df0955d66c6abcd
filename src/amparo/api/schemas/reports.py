"""A report that a program sends, and what it is told."""

import datetime
import uuid
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from amparo.api.schemas.common import Day


def _without_nul(text: str) -> str:
    """Refuse the one character that no database takes in a text."""
    if "\0" in text:
        raise ValueError(_("Leave out the NUL character."))
    return text


Text = Annotated[str, AfterValidator(_without_nul)]


class NewReport(Schema):
    """What a source said, exactly as received. It cannot be changed afterwards: a correction is a new report.

    No names of children belong into it.
    """

    model_config = ConfigDict(extra="forbid")

    source: Text = Field(
        min_length=1, max_length=40, description="Code of a source of the agency.", examples=["river-school"]
    )
    received_on: Day = Field(description="The day on which it was received: not in the future.")
    text: Text = Field(min_length=1, max_length=100_000, examples=["Three children did not come back from the market."])
    reference: Text = Field("", max_length=120, description="The source's own reference.")
    corrects: uuid.UUID | None = Field(
        None, description="Id of the earlier report of the same source that it corrects."
    )
    agency: uuid.UUID | None = Field(
        None, description="The agency that records it. Needed only by somebody signed in who records for several."
    )


class RecordedReport(Schema):
    """A report as it was recorded. `sha256` is over its canonical content; `page` is where people read it."""

    id: uuid.UUID
    agency: uuid.UUID
    source: str
    reference: str
    received_on: datetime.date
    recorded_at: datetime.datetime
    channel: str
    sha256: str
    page: str
