"""Counts of a few things, side by side: horizontal bars, the words above each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.kernel.ui.charts import drawing as draw
from amparo.kernel.ui.parts import Chart, Column, Table, Text
from amparo.kernel.ui.words import number

ROW, MOST, WIDTH = 40, 20, 480


@dataclass(frozen=True, slots=True)
class Count:
    """One thing and how many; `note` stands in the table."""

    text: Text
    count: int
    note: Text = ""


def counts(
    items: Sequence[Count],
    *,
    finding: Text,
    subtitle: Text,
    source: Text,
    unit: Text,
    heading: Text = "",
    ident: str = "counts",
    notes: Sequence[Text] = (),
) -> Chart:
    """Draw one bar per thing in the order given, the first twenty; the table has them all.

    unit: heads the column of numbers (children, incidents, violations). heading: heads the column of things.
    """
    columns = [Column(heading or _("What")), Column(unit, number=True)]
    noted = any(item.note for item in items)
    columns += [Column(_("Note"))] if noted else []
    rows = [[item.text, number(item.count), *([item.note] if noted else [])] for item in items]
    return Chart(
        svg=_svg(items[:MOST], subtitle, ident) if any(item.count > 0 for item in items[:MOST]) else SafeString(),
        finding=finding,
        subtitle=subtitle,
        source=source,
        ident=ident,
        notes=notes,
        table=Table(subtitle, columns, rows, caption_hidden=True),
    )


def _svg(items: Sequence[Count], subtitle: Text, ident: str) -> SafeString:
    scale = draw.Scale(0, max(item.count for item in items), 0, WIDTH - 4, ())
    marks: list[SafeString] = []
    for index, item in enumerate(items):
        y = ROW * index
        marks.append(draw.text(0, y + 16, draw.shorten(str(item.text), 38), "t-strong"))
        marks.append(draw.text(WIDTH, y + 16, number(item.count), "t-end t-strong"))
        marks.append(draw.path(f"M0 {y + 28}H{WIDTH}", "g-line"))
        if item.count > 0:
            marks.append(draw.box(0, y + 23, max(scale.at(item.count), 2), 10, "f1"))
    says = _("Horizontal bars: %(subject)s") % {"subject": subtitle}
    return draw.svg(ident, WIDTH, ROW * len(items), says, marks, "small-svg")
