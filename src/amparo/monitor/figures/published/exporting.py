"""The register as a table for other programs."""

import csv
import io
from collections.abc import Iterable

from django.utils import timezone

from amparo.kernel.saving import json_value
from amparo.monitor.exports.writing import guarded
from amparo.monitor.figures.published.content import VALUES
from amparo.monitor.models import PublishedFigure

COLUMNS = ("code", *VALUES, "revision", "revised_on")


def as_csv(figures: Iterable[PublishedFigure]) -> bytes:
    """Return figures as CSV, each with the number and the day of the revision that stands. No cell is a formula."""
    stream = io.StringIO(newline="")
    out = csv.writer(stream, lineterminator="\r\n")
    out.writerow(COLUMNS)
    for figure in figures:
        values = [getattr(figure, name) for name in VALUES]
        revised = timezone.localdate(figure.updated_at)
        out.writerow([guarded(_cell(value)) for value in (figure.code, *values, figure.version, revised)])
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str | int | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = json_value(value)
    return plain if isinstance(plain, int) or plain is None else str(plain)
