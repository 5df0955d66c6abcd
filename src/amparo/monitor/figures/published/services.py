"""Keeping the register of published figures. It is shared by all agencies, so its events belong to none."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit import services as audit
from amparo.audit.values import redacted
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.saving import Changes, as_json, save_versioned
from amparo.kernel.sending import sent_before
from amparo.monitor import policies
from amparo.monitor.figures.checks import is_calendar_year
from amparo.monitor.figures.published import selectors
from amparo.monitor.figures.published.checks import figure_problems, grounds_problems
from amparo.monitor.figures.published.content import FigureData, Grounds, kept_data, stored_data
from amparo.monitor.figures.published.revisions import of_person
from amparo.monitor.models import PublishedFigure

_FREE = ("party", "source", "note")
_LONGEST_CODE = 80


@transaction.atomic
def add_figure(
    *, acting: Person, data: FigureData, grounds: Grounds, record_id: uuid.UUID | None = None
) -> PublishedFigure:
    """Add a figure that others published; sent twice with one `record_id`, it is added once.

    Raises NotFound where the person does not keep the register, Invalid with every problem found, Conflict where
    somebody added the same figure at the same moment.
    """
    if not policies.may_keep_register(acting):
        raise NotFound
    if known := sent_before(PublishedFigure, record_id):
        return known
    data = _tidy(data)
    _refuse(figure_problems(data, grounds))
    figure = PublishedFigure(id=record_id or uuid7(), code=_free_code(data), **asdict(data))
    try:
        with transaction.atomic():
            figure.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody added this figure at the same moment."), advice=_("Open the register to see it.")
        ) from error
    of_person(figure, acting=acting.pk, before=None, after=data, grounds=grounds)
    _note(acting, "figure.added", figure)
    return figure


@transaction.atomic
def correct_figure(
    *, acting: Person, code: str, expected_version: int, data: FigureData, grounds: Grounds
) -> PublishedFigure:
    """Correct a figure: what stood before is kept as a revision, and stays readable.

    Raises NotFound, Stale (with both values of each field that differs), Invalid with every problem found, also where
    nothing differs from what stands.
    """
    figure = selectors.figure_to_keep(acting, code, locked=True)
    before, data = stored_data(figure), _tidy(data)
    problems = figure_problems(data, grounds, figure)
    if data == before and figure.version == expected_version:
        problems.append(Problem("total", _("Nothing differs from what stands."), _("Change what is to be corrected.")))
    _refuse(problems)
    changes = save_versioned(figure, expected_version=expected_version, changes=asdict(data))
    of_person(figure, acting=acting.pk, before=before.as_json(), after=data, grounds=grounds)
    _note(acting, "figure.corrected", figure, changes)
    return figure


@transaction.atomic
def settle_difference(
    *, acting: Person, code: str, expected_version: int, said_id: uuid.UUID, take: bool, grounds: Grounds
) -> PublishedFigure:
    """Decide on what the register's file says otherwise: take it over, or let the correction stand.

    `said_id` is the revision that the person saw. Raises NotFound, Conflict where nothing is open or the file says
    something else again, Stale, Invalid with every problem found.
    """
    figure = selectors.figure_to_keep(acting, code, locked=True)
    said = selectors.set_aside(figure)
    if said is None:
        raise Conflict(
            _("There is nothing to decide on."), advice=_("Open the figure to see what stands, and since when.")
        )
    if said.pk != said_id:
        raise Conflict(_("The file says something else again."), advice=_("Compare once more, and decide."))
    before = stored_data(figure)
    after = kept_data(said.after) if take else before
    _refuse(figure_problems(after, grounds, figure) if take else list(grounds_problems(grounds)))
    changes = save_versioned(figure, expected_version=expected_version, changes=asdict(after))
    of_person(figure, acting=acting.pk, before=before.as_json(), after=after, grounds=grounds)
    _note(acting, "figure.file_taken_over" if take else "figure.correction_kept", figure, changes)
    return figure


def _tidy(data: FigureData) -> FigureData:
    return replace(data, party=one_line(data.party), source=one_line(data.source), note=one_line(data.note))


def _free_code(data: FigureData) -> str:
    """Return a code that tells what the figure is of, and that no other has."""
    start, end = data.period_start, data.period_end
    period = str(start.year) if is_calendar_year(start, end) else f"{start.isoformat()}-{end.isoformat()}"
    words = slugify(f"{data.situation} {period} {data.unit} {data.party}".replace("_", "-"))[:_LONGEST_CODE].strip("-")
    taken = set(PublishedFigure.objects.filter(code__startswith=words).values_list("code", flat=True))
    return words if words not in taken else next(f"{words}-{n}" for n in range(2, 10**6) if f"{words}-{n}" not in taken)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems=problems)


def _note(acting: Person, action: str, figure: PublishedFigure, changes: Changes | None = None) -> None:
    coded: Mapping[str, tuple[object, object]] = {
        name: (redacted(str(before)), redacted(str(after))) if name in _FREE else (before, after)
        for name, (before, after) in as_json(changes or {}).items()
    }
    audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type="published_figure",
        object_id=figure.pk,
        changes=coded or None,
        detail={"code": figure.code, "version": figure.version},
    )
