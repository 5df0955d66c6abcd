"""The forms of a table: CSV, CSV with HXL tags, XLSX, GeoJSON. What begins like a formula is made plain text in each.

A cell that begins with = + - @ or a control character is run by spreadsheet programs (OWASP, CSV injection). In CSV an
apostrophe is put before it; in XLSX it is written as text, which no program runs.
"""

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence

from amparo.monitor.exports.columns import Column, Value
from amparo.monitor.selectors.lists import IncidentRow
from amparo.places.models import Area
from amparo.places.points import Point, points_of

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


def as_geojson(columns: Sequence[Column], rows: Rows) -> bytes:
    """Return the incidents as points (RFC 7946): each at the middle of its part, or of its country, never nearer.

    Second-level parts stand for points only where their columns go out too.
    `geometry` is null where no outline of the place is known; `precision` says what the point stands for.
    """
    listed = list(rows)
    finest = 0 if any(column.name == "part2" for column in columns) else 1
    places = {area.pk: area for row in listed for area in _areas(row)[finest:] if area}
    points = points_of(places.values())
    features = [_feature(columns, row, points) for row in listed]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _areas(row: IncidentRow) -> tuple[Area | None, ...]:
    return row.incident.admin2, row.incident.admin1, row.incident.country


def _feature(columns: Sequence[Column], row: IncidentRow, points: Mapping[uuid.UUID, Point]) -> dict[str, object]:
    names = ("second-level part", "first-level part", "country")
    known = {name: points[area.pk] for name, area in zip(names, _areas(row), strict=True) if area and area.pk in points}
    precision = next(iter(known), "")
    geometry = {"type": "Point", "coordinates": known[precision]} if precision else None
    properties = {column.name: column.value(row) for column in columns}
    return {"type": "Feature", "geometry": geometry, "properties": {**properties, "precision": precision}}


FORMS: dict[str, tuple[str, Callable[[Sequence[Column], Rows], bytes]]] = {
    "csv": ("incidents.csv", as_csv),
    "hxl": ("incidents-hxl.csv", as_hxl),
    "xlsx": ("incidents.xlsx", as_xlsx),
    "geojson": ("incidents.geojson", as_geojson),
}
"""Form -> the name of the file, and what writes it."""
