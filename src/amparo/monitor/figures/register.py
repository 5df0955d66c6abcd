"""The register of published figures: the file in `monitor/data/` and the table it fills."""

import csv
import datetime
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from django.db import transaction

from amparo import __version__
from amparo.audit.services import record
from amparo.kernel.errors import Invalid
from amparo.monitor.figures.published import revisions
from amparo.monitor.figures.published.content import FigureData, stored_data
from amparo.monitor.models import FigureRevision, Origin, PublishedFigure, Standing, Unit
from amparo.monitor.models.figures import Qualifier

REGISTER_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "published_figures.csv"
TEXT_FIELDS: Final = ("situation", "unit", "qualifier", "party", "source", "note", "standing")
DATE_FIELDS: Final = ("period_start", "period_end")
NUMBER_FIELDS: Final = ("boys", "girls", "unknown_sex", "total", "party_total", "unattributed")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, in figures of the register.

    `set_aside`: the file says something new of figures that a person had corrected or added. Their values stand until
    a person decides; what the file says is kept beside them.
    """

    added: int
    changed: int
    unchanged: int
    set_aside: int = 0


def load_published_figures(*, acting: uuid.UUID | None, path: Path = REGISTER_FILE) -> Loaded:
    """Bring what the register's file says newly into the table; a repeated load changes nothing.

    Figures are known by their code, or by what makes them that figure. One that is in the table and not in the file is
    kept: somebody may have cited it. A person's correction is never undone: where the file says something new of such
    a figure, that is kept as a revision which does not stand.

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
        done = _Load(acting, f"{path.name}, Amparo {__version__}")
        for figure in wanted.values():
            done.take(figure)
        done.save()
    return Loaded(len(done.added), len(done.changed), len(wanted) - done.touched, len(done.set_aside))


class _Load:
    """One load: what the table holds, what the file said of it the last time, and what is to be written."""

    def __init__(self, acting: uuid.UUID | None, reference: str) -> None:
        self.acting, self.reference = acting, reference
        figures = list(PublishedFigure.objects.select_for_update().order_by("code"))
        self.by_code = {figure.code: figure for figure in figures}
        self.by_key = {stored_data(figure).key: figure for figure in figures}
        # The newest comes last and stays. Rows of before there were revisions came from the file: they get their first.
        self.said = {row.figure_id: row for row in FigureRevision.objects.filter(origin=Origin.FILE).order_by("id")}
        known = set(FigureRevision.objects.order_by().values_list("figure_id", flat=True).distinct())
        self.revisions: list[FigureRevision] = []
        for figure in figures:
            if figure.pk not in known:
                self.said[figure.pk] = self._say(figure, stored_data(figure), before=None)
        self.added: list[PublishedFigure] = []
        self.changed: list[PublishedFigure] = []
        self.set_aside: list[PublishedFigure] = []

    @property
    def touched(self) -> int:
        """How many rows of the file did something."""
        return len(self.added) + len(self.changed) + len(self.set_aside)

    def take(self, row: PublishedFigure) -> None:
        """Take one row of the file: new, known, changed, or at odds with what a person said."""
        wanted = stored_data(row)
        figure = self.by_code.get(row.code) or self.by_key.get(wanted.key)
        if figure is None:
            self.added.append(row)
            self.by_key[wanted.key] = row
            self._say(row, wanted, before=None)
            return
        stands, said = stored_data(figure), self.said.get(figure.pk)
        if said is not None and said.after == wanted.as_json():
            return
        if stands == wanted:
            self._say(figure, wanted, before=stands)
        elif said is not None and said.after == stands.as_json() and self._is_free(wanted, figure):
            self._take_over(figure, stands, wanted)
        else:
            self.set_aside.append(figure)
            self._say(figure, wanted, before=stands, applied=False)

    def _is_free(self, wanted: FigureData, figure: PublishedFigure) -> bool:
        """Say whether no other figure is what this one would become."""
        return self.by_key.get(wanted.key, figure) is figure

    def _take_over(self, figure: PublishedFigure, stands: FigureData, wanted: FigureData) -> None:
        del self.by_key[stands.key]
        self.by_key[wanted.key] = figure
        for name, value in asdict(wanted).items():
            setattr(figure, name, value)
        figure.version += 1
        self.changed.append(figure)
        self._say(figure, wanted, before=stands)

    def _say(
        self, figure: PublishedFigure, after: FigureData, *, before: FigureData | None, applied: bool = True
    ) -> FigureRevision:
        made = revisions.of_file(
            figure,
            acting=self.acting,
            before=before.as_json() if before else None,
            after=after,
            reference=self.reference,
            applied=applied,
        )
        self.revisions.append(made)
        return made

    def save(self) -> None:
        """Write the figures, their revisions, and the event; nothing where nothing is new."""
        PublishedFigure.objects.bulk_create(self.added)
        for figure in self.changed:
            figure.save()
        FigureRevision.objects.bulk_create(self.revisions)
        if self.touched:
            names = ("added", "changed", "set_aside")
            record(
                acting=self.acting,
                agency=None,
                action="figures.loaded",
                object_type="published_figure",
                detail={name: [figure.code for figure in getattr(self, name)] for name in names},
            )


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
