"""Counts per year: a bar for what was counted, hatching for what was estimated, signs for what is uncertain."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amparo.kernel.ui.charts import drawing as draw
from amparo.kernel.ui.parts import Cell, Chart, Column, KeyEntry, Table, Text
from amparo.kernel.ui.words import compact, number

TOP, FLOOR, LEFT = 22, 290, 56
WIDE_FROM = 11  # more bars than this need a drawing that scrolls on a telephone


class Qualifier(StrEnum):
    """What a published number claims to be."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    ABOUT = "about"


class Standing(StrEnum):
    """What stands behind a number."""

    VERIFIED = "verified"  # own, verified by two persons
    RECORDED = "recorded"  # own, on record, not all of it verified
    PUBLISHED = "published"
    SECONDARY = "secondary"  # known only from a source that cites it
    NGO_TALLY = "ngo_tally"  # added up by a non-governmental organisation; nobody verified it as one figure
    UNCONFIRMED = "unconfirmed"


# Solid is counted. What nobody stands behind as one verified figure is hollow.
MARKS = {
    Standing.VERIFIED: "f1",
    Standing.RECORDED: "f2",
    Standing.PUBLISHED: "f1",
    Standing.SECONDARY: "f4",
    Standing.NGO_TALLY: "hollow",
    Standing.UNCONFIRMED: "hollow-2",
}


