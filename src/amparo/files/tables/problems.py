"""What is wrong with a table: where, what it means, what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableProblem:
    """One problem. `row` counts as a spreadsheet program does: the first row of the file is 1."""

    message: str
    advice: str
    row: int | None = None
    column: str = ""
    value: str = ""


class TableError(Exception):
    """The file cannot be read as a table at all."""

    def __init__(self, *problems: TableProblem) -> None:
        super().__init__(problems[0].message if problems else "")
        self.problems = problems
