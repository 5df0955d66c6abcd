"""The forms of a table: CSV, CSV with HXL tags, XLSX. What begins like a formula is made plain text in each.

A cell that begins with = + - @ or a control character is run by spreadsheet programs (OWASP, CSV injection). In CSV an
apostrophe is put before it; in XLSX it is written as text, which no program runs.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from amparo.monitor.exports.columns import Column, Value
from amparo.monitor.selectors.lists import IncidentRow

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
Rows = Iterable[IncidentRow]


def guarded(value: Value) -> str:
    """Return a value as a cell of CSV that no program runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_RUNS) else text


def as_csv(columns: Sequence[Column], rows: Rows, *, tags: bool = False) -> bytes:
    """Return the table as CSV: UTF-8 with a mark that spreadsheet programs need, a line of tags where asked."""
    stream = io.StringIO(newline="")
    out = csv.writer(stream, lineterminator="\r\n")
    out.writerow([column.name for column in columns])
    if tags:
        out.writerow([column.tag for column in columns])
    out.writerows([guarded(column.value(row)) for column in columns] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def as_hxl(columns: Sequence[Column], rows: Rows) -> bytes:
    """Return the table as CSV with the row of HXL tags beneath the headings."""
    return as_csv(columns, rows, tags=True)


def as_xlsx(columns: Sequence[Column], rows: Rows) -> bytes:
    """Return the table as a workbook with one sheet. Every text is text, whatever it begins with."""
    import xlsxwriter  # here: a web worker that exports nothing does not load it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    sheet = book.add_worksheet("incidents")
    head = book.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, head)
    for number, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            value = column.value(row)
            if isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, value)
    sheet.freeze_panes(1, 1)
    book.close()
    return stream.getvalue()


FORMS: dict[str, tuple[str, Callable[[Sequence[Column], Rows], bytes]]] = {
    "csv": ("incidents.csv", as_csv),
    "hxl": ("incidents-hxl.csv", as_hxl),
    "xlsx": ("incidents.xlsx", as_xlsx),
}
"""Form -> the name of the file, and what writes it."""
