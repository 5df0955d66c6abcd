"""Reading capture histories from counts, rows and CSV files, with errors that name row, column and remedy.

Rows are never kept: each is counted under its stratum and pattern and forgotten, so memory holds one number for each
stratum and pattern that occurs, however long the file.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Final, TextIO

import numpy as np
from numpy.typing import ArrayLike

from amparo_estimation.errors import CaptureTableError
from amparo_estimation.reasons import reason
from amparo_estimation.table import CaptureTable, Key, check_list_names

LONGEST_LINE: Final = 1 << 20  # characters; a longer line is no row of a table, and would have to be held in memory
MOST_STRATA: Final = 20_000  # more groups than this means that `by` names an identifier, not a group
SEPARATORS: Final = (",", ";", "\t")
WHOLE_NUMBER: Final = re.compile(r"\d{1,15}(\.0*)?")
ONE_OR_ZERO: Final = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}
MISSING: Final = frozenset({"", "na", "nan", "n/a", "null", "none", "."})
LIST_CELL_ADVICE: Final = "A list column holds 1 for a person on the list and 0 for one who is not."


class Tally:
    """People counted by stratum and pattern."""

    def __init__(self, lists: Sequence[str], by: Sequence[str] = ()) -> None:
        check_list_names(lists)
        self.lists = tuple(lists)
        self.by = tuple(by)
        self._counts: dict[tuple[str, ...], Counter[int]] = {}

    def add(self, group: tuple[str, ...], mask: int, n: int, row: int | None = None) -> None:
        """Count `n` more people of this group with this pattern."""
        counts = self._counts.get(group)
        if counts is None:
            if len(self._counts) >= MOST_STRATA:
                raise CaptureTableError(
                    f"there are more than {MOST_STRATA:,} different groups by {', '.join(self.by)}.",
                    advice="Group by columns with few values, such as year and sex, not by one that names persons.",
                    row=row,
                )
            counts = self._counts[group] = Counter()
        counts[mask] += n

    def table(self, key: Key = (), counts: Mapping[int, int] | None = None) -> CaptureTable:
        """One table of everything counted, or of `counts`; people on no list become a note."""
        if counts is None:
            counts = self._all_groups()
        notes = (reason("all_zero_rows", n=counts[0]),) if counts.get(0) else ()
        histories = tuple(sorted((mask, n) for mask, n in counts.items() if mask and n))
        return CaptureTable(self.lists, histories, key, notes)

    def whole(self) -> CaptureTable:
        """One table of everything counted.

        Raises
        ------
        CaptureTableError
            If there was no row, or two columns hold the same people.
        """
        table = self.table()
        if not self._counts:
            raise CaptureTableError("there are no rows.", advice="Give at least one row beneath the header.")
        self._refuse_identical(table)
        return table

    def strata(self) -> tuple[CaptureTable, ...]:
        """One table for each group, in ascending order; errors as for ``whole``."""
        self.whole()
        groups = sorted(self._counts, key=lambda group: [_numbers_first(value) for value in group])
        return tuple(self.table(tuple(zip(self.by, group, strict=True)), self._counts[group]) for group in groups)

    def _all_groups(self) -> Counter[int]:
        total: Counter[int] = Counter()
        for counts in self._counts.values():
            total.update(counts)
        return total

    def _refuse_identical(self, table: CaptureTable) -> None:
        for pair in table.pairs():
            if pair.both and not pair.only_a and not pair.only_b:
                raise CaptureTableError(
                    f"the lists {pair.a!r} and {pair.b!r} hold exactly the same people.",
                    advice="They are one list given twice: leave one of them out.",
                    column=pair.b,
                )


def _numbers_first(value: str) -> tuple[int, int, str]:
    return (0, int(value), value) if value.isdecimal() and len(value) <= 18 else (1, 0, value)


def tally_counts(counts: Mapping[str, int] | Mapping[tuple[int, ...], int], lists: Sequence[str]) -> Tally:
    """Count people given by pattern; see ``CaptureTable.from_counts``."""
    tally = Tally(lists)
    for pattern, n in counts.items():
        bits = [str(bit) for bit in pattern]
        if len(bits) != len(lists) or any(bit not in {"0", "1"} for bit in bits):
            raise CaptureTableError(
                f"the pattern {pattern!r} is not one 0 or 1 for each of the {len(lists)} lists.",
                advice="Write patterns such as '101', in the order of the lists.",
            )
        if isinstance(n, bool) or not float(n).is_integer() or n < 0:
            raise CaptureTableError(
                f"the count {n!r} of the pattern {pattern!r} is not a whole number from 0 on.",
                advice="A count is a number of people.",
            )
        tally.add((), sum(1 << i for i, bit in enumerate(bits) if bit == "1"), int(n))
    return tally


# Rows in memory ------------------------------------------------------------------------------------------------------


def tally_rows(
    rows: ArrayLike | Iterable[Mapping[str, object]], lists: Sequence[str] | None, by: Sequence[str] = ()
) -> Tally:
    """Count people given one by one; see ``CaptureTable.from_rows``."""
    if isinstance(rows, np.ndarray):
        return _tally_array(rows, lists)
    if not isinstance(rows, Iterable):
        raise CaptureTableError("the rows cannot be walked through.", advice="Give an array or a sequence of rows.")
    walk = iter(rows)
    first = next(walk, None)
    if first is None:
        raise CaptureTableError("there are no rows.", advice="Give at least one person.")
    if isinstance(first, Mapping):
        return _tally_mappings(chain([first], walk), tuple(first) if lists is None else lists, by)
    try:
        array = np.asarray([first, *walk], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise CaptureTableError(
            "the rows are not all equally long rows of numbers.", advice=LIST_CELL_ADVICE
        ) from error
    return _tally_array(array, lists)


def _tally_mappings(rows: Iterator[object], lists: Sequence[str], by: Sequence[str]) -> Tally:
    tally = Tally(lists, by)
    for place, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise CaptureTableError("this row is no mapping as the first is.", advice="Give all rows alike.", row=place)
        mask = 0
        for i, name in enumerate(lists):
            mask |= _bit(str(_value(row, name, place)), place, name) << i
        tally.add(tuple(str(_value(row, name, place)) for name in by), mask, 1, place)
    return tally


def _value(row: Mapping[str, object], name: str, place: int) -> object:
    if name not in row:
        raise CaptureTableError(
            "this row lacks the column.", advice="Give every row all columns.", row=place, column=name
        )
    value = row[name]
    return int(value) if isinstance(value, (bool, np.bool_)) else "" if value is None else value


def _tally_array(array: np.ndarray, lists: Sequence[str] | None) -> Tally:
    if array.ndim != 2 or array.dtype.kind not in "biuf":
        raise CaptureTableError(
            f"the array has {array.ndim} dimension(s) and holds {array.dtype}.",
            advice="Give a two-dimensional array of 0 and 1: people down, lists across.",
        )
    names = tuple(lists) if lists is not None else _default_names(array.shape[1])
    tally = Tally(names)
    if len(names) != array.shape[1]:
        raise CaptureTableError(
            f"there are {len(names)} list names for {array.shape[1]} columns.", advice="Give one name for each column."
        )
    wrong = np.argwhere((array != 0) & (array != 1))
    if wrong.size:
        row, column = (int(place) for place in wrong[0])
        raise _wrong_cell(str(array[row, column]), row + 1, names[column])
    masks = (array != 0).astype(np.int64) @ (1 << np.arange(len(names), dtype=np.int64))
    for mask, n in zip(*np.unique(masks, return_counts=True), strict=True):
        tally.add((), int(mask), int(n))
    return tally


def _default_names(n_lists: int) -> tuple[str, ...]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return tuple(alphabet[i] if i < len(alphabet) else f"L{i + 1}" for i in range(n_lists))


def _bit(cell: str, row: int, column: str) -> int:
    bit = ONE_OR_ZERO.get(cell.strip())
    if bit is None:
        raise _wrong_cell(cell, row, column)
    return bit


def _wrong_cell(cell: str, row: int, column: str) -> CaptureTableError:
    if cell.strip().lower() in MISSING:
        return CaptureTableError(
            f"the cell is empty or missing ({cell!r}).",
            advice=f"{LIST_CELL_ADVICE} If it is not known whether a person was on a list, the person cannot be used.",
            row=row,
            column=column,
        )
    return CaptureTableError(
        f"the cell holds {cell!r} and not 0 or 1.",
        advice=f"{LIST_CELL_ADVICE} If this column is not a list, name the lists to use.",
        row=row,
        column=column,
    )


# CSV files -----------------------------------------------------------------------------------------------------------


def tally_csv(
    path: str | PathLike[str],
    *,
    lists: Sequence[str] | None = None,
    count: str | None = None,
    by: Sequence[str] = (),
) -> Tally:
    """Count the people of a CSV file; see ``CaptureTable.from_csv``."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            return _tally_file(file, lists, count, by)
    except UnicodeDecodeError as error:
        raise CaptureTableError(
            "the file is not UTF-8 text.", advice="Save it again as 'CSV UTF-8'; a spreadsheet file is not CSV."
        ) from error


