"""Maps: areas shaded by value or by kind, and circles by value, each with its table.

A darker area holds more; the classes stand in words beside the map. What nothing is known of is dotted, and so never
taken for none. What is in dispute is hatched, with a broken line, and given to nobody. No area is told by colour
alone: the table beneath has every number.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.kernel.ui.charts import drawing as draw
from amparo.kernel.ui.parts import Cell, Chart, Column, KeyEntry, Table, Text
from amparo.kernel.ui.sheets import Figure, Sheet
from amparo.kernel.ui.words import number

MOST_CLASSES = 5
LARGEST_CIRCLE = 26
NONE, DISPUTED, ZERO = "m-none", "m-disputed", "m0"
# First values of classes, per power of ten: the finest that needs no more than five classes is taken.
_STEPS = ((1, 2, 5), (1, 5), (1,))


@dataclass(frozen=True, slots=True)
class Legend:
    """What stands around a map. `names` are those of the areas by key; `hrefs` lead to what is behind a number.

    finding: the title, a sentence. heading: of the column of areas. nothing: what an area without a value means.
    """

    finding: Text
    subtitle: Text
    source: Text
    names: Mapping[str, str]
    heading: Text = ""
    nothing: Text = ""
    ident: str = "map"
    notes: Sequence[Text] = ()
    hrefs: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of area on a map of kinds: the class of its fill (m1 to m5), and its word."""

    mark: str
    text: Text


def classes(values: Iterable[int]) -> list[int]:
    """Return the first value of each class, at most five, from the least value up; none where none is above zero."""
    counted = [value for value in values if value > 0]
    if not counted:
        return []
    least, most = min(counted), max(counted)
    for steps in _STEPS:
        firsts = [step * 10**power for power in range(len(str(most))) for step in steps if step * 10**power <= most]
        firsts = firsts[max(place for place, first in enumerate(firsts) if first <= least) :]
        if len(firsts) <= MOST_CLASSES:
            return firsts
    return [firsts[0], *firsts[-(MOST_CLASSES - 1) :]]


def choropleth(
    sheet: Sheet, values: Mapping[str, int], *, legend: Legend, unit: Text, table: Table | None = None
) -> Chart:
    """Shade each area by its value. A key without a value is drawn as one of which nothing is known.

    unit: heads the column of numbers. table: stands beneath in place of the one made here.
    """
    firsts = classes(values.values())
    marks = {key: _class_of(value, firsts) for key, value in values.items()}
    key = [KeyEntry(ZERO, number(0))] if 0 in values.values() else []
    key += [KeyEntry(_mark(place, len(firsts)), text) for place, text in enumerate(_ranges(firsts))]
    language = get_language()
    said = {key: f"{legend.names.get(key, key)}: {_figure(value, language)}" for key, value in values.items()}
    return _chart(sheet, marks, key, legend, table or _values_table(values, legend, unit), said)


def kinds(
    sheet: Sheet, chosen: Mapping[str, Kind], *, legend: Legend, table: Table, order: Sequence[Kind] = ()
) -> Chart:
    """Fill each area by its kind; `order` is that of the key."""
    marks = {key: kind.mark for key, kind in chosen.items()}
    key = [KeyEntry(kind.mark, kind.text) for kind in order or dict.fromkeys(chosen.values())]
    said = {key: f"{legend.names.get(key, key)}: {kind.text}" for key, kind in chosen.items()}
    return _chart(sheet, marks, key, legend, table, said)


def bubbles(
    sheet: Sheet,
    values: Mapping[str, int],
    *,
    legend: Legend,
    unit: Text,
    table: Table | None = None,
    wider: Mapping[str, Text] | None = None,
) -> Chart:
    """Set a circle in each area, its surface as large as the value; the largest first, so that none is covered.

    A key that is no figure stands at its spot of the sheet. `wider` are keys of circles that stand for more than the
    area they lie in, with the words that say so: they are drawn hollow, with a broken line. unit: heads the column of
    numbers. table: stands beneath in place of the one made here.
    """
    places = {**sheet.spots, **{figure.key: (figure.x, figure.y) for figure in sheet.figures}}
    shown = sorted(((key, values[key]) for key in places if values.get(key, 0) > 0), key=lambda one: -one[1])
    most, hollow, language = (shown[0][1] if shown else 0), wider or {}, get_language()
    circles = [
        _circle(
            "m-wider" if key in hollow else "m-dot",
            places[key],
            value / most,
            f"{legend.names.get(key, key)}: {_figure(value, language)}",
        )
        for key, value in shown
    ]
    plain = {figure.key: "m-land" for figure in sheet.figures if not figure.disputed}
    key = [KeyEntry("m-dot", _("the largest circle: %(count)s") % {"count": number(most)})] if circles else []
    key += [KeyEntry("m-wider", text) for text in dict.fromkeys(hollow[one] for one, _value in shown if one in hollow)]
    return _chart(sheet, plain, key, legend, table or _values_table(values, legend, unit), {}, circles)


def _circle(mark: str, place: tuple[int, int], share: float, says: str) -> SafeString:
    radius = max(2.0, LARGEST_CIRCLE * math.sqrt(share))
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>', mark, *place, draw.fine(radius), says
    )


