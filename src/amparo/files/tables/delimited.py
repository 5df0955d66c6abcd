"""CSV: streamed, strict about quotation marks, text as it stands (NA is Namibia, 007 is no number)."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from amparo.files.tables.encodings import MAX_LINE, codec_of, named_codec
from amparo.files.tables.problems import TableError, TableProblem
from amparo.files.tables.shape import Options, Row, Shape

DELIMITERS = ",;\t|"
_SAMPLE = 50


class _Budget:
    """The lines of a file, with a limit on what one record may take: it is held in memory whole."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.spent = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.spent += len(line)
        if self.spent > MAX_LINE:
            raise csv.Error("field larger than a record may be")
        return line


@contextmanager
def open_delimited(path: Path, options: Options, *, proved: bool) -> Iterator[tuple[Shape, Iterator[Row]]]:
    """Open a CSV file. Yields its shape and its rows. `proved` spares the look at every byte of a file that had it.

    Raises TableError for what makes the file no table: encoding, headings, quotation marks.
    """
    codec = named_codec(path, options.encoding) if proved else codec_of(path, options.encoding)
    with path.open("r", encoding=codec, newline="") as stream:
        skip, delimiter = _announced(stream)
        delimiter = options.delimiter or delimiter or _sniff(stream, skip, options.header_row)
        stream.seek(0)
        for _line in range(skip):
            stream.readline()
        records = _records(stream, delimiter)
        number, cells = next(islice(records, options.header_row - 1, None), (options.header_row, []))
        shape = Shape.of(cells, number, delimiter)
        yield shape, _rows(records, shape)


def _announced(stream: io.TextIOBase) -> tuple[int, str]:
    """Read the line `sep=;` that some programs write before the table; they do not count it as a row."""
    stream.seek(0)
    first = stream.readline(16).rstrip("\r\n")
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return 1, first[4]
    return 0, ""


def _sniff(stream: io.TextIOBase, skip: int, header_row: int) -> str:
    """Choose the separator under which most of the first rows are as wide as the heading, the wider the better."""
    stream.seek(0)
    lines = list(islice(_Budget(stream), skip, skip + header_row - 1 + _SAMPLE))

    def fitness(delimiter: str) -> tuple[bool, int, int]:
        widths = [len(record) for record in _lenient(lines, delimiter)[header_row - 1 :] if record]
        width = widths[0] if widths else 0
        return width > 1, sum(one == width for one in widths), width

    return max(DELIMITERS, key=fitness)


def _lenient(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def _records(stream: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give (row number, cells). A line break in quotation marks is part of its cell."""
    lines = _Budget(stream)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            lines.spent = 0
            yield number, cells
    except csv.Error as error:
        raise _unreadable(number + 1, str(error)) from error


def _unreadable(row: int, said: str) -> TableError:
    if "field larger" in said:
        message = _("A cell of this row, or the row, is far too long to be one.")
    elif "unexpected end" in said:
        message = _("A quotation mark is opened in this row and never closed.")
    else:
        message = _("The quotation marks of this row do not pair up.")
    advice = _('Write a quotation mark inside a cell twice (""), or save the spreadsheet again as “CSV UTF-8”.')
    return TableError(TableProblem(message, advice, row))


def _rows(records: Iterator[tuple[int, list[str]]], shape: Shape) -> Iterator[Row]:
    fit = shape.fit
    for number, cells in records:
        if any(cells):
            yield fit(number, cells)