def _tally_file(file: TextIO, lists: Sequence[str] | None, count: str | None, by: Sequence[str]) -> Tally:
    lines = _lines(file)
    first = next(lines, "")
    header = _header(first)
    layout = _Layout(header, lists, count, by)
    tally = Tally(layout.lists, by)
    known: dict[tuple[str, ...], tuple[tuple[str, ...], int]] = {}
    for row, cells in _rows(lines, first, len(header)):
        raw = tuple([cells[k] for k in layout.places])
        found = known.get(raw)
        if found is None:
            # A pattern new to this file is checked here, at its first row; known ones need no second look.
            found = known[raw] = layout.parse(raw, row)
        tally.add(*found, layout.count_in(cells, row), row)
    return tally


def _lines(file: TextIO) -> Iterator[str]:
    """Lines of the file, refusing one too long to be a row: such a file would fill the memory."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise CaptureTableError(
                f"the line is longer than {LONGEST_LINE:,} characters.",
                advice="This is not a CSV table. Export it again, one person or pattern a line.",
                row=number,
            )
        if "\0" in line:
            raise CaptureTableError(
                "the line holds a NUL character.",
                advice="This is not a CSV text file. Save it again as 'CSV UTF-8'.",
                row=number,
            )
        yield line


def _separator(header: str) -> str:
    return max(SEPARATORS, key=header.count)


def _header(line: str) -> list[str]:
    names = [name.strip() for name in next(csv.reader([line], delimiter=_separator(line)), [])]
    if not any(names):
        raise CaptureTableError(
            "the file has no header.", advice="The first line names the columns, one for each list.", row=1
        )
    for place, name in enumerate(names):
        if name in names[:place]:
            raise CaptureTableError(
                "the header names this column twice.", advice="Rename or delete one of them.", row=1, column=name
            )
    return names


def _rows(lines: Iterator[str], header: str, width: int) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells; blank lines are passed over."""
    reader = csv.reader(lines, delimiter=_separator(header), strict=True)
    try:
        for cells in reader:
            row = reader.line_num + 1
            if len(cells) == width:
                yield row, cells
            elif cells:
                raise CaptureTableError(
                    f"the row has {len(cells)} cells and the header {width}.",
                    advice="Separate all cells by the sign used in the header, and quote cells that contain it.",
                    row=row,
                )
    except csv.Error as error:
        raise CaptureTableError(
            f"the row cannot be read ({error}).",
            advice="Look for a quotation mark that is opened and not closed.",
            row=reader.line_num + 1,
        ) from error