def outlines(sheet: Sheet, *, legend: Legend, table: Table) -> Chart:
    """Draw the areas alone."""
    plain = {figure.key: "m-land" for figure in sheet.figures if not figure.disputed}
    return _chart(sheet, plain, [], legend, table, {})


@lru_cache(maxsize=4096)
def _figure(value: int, language: str | None) -> str:
    """Return a number in words of figures. Hundreds of areas share a few numbers, and each takes long to write."""
    return number(value)


def _class_of(value: int, firsts: Sequence[int]) -> str:
    below = sum(1 for first in firsts if first <= value)
    return _mark(below - 1, len(firsts)) if below else ZERO


def _mark(place: int, count: int) -> str:
    """Return the fill of a class: the last is the darkest, the others are spread over what is left."""
    return f"m{MOST_CLASSES - round((count - 1 - place) * (MOST_CLASSES - 1) / max(count - 1, MOST_CLASSES - 2))}"


def _ranges(firsts: Sequence[int]) -> list[str]:
    said = []
    for place, first in enumerate(firsts):
        following = firsts[place + 1] if place + 1 < len(firsts) else None
        if following is None:
            said.append(_("%(count)s and more") % {"count": number(first)})
        elif following - 1 == first:
            said.append(number(first))
        else:
            said.append(f"{number(first)}–{number(following - 1)}")
    return said


def _values_table(values: Mapping[str, int], legend: Legend, unit: Text) -> Table:
    hrefs, language = legend.hrefs or {}, get_language()
    rows = [
        (legend.names.get(key, key), Cell(_figure(value, language), href=hrefs.get(key, "")))
        for key, value in sorted(values.items(), key=lambda one: (-one[1], legend.names.get(one[0], one[0])))
    ]
    columns = (Column(legend.heading or _("Place")), Column(unit, number=True))
    return Table(legend.subtitle, columns, rows, caption_hidden=True)


def _chart(
    sheet: Sheet,
    marks: Mapping[str, str],
    key: Sequence[KeyEntry],
    legend: Legend,
    table: Table,
    said: Mapping[str, str],
    above: Sequence[SafeString] = (),
) -> Chart:
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in sheet.figures:
        groups[marks.get(figure.key, DISPUTED if figure.disputed else NONE)].append(figure)
    key = list(key)
    if groups[NONE]:
        key.append(KeyEntry(NONE, legend.nothing or _("nothing known")))
    disputed = any(figure.disputed for figure in sheet.figures)
    if disputed:
        key.append(KeyEntry(DISPUTED, _("in dispute, given to no country here")))
    boundaries = _("Boundaries and names on this map do not mean that anybody endorses or accepts them.")
    contested = [_("Broken lines are contested.")] if disputed or sheet.contested else []
    return Chart(
        svg=_svg(sheet, groups, legend, said, above) if sheet.figures else SafeString(),
        finding=legend.finding,
        subtitle=legend.subtitle,
        source=legend.source,
        key=key,
        ident=legend.ident,
        notes=(*legend.notes, boundaries, *contested),
        table=table,
        table_open=True,
    )


def _svg(
    sheet: Sheet,
    groups: Mapping[str, Sequence[Figure]],
    legend: Legend,
    said: Mapping[str, str],
    above: Sequence[SafeString],
) -> SafeString:
    parts = [_patterns(legend.ident)]
    for mark, figures in sorted(groups.items()):
        if figures:
            parts.append(_group(mark, figures, legend, said))
    if broken := "".join(f.path for f in sheet.figures if f.disputed) + sheet.contested:
        parts.append(format_html('<path class="m-contested" d="{}"/>', broken))
    says = _("Map: %(subject)s. The table has the same.") % {"subject": legend.subtitle}
    return draw.svg(
        legend.ident, sheet.width, sheet.height, says, [*parts, *above], f"map{' map-wide' if sheet.wide else ''}"
    )


def _group(mark: str, figures: Sequence[Figure], legend: Legend, said: Mapping[str, str]) -> SafeString:
    """Draw all areas of one fill. Joined by hand: `format_html` for hundreds of paths would take longest of all.

    Paths are made of numbers by `kernel.ui.sheets`; names are escaped here.
    """
    names = legend.names
    inner = "".join(
        f'<path d="{one.path}"><title>{escape(said.get(one.key) or names.get(one.key, one.key))}</title></path>'
        for one in figures
    )
    fill = f' fill="url(#{legend.ident}-{mark})"' if mark in (NONE, DISPUTED) else ""
    return mark_safe(f'<g class="{mark}"{fill}>{inner}</g>')  # noqa: S308 - numbers of ours, and escaped names


def _patterns(ident: str) -> SafeString:
    return format_html(
        '<defs><pattern id="{0}-m-none" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<path class="m-land" d="M0 0h7v7h-7z"/><path class="m-grain" d="M2 2h1v1h-1z"/></pattern>'
        '<pattern id="{0}-m-disputed" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="m-land" d="M0 0h6v6h-6z"/>'
        '<path class="m-hatch" d="M0 0V6"/></pattern></defs>',
        ident,
    )