SIGNS = {Qualifier.EXACT: "", Qualifier.MORE_THAN: "> ", Qualifier.AT_LEAST: "≥ ", Qualifier.ABOUT: "≈ "}


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a series, in children (or the unit that the subtitle names).

    value: counted in the year; None where there is no figure. late: of an earlier year, verified in this one or
    later, drawn on top. estimate: (low, high) of a 95 % interval. refused: an estimate was tried and refused.
    """

    year: int
    value: int | None
    qualifier: Qualifier = Qualifier.EXACT
    standing: Standing = Standing.VERIFIED
    late: int = 0
    estimate: tuple[float, float] | None = None
    refused: bool = False
    source: Text = ""

    @property
    def counted(self) -> int | None:
        """Everything counted for the year."""
        return None if self.value is None else self.value + self.late


def said(value: int, qualifier: Qualifier) -> str:
    """Return the number with what it claims to be, in words."""
    shown = number(value)
    if qualifier is Qualifier.MORE_THAN:
        return _("more than %(number)s") % {"number": shown}
    if qualifier is Qualifier.AT_LEAST:
        return _("at least %(number)s") % {"number": shown}
    if qualifier is Qualifier.ABOUT:
        return _("about %(number)s") % {"number": shown}
    return shown


def years(
    points: Sequence[Year],
    *,
    finding: Text,
    subtitle: Text,
    source: Text,
    ident: str = "years",
    notes: Sequence[Text] = (),
) -> Chart:
    """Draw one bar per year, in the order given; an empty series gives a chart without a drawing."""
    return Chart(
        svg=_svg(points, subtitle, ident) if any(p.counted is not None or p.estimate for p in points) else SafeString(),
        finding=finding,
        subtitle=subtitle,
        source=source,
        key=_key(points),
        ident=ident,
        wide=len(points) >= WIDE_FROM,
        notes=notes,
        table=_table(points, subtitle),
    )


def _svg(points: Sequence[Year], subtitle: Text, ident: str) -> SafeString:
    width = max(600, LEFT + 46 * len(points))
    highest = max([p.counted or 0 for p in points] + [p.estimate[1] for p in points if p.estimate])
    scale = draw.even_scale(0, highest, FLOOR, TOP)
    slot = (width - LEFT) / len(points)
    marks = [draw.hatch(ident)] if any(p.estimate for p in points) else []
    marks += _axis(scale, width)
    for index, point in enumerate(points):
        marks += _bar(point, LEFT + slot * index + slot / 2, min(34.0, slot * 0.62), scale, ident)
    wide = "wide-svg" if len(points) >= WIDE_FROM else ""
    return draw.svg(ident, width, 320, _("Bar chart by year: %(subject)s") % {"subject": subtitle}, marks, wide)


def _axis(scale: draw.Scale, width: float) -> list[SafeString]:
    marks = []
    for tick in scale.ticks:
        y = scale.at(tick)
        marks.append(draw.path(f"M{LEFT - 2} {draw.fine(y)}H{draw.fine(width)}", "g-base" if tick == 0 else "g-line"))
        label = compact(tick) if tick >= 100_000 else number(tick)
        marks.append(draw.text(LEFT - 10, y + 4, label, "t-end"))
    return marks


def _bar(point: Year, x: float, width: float, scale: draw.Scale, ident: str) -> list[SafeString]:
    marks = _estimate(point, x, width, scale, ident)
    label = FLOOR - 5.0
    if point.value is None:
        marks.append(draw.text(x, label, "–", "t-mid"))
    else:
        marks += _counted(point, x, width, scale)
        top = scale.at(point.counted or 0)
        if point.qualifier is Qualifier.MORE_THAN or point.qualifier is Qualifier.AT_LEAST:
            marks.append(draw.path(f"M{draw.fine(x)} {draw.fine(top)}v-9m-4 4 4-4 4 4", "g-base"))
            top -= 10
        label = top - 5
        marks.append(draw.text(x, label, SIGNS[point.qualifier] + number(point.counted or 0), "t-mid t-strong halo"))
    if point.refused:
        marks.append(draw.text(x, label - 26, pgettext("label of a chart, first line", "estimate"), "t-mid thin-out"))
        marks.append(draw.text(x, label - 14, pgettext("label of a chart, second line", "refused"), "t-mid"))
    marks.append(draw.text(x, FLOOR + 21, str(point.year), "t-mid"))
    return marks


def _counted(point: Year, x: float, width: float, scale: draw.Scale) -> list[SafeString]:
    top, value = scale.at(point.counted or 0), scale.at(point.value or 0)
    marks = [draw.box(x - width / 2, value, width, FLOOR - value, MARKS[point.standing])]
    if point.late:
        marks.append(draw.box(x - width / 2, top, width, value - top, "f2"))
    return marks


def _estimate(point: Year, x: float, width: float, scale: draw.Scale, ident: str) -> list[SafeString]:
    if point.estimate is None:
        return []
    low, high = (draw.fine(scale.at(end)) for end in point.estimate)
    start, across = draw.fine(x - width / 2), draw.fine(width)
    hatched = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{}-hatch)"/>',
        start,
        high,
        across,
        draw.fine(float(low) - float(high)),
        ident,
    )
    return [hatched, draw.path(f"M{start} {high}h{across}M{start} {low}h{across}", "iv-est")]


def _key(points: Sequence[Year]) -> tuple[KeyEntry, ...]:
    standings = {p.standing for p in points if p.value is not None}
    words = {
        Standing.VERIFIED: _("verified"),
        Standing.RECORDED: _("on record"),
        Standing.PUBLISHED: _("published as verified"),
        Standing.SECONDARY: _("from a secondary source"),
        Standing.NGO_TALLY: _("tally of a non-governmental organisation, not verified as one figure"),
        Standing.UNCONFIRMED: _("unconfirmed"),
    }
    entries = [KeyEntry(MARKS[standing], words[standing]) for standing in Standing if standing in standings]
    signs = [
        (any(p.late for p in points), "f2", _("verified late")),
        (any(p.estimate for p in points), "hatch", _("estimate of all children, 95 % interval")),
        (
            any(p.qualifier in {Qualifier.MORE_THAN, Qualifier.AT_LEAST} for p in points),
            "at-least",
            _("more than, or at least, the number shown"),
        ),
        (any(p.qualifier is Qualifier.ABOUT for p in points), "about", _("≈ about the number shown")),
    ]
    return (*entries, *(KeyEntry(mark, text) for there, mark, text in signs if there))


def _table(points: Sequence[Year], subtitle: Text) -> Table:
    late, estimated = any(p.late for p in points), any(p.estimate or p.refused for p in points)
    sources = any(p.source for p in points)
    columns = [Column(_("Year")), Column(_("Counted"), number=True)]
    columns += [Column(_("Of these verified late"), number=True)] if late else []
    columns += [Column(_("Standing"))]
    columns += [Column(_("Estimate, 95 % interval"), number=True)] if estimated else []
    columns += [Column(_("Source"))] if sources else []
    rows = []
    for point in points:
        row: list[Cell | Text] = [str(point.year), _counted_words(point)]
        row += [number(point.late)] if late else []
        row += [_standing_words(point)]
        row += [_estimate_words(point)] if estimated else []
        row += [point.source] if sources else []
        rows.append(row)
    return Table(subtitle, columns, rows, caption_hidden=True)


def _counted_words(point: Year) -> str:
    return _("no figure") if point.counted is None else said(point.counted, point.qualifier)


def _standing_words(point: Year) -> str:
    if point.value is None:
        return "–"
    return {
        Standing.VERIFIED: _("verified"),
        Standing.RECORDED: _("on record"),
        Standing.PUBLISHED: _("published"),
        Standing.SECONDARY: _("secondary source"),
        Standing.NGO_TALLY: _("non-governmental tally"),
        Standing.UNCONFIRMED: _("unconfirmed"),
    }[point.standing]


def _estimate_words(point: Year) -> str:
    if point.estimate is None:
        return _("refused") if point.refused else _("not attempted")
    return f"{number(round(point.estimate[0]))}–{number(round(point.estimate[1]))}"
