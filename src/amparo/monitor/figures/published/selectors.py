"""Reading one published figure and its revisions. They are public, as the register is."""

from django.db.models import QuerySet

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.monitor import policies
from amparo.monitor.models import FigureRevision, Origin, PublishedFigure


def figure_by_code(code: str) -> PublishedFigure:
    """Return one figure of the register, or raise NotFound."""
    found = PublishedFigure.objects.filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def figure_to_keep(acting: Person, code: str, *, locked: bool = False) -> PublishedFigure:
    """Return one figure, or raise NotFound where the person does not keep the register.

    `locked`: until the transaction ends nobody else changes it.
    """
    if not policies.may_keep_register(acting):
        raise NotFound
    if not locked:
        return figure_by_code(code)
    found = PublishedFigure.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def revisions_of(figure: PublishedFigure) -> QuerySet[FigureRevision]:
    """Return every revision of a figure, the newest first."""
    return figure.revisions.select_related("made_by").order_by("-id")


def set_aside(figure: PublishedFigure) -> FigureRevision | None:
    """Return what the register's file says otherwise and nobody has decided on yet; None where nothing is open.

    A person's correction stands until a person decides: what the file said later was kept and not taken over.
    """
    newest = figure.revisions.order_by("-id").first()
    return newest if newest is not None and newest.origin == Origin.FILE and not newest.applied else None


def open_differences() -> list[str]:
    """Return the codes of the figures of which the file says something else, and nobody has decided on it."""
    newest: dict[str, tuple[str, bool]] = {}
    rows = FigureRevision.objects.order_by("id").values_list("figure__code", "origin", "applied")
    for code, origin, applied in rows:
        newest[code] = (origin, applied)
    return sorted(code for code, said in newest.items() if said == (Origin.FILE, False))
