"""Which sources hold the same children: one column per combination of sources, after UpSet.

Lex, Gehlenborg, Strobelt, Vuillemot and Pfister (2014), UpSet: visualization of intersecting sets,
IEEE Transactions on Visualization and Computer Graphics 20(12), 1983-1992.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.kernel.ui.charts import drawing as draw
from amparo.kernel.ui.parts import Cell, Chart, Column, KeyEntry, Table, Text
from amparo.kernel.ui.words import number

MOST = 20  # combinations drawn; the table has them all
ROW, BARS_TOP, BARS_FLOOR = 26, 26, 168
BAR = 62  # longest bar of a source


@dataclass(frozen=True, slots=True)
class Pattern:
    """How many children exactly these sources hold; `held` has one truth value per source, in the order of `lists`."""

    held: tuple[bool, ...]
    count: int


def overlap(
    lists: Sequence[str],
    patterns: Sequence[Pattern],
    *,
    finding: Text,
    subtitle: Text,
    source: Text,
    ident: str = "overlap",
    notes: Sequence[Text] = (),
) -> Chart:
    """Draw the combinations, largest first; combinations without children are left out.

    Raises ValueError where a pattern has not one truth value per list.
    """
    if any(len(pattern.held) != len(lists) for pattern in patterns):
        raise ValueError("Every pattern needs one truth value per list.")
    there = sorted((p for p in patterns if p.count > 0 and any(p.held)), key=lambda p: (-p.count, p.held))
    drawn = there[:MOST]
    rest = there[MOST:]
    if rest:
        left = ngettext(
            "One smaller combination stands in the table alone.",
            "%(number)s smaller combinations stand in the table alone.",
            len(rest),
        ) % {"number": number(len(rest))}
        notes = (*notes, left)
    return Chart(
        svg=_svg(lists, drawn, there, subtitle, ident) if drawn else SafeString(),
        finding=finding,
        subtitle=subtitle,
        source=source,
        key=(KeyEntry("f2", _("in one source alone")), KeyEntry("f1", _("in two sources or more"))) if drawn else (),
        ident=ident,
        wide=True,
        notes=notes,
        table=_table(lists, there, subtitle),
    )


def _svg(
    lists: Sequence[str], drawn: Sequence[Pattern], every: Sequence[Pattern], subtitle: Text, ident: str
) -> SafeString:
    totals = [sum(p.count for p in every if p.held[index]) for index in range(len(lists))]
    names = [draw.shorten(str(name), 30) for name in lists]
    left = BAR + 52 + max(60, 7.0 * max(len(name) for name in names)) + 16
    slot = min(40.0, max(30.0, (720 - left) / len(drawn)))
    width = max(720.0, left + slot * len(drawn))
    marks = _sources(names, totals, width)
    marks.append(draw.path(f"M{draw.fine(left)} {BARS_FLOOR}H{draw.fine(width)}", "g-base"))
    scale = draw.Scale(0, max(p.count for p in drawn), BARS_FLOOR, BARS_TOP, ())
    for index, pattern in enumerate(drawn):
        marks += _column(pattern, left + slot * index + slot / 2, scale)
    height = BARS_FLOOR + 14 + ROW * len(lists)
    says = _("Combinations of sources and how many children each holds: %(subject)s") % {"subject": subtitle}
    return draw.svg(ident, width, height, says, marks, "wide-svg")


def _sources(names: Sequence[str], totals: Sequence[int], width: float) -> list[SafeString]:
    marks, longest = [], max([*totals, 1])
    for index, (name, total) in enumerate(zip(names, totals, strict=True)):
        y = BARS_FLOOR + 11 + ROW * index
        if index % 2 == 0:
            marks.append(draw.box(0, y, width, ROW, "band"))
        length = BAR * total / longest
        marks.append(draw.box(42 + BAR - length, y + 6, length, 14, "f2"))
        marks.append(draw.text(36 + BAR - length, y + 17, number(total), "t-end t-strong"))
        marks.append(draw.text(52 + BAR, y + 17, name, "t-strong"))
    return marks


def _column(pattern: Pattern, x: float, scale: draw.Scale) -> list[SafeString]:
    shared = sum(pattern.held) > 1
    top = scale.at(pattern.count)
    marks = [
        draw.box(x - 12, top, 24, max(BARS_FLOOR - top, 1), "f1" if shared else "f2"),
        draw.text(x, top - 5, number(pattern.count), "t-mid t-strong"),
    ]
    ys = [BARS_FLOOR + 24 + ROW * index for index in range(len(pattern.held))]
    inside = [y for y, held in zip(ys, pattern.held, strict=True) if held]
    marks += [draw.dot(x, y, 5.5, "f1" if held else "dot-off") for y, held in zip(ys, pattern.held, strict=True)]
    if shared:
        marks.append(draw.path(f"M{draw.fine(x)} {min(inside)}V{max(inside)}", "s1 thick"))
    return marks


def _table(lists: Sequence[str], patterns: Sequence[Pattern], subtitle: Text) -> Table:
    columns = [Column(_("Held by")), Column(_("Sources"), number=True), Column(_("Children"), number=True)]
    rows: list[list[Cell | Text]] = []
    for pattern in patterns:
        names = [str(name) for name, held in zip(lists, pattern.held, strict=True) if held]
        rows.append([" + ".join(names), number(len(names)), number(pattern.count)])
    total: list[Cell | Text] = [_("All together"), number(len(lists)), number(sum(p.count for p in patterns))]
    return Table(subtitle, columns, rows, total=total if rows else (), caption_hidden=True)
