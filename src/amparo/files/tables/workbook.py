"""XLSX: read by the limited process, put into rows and words here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from amparo.files.tables import limited
from amparo.files.tables.messages import refusal
from amparo.files.tables.problems import TableProblem
from amparo.files.tables.shape import Options, Row, Shape


@dataclass(frozen=True)
class Book:
    """What a workbook says beside its rows."""

    sheet: str
    sheets: tuple[str, ...]
    hidden: tuple[str, ...]
    problems: tuple[TableProblem, ...]
    problems_total: int


@contextmanager
def open_workbook(
    path: Path, options: Options, *, patience: float = limited.PATIENCE
) -> Iterator[tuple[Shape, Iterator[Row], Book]]:
    """Open one sheet of a workbook. Yields its shape, its rows, and what else it says.

    Raises TableError for everything that makes it unreadable, also when the reading process died of it.
    """
    order = {"path": str(path), "sheet": options.sheet, "accept_cached_values": options.accept_cached_values}
    with limited.answers(order, patience=patience) as answers:
        checked = _checked(answers)
        book = _book(next(checked, {}))
        records = _records(checked)
        shape = _shape(records, options.header_row)
        yield shape, (shape.fit(number, cells) for number, cells in records), book


def _checked(answers: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pass the answers on up to the one that says the end. Without it, the process died: the file is refused."""
    try:
        for answer in answers:
            if "refused" in answer:
                raise refusal(str(answer["refused"]), answer["values"])
            if "end" in answer:
                return
            yield answer
    except limited.ReaderDiedError as error:
        raise refusal("died", {}) from error


def _book(answer: dict[str, Any]) -> Book:
    return Book(
        sheet=str(answer["sheet"]),
        sheets=tuple(answer["sheets"]),
        hidden=tuple(answer["hidden"]),
        problems=tuple(_cell_problem(kind, row, cell) for kind, row, cell in answer["bad"]),
        problems_total=int(answer["bad_total"]),
    )


def _cell_problem(kind: str, row: int, cell: str) -> TableProblem:
    address, _space, value = cell.partition(" ")
    if kind == "formula":
        return TableProblem(
            _("Cell %(cell)s holds a formula: what it shows was calculated, not received.") % {"cell": address},
            _("Paste the column as values, or let the mapping accept calculated values."),
            row,
            address,
        )
    return TableProblem(
        _("Cell %(cell)s holds the error %(value)s.") % {"cell": address, "value": value},
        _("Correct the cell in the spreadsheet, or empty it."),
        row,
        address,
        value,
    )


def _records(answers: Iterator[dict[str, Any]]) -> Iterator[tuple[int, list[str]]]:
    for answer in answers:
        yield from answer["rows"]


def _shape(records: Iterator[tuple[int, list[str]]], header_row: int) -> Shape:
    for number, cells in records:
        if number >= header_row:
            return Shape.of(cells if number == header_row else [], header_row)
    return Shape.of([], header_row)
