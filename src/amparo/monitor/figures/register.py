"""The register of published figures: the file in `monitor/data/` and the table it fills."""

import csv
import datetime
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction

from amparo.audit.services import record
from amparo.kernel.errors import Invalid
from amparo.monitor.models import PublishedFigure, Standing, Unit
from amparo.monitor.models.figures import Qualifier

REGISTER_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "published_figures.csv"
TEXT_FIELDS: Final = ("situation", "unit", "qualifier", "party", "source", "note", "standing")
DATE_FIELDS: Final = ("period_start", "period_end")
NUMBER_FIELDS: Final = ("boys", "girls", "unknown_sex", "total", "party_total", "unattributed")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, in figures of the register."""

    added: int
    changed: int
    unchanged: int


def load_published_figures(*, acting: uuid.UUID | None, path: Path = REGISTER_FILE) -> Loaded:
    """Bring the table to what the register's file says; a repeated load changes nothing.

    Figures are known by their code. One that is in the table and not in the file is kept: somebody may have cited it.

    Parameters
    ----------
    acting
        The person who asks for it; None where the system does it while it is set up.

    Raises
    ------
    Invalid
        If a row of the file is not a figure. Nothing is saved then.
    """
    wanted = {figure.code: figure for figure in read_register(path)}
    with transaction.atomic():
        known = PublishedFigure.objects.in_bulk(list(wanted), field_name="code")
        new = [figure for code, figure in wanted.items() if code not in known]
        changed = [_take_over(known[code], wanted[code]) for code in known if _differs(known[code], wanted[code])]
        PublishedFigure.objects.bulk_create(new)
        for figure in changed:
            figure.save()
        result = Loaded(added=len(new), changed=len(changed), unchanged=len(known) - len(changed))
        if new or changed:
            record(
                acting=acting,
                agency=None,
                action="figures.loaded",
                object_type="published_figure",
                detail={"added": [f.code for f in new], "changed": [f.code for f in changed]},
            )
    return result


def read_register(path: Path = REGISTER_FILE) -> tuple[PublishedFigure, ...]:
    """Read the file into unsaved figures, in its order.

    Raises
    ------
    Invalid
        Naming the line and what is wrong with it.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return tuple(_figure(row, reader.line_num) for row in reader)


def _figure(row: dict[str, str], line: int) -> PublishedFigure:
    try:
        figure = PublishedFigure(
            code=row["code"],
            given_apart=row["given_apart"] == "yes",
            **{name: row[name] for name in TEXT_FIELDS},
            **{name: datetime.date.fromisoformat(row[name]) for name in DATE_FIELDS},
            **{name: int(row[name]) if row[name] else None for name in NUMBER_FIELDS},
        )
        _refuse_unknown_codes(figure)
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(
            f"Line {line} of the register of published figures is not a figure: {error}.",
            advice="Correct the line and load the register again; nothing was saved.",
        ) from error
    return figure


def _refuse_unknown_codes(figure: PublishedFigure) -> None:
    for name in ("unit", "qualifier", "standing"):
        if getattr(figure, name) not in _codes_of(name):
            raise ValueError(f"{name} {getattr(figure, name)!r} is not one of {', '.join(sorted(_codes_of(name)))}")
    if figure.total is None or figure.period_end < figure.period_start:
        raise ValueError("it needs a total, and a period that ends after it starts")
    if bool(figure.party) != (figure.party_total is not None):
        raise ValueError("a party and its number stand together or not at all")


def _codes_of(name: str) -> frozenset[str]:
    return frozenset({"unit": Unit, "qualifier": Qualifier, "standing": Standing}[name].values)


def _differs(known: PublishedFigure, wanted: PublishedFigure) -> bool:
    names = (*TEXT_FIELDS, *DATE_FIELDS, *NUMBER_FIELDS, "given_apart")
    return any(getattr(known, name) != getattr(wanted, name) for name in names)


def _take_over(known: PublishedFigure, wanted: PublishedFigure) -> PublishedFigure:
    for name in (*TEXT_FIELDS, *DATE_FIELDS, *NUMBER_FIELDS, "given_apart"):
        setattr(known, name, getattr(wanted, name))
    known.version += 1
    return known