class _Layout:
    """Which columns of a file are lists, groups and the count."""

    def __init__(self, header: list[str], lists: Sequence[str] | None, count: str | None, by: Sequence[str]) -> None:
        others = {*by, *([] if count is None else [count])}
        self.lists = tuple(lists) if lists is not None else tuple(name for name in header if name not in others)
        check_list_names(self.lists)
        for use, names in (("a list", self.lists), ("a group", by), ("the count", [] if count is None else [count])):
            _refuse_unknown(header, use, names)
        for name in self.lists:
            if name in others:
                raise CaptureTableError(
                    "the column is named as a list and as a group or count.", advice="Choose one.", column=name
                )
        self.places = tuple(header.index(name) for name in (*self.lists, *by))
        self._count = count
        self._count_place = None if count is None else header.index(count)

    def parse(self, raw: tuple[str, ...], row: int) -> tuple[tuple[str, ...], int]:
        """Group and pattern of the cells at `places`."""
        mask = 0
        for i, name in enumerate(self.lists):
            mask |= _bit(raw[i], row, name) << i
        return tuple(cell.strip() for cell in raw[len(self.lists) :]), mask

    def count_in(self, cells: list[str], row: int) -> int:
        """How many people the row stands for."""
        if self._count_place is None:
            return 1
        cell = cells[self._count_place].strip()
        if WHOLE_NUMBER.fullmatch(cell) is None:
            raise _wrong_count(cell, row, self._count)
        return int(cell.partition(".")[0])


def _refuse_unknown(header: list[str], use: str, names: Iterable[str]) -> None:
    for name in names:
        if name not in header:
            raise CaptureTableError(
                f"there is no such column in the file, and it is named as {use}.",
                advice=f"The columns are: {', '.join(header)}.",
                column=name,
            )


def _wrong_count(cell: str, row: int, column: str | None) -> CaptureTableError:
    if cell.lower() in MISSING:
        what = f"the count is empty or missing ({cell!r})."
    elif cell.startswith("-"):
        what = f"the count {cell!r} is negative."
    else:
        what = f"the count {cell!r} is not a whole number."
    advice = "A count is a number of people: digits only, without thousands separators."
    return CaptureTableError(what, advice=advice, row=row, column=column)
