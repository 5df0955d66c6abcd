"""One way into a table, whatever the file is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from amparo.files.kinds import CSV, XLSX
from amparo.files.tables.delimited import open_delimited
from amparo.files.tables.problems import TableProblem
from amparo.files.tables.shape import Options, Row
from amparo.files.tables.workbook import open_workbook


@dataclass(frozen=True)
class Table:
    """An open table. `rows` can be gone through once, while it is open; it holds one row at a time.

    `problems` are those of single cells that are known before the rows are read (of a workbook: formulas and
    errors), at most 1,000 of `problems_total`. `hidden` names the hidden sheets.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    problems: tuple[TableProblem, ...] = ()
    problems_total: int = 0


@contextmanager
def open_table(path: Path, media_type: str, options: Options, *, proved: bool = False) -> Iterator[Table]:
    """Open the table in a file of type `media_type` (as `kinds.kind_of` gives it).

    `proved` says that this very file was opened before without refusal. Raises TableError on opening and,
    for what shows only later (quotation marks, a reader that dies), while going through the rows.
    """
    if media_type == XLSX:
        with open_workbook(path, options) as (shape, rows, book):
            yield Table(shape.header, rows, book.sheet, book.sheets, book.hidden, book.problems, book.problems_total)
    elif media_type == CSV:
        with open_delimited(path, options, proved=proved) as (shape, rows):
            yield Table(shape.header, rows)
    else:
        raise ValueError(f"{media_type} is no table")
