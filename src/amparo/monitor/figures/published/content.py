"""One published figure as it is stated: by a row of the register's file, or by a person."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from amparo.kernel.saving import Json, json_value
from amparo.monitor.models import PublishedFigure

KEY = ("situation", "period_start", "period_end", "unit", "party", "source")
"""What makes two figures one and the same: no two in the register agree in all of these."""


@dataclass(frozen=True)
class FigureData:
    """What a source prints: everything of a figure but its code. Days are inclusive."""

    situation: str
    period_start: datetime.date
    period_end: datetime.date
    unit: str
    qualifier: str
    total: int
    source: str
    standing: str
    boys: int | None = None
    girls: int | None = None
    unknown_sex: int | None = None
    party: str = ""
    party_total: int | None = None
    given_apart: bool = False
    unattributed: int | None = None
    note: str = ""

    def as_json(self) -> dict[str, Json]:
        """Return the values as a revision keeps them."""
        return {name: json_value(value) for name, value in asdict(self).items()}

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it this figure and no other."""
        return tuple(getattr(self, name) for name in KEY)


VALUES = tuple(field.name for field in fields(FigureData))
"""The fields of the table that a revision keeps."""


@dataclass(frozen=True)
class Grounds:
    """Why a figure is added or corrected, and where it is printed so. Everybody reads both."""

    reason: str
    reference: str


def stored_data(figure: PublishedFigure) -> FigureData:
    """Return a stored figure in the form in which one is stated."""
    return FigureData(**{name: getattr(figure, name) for name in VALUES})


def kept_data(kept: Mapping[str, object]) -> FigureData:
    """Return what a revision keeps in the form in which a figure is stated."""
    days = {name: datetime.date.fromisoformat(str(kept[name])) for name in ("period_start", "period_end")}
    return FigureData(**{**{name: kept[name] for name in VALUES}, **days})  # type: ignore[arg-type]  # kept as JSON
