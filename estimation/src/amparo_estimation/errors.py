"""The one error a reader of capture histories can get: what happened, where, and what to do next."""


class CaptureTableError(ValueError):
    """A table of capture histories cannot be read as given.

    Parameters
    ----------
    message : str
        What is wrong.
    advice : str
        What to do next.
    row : int, optional
        For a file, its line, the header being 1; for rows in memory, their place, counted from 1.
    column : str, optional
        Name of the column.
    """

    def __init__(self, message: str, *, advice: str, row: int | None = None, column: str | None = None) -> None:
        self.message = message
        self.advice = advice
        self.row = row
        self.column = column
        super().__init__(message)

    def __str__(self) -> str:
        """Place, message and advice on one line."""
        row = [f"row {self.row}"] if self.row is not None else []
        column = [f"column {self.column!r}"] if self.column is not None else []
        place = ", ".join(row + column)
        return f"{place[:1].upper()}{place[1:]}{': ' if place else ''}{self.message} {self.advice}"
