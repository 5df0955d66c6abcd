"""What several methods say about one number: median, half of the mass, and the 95 % interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.kernel.ui.charts import drawing as draw
from amparo.kernel.ui.parts import Cell, Chart, Column, KeyEntry, Table, Text
from amparo.kernel.ui.words import compact, number

LEFT, RIGHT, HEAD, ROW, WIDTH = 12, 548, 44, 54, 560
WIDE_RANGE = 20  # from this ratio of largest to smallest the axis is logarithmic


@dataclass(frozen=True, slots=True)
class Interval:
    """The answer of one method. low, high: 2.5 and 97.5 %; `high` None: open-ended, no upper end can be given.

    half: the 25 and 75 % points. median None: the method gives no point. refused: the method gives nothing.
    """

    name: Text
    low: float | None
    high: float | None
    median: float | None = None
    half: tuple[float, float] | None = None
    note: Text = ""
    refused: bool = False

    @property
    def drawn(self) -> bool:
        """Say whether there is a lower end to draw from."""
        return not self.refused and self.low is not None


def intervals(
    rows: Sequence[Interval],
    *,
    observed: int,
    finding: Text,
    subtitle: Text,
    source: Text,
    publish: tuple[float, float] | None = None,
    ident: str = "intervals",
    notes: Sequence[Text] = (),
) -> Chart:
    """Draw one line per method over a common axis.

    observed: how many are on record, drawn as a broken line. publish: the range that would be published, as a band.
    The axis is logarithmic where the largest value is more than 20 times the smallest.
    """
    drawn = [row for row in rows if row.drawn]
    key = [KeyEntry("f1", _("median (point), half of the mass (thick), 95 % interval (thin)"))]
    return Chart(
        svg=_svg(drawn, observed, publish, subtitle, ident) if drawn else SafeString(),
        finding=finding,
        subtitle=subtitle,
        source=source,
        key=key if drawn else (),
        ident=ident,
        notes=notes,
        table=_table(rows, subtitle),
    )


def span(row: Interval) -> str:
    """Return the interval in words: 1,120–1,900, or from 1,120 with no upper end."""
    if row.refused or row.low is None:
        return _("refused")
    if row.high is None:
        return _("from %(low)s, open-ended") % {"low": number(round(row.low))}
    return f"{number(round(row.low))}–{number(round(row.high))}"


def _scale(rows: Sequence[Interval], observed: int, publish: tuple[float, float] | None) -> draw.Scale:
    lows = [row.low for row in rows if row.low is not None] + [observed] + ([publish[0]] if publish else [])
    highs = [end for row in rows for end in (row.high, row.median, row.low) if end is not None]
    highs += [row.half[1] for row in rows if row.half] + [observed] + ([publish[1]] if publish else [])
    low, high = max(min(lows), 0), max(highs)
    if high > WIDE_RANGE * max(low, 1):
        return draw.log_scale(low, high, LEFT, RIGHT)
    return draw.even_scale(low, high, LEFT, RIGHT, steps=5)


def _svg(
    rows: Sequence[Interval], observed: int, publish: tuple[float, float] | None, subtitle: Text, ident: str
) -> SafeString:
    scale = _scale(rows, observed, publish)
    floor = HEAD + ROW * len(rows) + 8
    marks = _ground(scale, floor, publish)
    for tick in scale.ticks:
        label = compact(tick) if tick >= 100_000 else number(tick)
        marks.append(draw.path(f"M{draw.fine(scale.at(tick))} {HEAD}V{floor}", "g-line"))
        marks.append(draw.text(_inside(scale.at(tick)), floor + 20, label, "t-mid"))
    marks += _observed(scale.at(observed), observed, floor)
    for index, row in enumerate(rows):
        marks += _row(row, HEAD + ROW * index, scale)
    if scale.logarithmic:
        marks.append(draw.text(RIGHT, floor + 40, _("each step multiplies (logarithmic axis)"), "t-end"))
    height = floor + (46 if scale.logarithmic else 26)
    says = _("Intervals by method: %(subject)s") % {"subject": subtitle}
    return draw.svg(ident, WIDTH, height, says, marks)


def _inside(x: float) -> float:
    """Keep the label of an outermost tick on the paper."""
    return min(max(x, LEFT + 14), RIGHT - 14)


def _ground(scale: draw.Scale, floor: float, publish: tuple[float, float] | None) -> list[SafeString]:
    if publish is None:
        return []
    start, end = scale.at(publish[0]), scale.at(publish[1])
    words = _("range to publish: %(low)s–%(high)s") % {
        "low": number(round(publish[0])),
        "high": number(round(publish[1])),
    }
    middle = min(max((start + end) / 2, 150), WIDTH - 150)
    return [
        draw.box(start, HEAD, max(end - start, 2), floor - HEAD, "band"),
        draw.text(middle, 14, words, "t-mid t-strong"),
    ]


def _observed(x: float, observed: int, floor: float) -> list[SafeString]:
    words = _("%(number)s on record") % {"number": number(observed)}
    anchor = "t-strong" if x < WIDTH - 160 else "t-strong t-end"
    return [
        draw.path(f"M{draw.fine(x)} {HEAD - 8}V{floor}", "ref"),
        draw.text(x - 4 if x < WIDTH - 160 else x + 4, 32, words, anchor),
    ]


def _row(row: Interval, y: float, scale: draw.Scale) -> list[SafeString]:
    line = y + 34
    start, end = scale.at(row.low or 0), RIGHT if row.high is None else scale.at(row.high)
    said = span(row) if row.median is None else f"{number(round(row.median))} ({span(row)})"
    marks = [
        draw.text(LEFT + 4, y + 18, draw.shorten(str(row.name), 34), "t-strong halo"),
        draw.text(RIGHT - 2, y + 18, said, "t-end halo thin-out"),
        draw.path(f"M{draw.fine(start)} {line}H{draw.fine(max(end, start + 1))}", "iv"),
    ]
    if row.high is None:
        marks.append(draw.path(f"M{RIGHT - 8} {line - 6}l8 6-8 6", "iv"))
    if row.half:
        marks.append(
            draw.path(f"M{draw.fine(scale.at(row.half[0]))} {line}H{draw.fine(scale.at(row.half[1]))}", "iv-wide")
        )
    if row.median is not None:
        marks.append(draw.dot(scale.at(row.median), line, 5.5, "pt"))
    return marks


def _table(rows: Sequence[Interval], subtitle: Text) -> Table:
    notes, halves = any(row.note for row in rows), any(row.half for row in rows)
    columns = [Column(_("Method")), Column(_("Median"), number=True)]
    columns += [Column(_("50 % interval"), number=True)] if halves else []
    columns += [Column(_("95 % interval"), number=True)]
    columns += [Column(_("What it rests on"))] if notes else []
    lines = []
    for row in rows:
        line: list[Cell | Text] = [row.name, "–" if row.median is None or row.refused else number(round(row.median))]
        line += [f"{number(round(row.half[0]))}–{number(round(row.half[1]))}" if row.half else "–"] if halves else []
        line += [span(row)]
        line += [row.note] if notes else []
        lines.append(line)
    return Table(subtitle, columns, lines, caption_hidden=True)
