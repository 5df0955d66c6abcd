"""The heading of a table, and whether each row fits under it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from amparo.files.tables.problems import TableError, TableProblem

MAX_COLUMNS = 1_000
# What one cell of a spreadsheet program can hold.
MAX_CELL = 32_767


@dataclass(frozen=True)
class Options:
    """How a file is to be read, where it does not speak for itself.

    Empty text means: find out. `header_row` is the row of the headings; rows above it are passed over.
    """

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    accept_cached_values: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read. `cells` has one text per heading; `problems` is empty for a row that fits."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[TableProblem, ...] = ()


@dataclass
class Shape:
    """The headings in their order, and the check of each row against them.

    `delimiter` is what separates the cells of a CSV file; it is empty for a workbook, whose short rows are
    usual (empty cells at the end are not stored).
    """

    header: tuple[str, ...]
    delimiter: str = ""
    width: int = field(init=False)
    _unnamed: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.width = len(self.header)
        self._unnamed = tuple(index for index, name in enumerate(self.header) if not name)

    @classmethod
    def of(cls, cells: Sequence[str], number: int, delimiter: str = "") -> "Shape":
        """Make the shape from the heading row. Raises TableError for no, too many, or equal headings."""
        names = [" ".join(cell.split()) for cell in cells]
        while names and not names[-1]:
            names.pop()
        if not names:
            raise TableError(
                TableProblem(_("There are no column headings."), _("Put the headings in the first row."), number)
            )
        if len(names) > MAX_COLUMNS:
            raise TableError(
                TableProblem(
                    _("There are %(count)d columns; at most %(most)d can be read.")
                    % {"count": len(names), "most": MAX_COLUMNS},
                    _("Keep the columns that the mapping names, and remove the others."),
                    number,
                )
            )
        _refuse_equal_headings(names, number)
        return cls(tuple(names), delimiter)

    def fit(self, number: int, cells: Sequence[str]) -> Row:
        """Return the row with one cell per heading, and what is wrong with it."""
        problems: list[TableProblem] = []
        given = len(cells)
        if given != self.width:
            problems.extend(self._length_problems(number, cells))
            cells = [*cells[: self.width], *[""] * (self.width - given)]
        for index in self._unnamed:
            if cells[index].strip():
                problems.append(self._beyond(number, index, cells[index]))
        # The sum is a cheap test that spares looking at each cell of nearly every row.
        if sum(map(len, cells)) > MAX_CELL:
            problems.extend(self._huge(number, cells))
        return Row(number, tuple(cells), tuple(problems))

    def _length_problems(self, number: int, cells: Sequence[str]) -> list[TableProblem]:
        if len(cells) > self.width:
            extra = [(index, cell) for index, cell in enumerate(cells) if index >= self.width and cell.strip()]
            return [self._beyond(number, *extra[0])] if extra else []
        if not self.delimiter:
            return []
        return [self._other_separator(number, cells) or self._too_short(number, cells)]

    def _too_short(self, number: int, cells: Sequence[str]) -> TableProblem:
        return TableProblem(
            _("The row has %(count)d cells; the heading has %(width)d.") % {"count": len(cells), "width": self.width},
            _("Add the missing cells, also where they are empty, or join a line that was broken in two."),
            number,
            self.header[len(cells)],
        )

    def _other_separator(self, number: int, cells: Sequence[str]) -> TableProblem | None:
        line = self.delimiter.join(cells)
        for other in ",;\t|":
            if other != self.delimiter and line.count(other) + 1 == self.width:
                return TableProblem(
                    _("The row is separated by “%(other)s”, the heading by “%(usual)s”.")
                    % {"other": _visible(other), "usual": _visible(self.delimiter)},
                    _("Use one separator in the whole file: save it again as CSV from one spreadsheet."),
                    number,
                    self.header[0],
                    line[:100],
                )
        return None

    def _beyond(self, number: int, index: int, value: str) -> TableProblem:
        return TableProblem(
            _("There is a value in column %(position)d, which has no heading.") % {"position": index + 1},
            _("Put text that contains the separator in quotation marks, give the column a heading, or empty the cell."),
            number,
            str(index + 1),
            value[:100],
        )

    def _huge(self, number: int, cells: Sequence[str]) -> list[TableProblem]:
        return [
            TableProblem(
                _("The cell holds %(count)d characters; at most %(most)d can be read.")
                % {"count": len(cell), "most": MAX_CELL},
                _("Shorten it. A quotation mark that is never closed also makes a cell too long."),
                number,
                self.header[index] or str(index + 1),
                cell[:100],
            )
            for index, cell in enumerate(cells)
            if len(cell) > MAX_CELL
        ]


def _refuse_equal_headings(names: Sequence[str], number: int) -> None:
    first: dict[str, int] = {}
    problems = []
    for index, name in enumerate(names):
        key = name.casefold()
        if key and key in first:
            problems.append(
                TableProblem(
                    _("Columns %(one)d and %(two)d have the same heading, “%(name)s”.")
                    % {"one": first[key] + 1, "two": index + 1, "name": name},
                    _("Rename one of the two, so that the mapping can tell them apart."),
                    number,
                    name,
                    name,
                )
            )
        first.setdefault(key, index)
    if problems:
        raise TableError(*problems)


def _visible(delimiter: str) -> str:
    return _("tab") if delimiter == "\t" else delimiter
