"""What a person states about a context: the input of the services."""

import datetime
import uuid
from dataclasses import dataclass

from amparo.actors.contexts.models import Context, Kind
from amparo.kernel import fuzzy
from amparo.kernel.fuzzy import FuzzyDate
from amparo.kernel.lines import one_line


@dataclass(frozen=True)
class ContextData:
    """An assessment of a place: what is present, how far, from when until when (None: it goes on), on what ground."""

    place_id: uuid.UUID
    kinds: tuple[Kind, ...]
    extent: str
    starts: FuzzyDate
    assessed_on: datetime.date
    organisation: str
    ground: str
    ends: FuzzyDate | None = None
    sources: str = ""

    def facts(self) -> dict[str, object]:
        """Return the fields of the record, but for its place."""
        return {
            **{kind.value: kind in self.kinds for kind in Kind},
            "extent": self.extent,
            "starts_text": self.starts.text,
            "starts_on": self.starts.earliest,
            "ends_text": self.ends.text if self.ends else "",
            "ends_on": self.ends.latest if self.ends else None,
            "organisation": one_line(self.organisation),
            "assessed_on": self.assessed_on,
            "ground": self.ground.strip(),
            "sources": self.sources.strip(),
        }


def stored_content(context: Context) -> ContextData:
    """Return a stored context in the form in which one is stated."""
    return ContextData(
        place_id=context.place_id,
        kinds=context.kinds,
        extent=context.extent,
        starts=fuzzy.parse(context.starts_text),
        ends=fuzzy.parse(context.ends_text) if context.ends_text else None,
        assessed_on=context.assessed_on,
        organisation=context.organisation,
        ground=context.ground,
        sources=context.sources,
    )
