"""Marks on paper: the few SVG elements that charts are made of, and scales."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from amparo.kernel.ui.parts import Text

MOST_TICKS = 7


def fine(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, content: Text, classes: str = "") -> SafeString:
    """Draw words; the classes t-end, t-mid, t-strong, t-3, halo and thin-out set their place and weight."""
    attr = format_html(' class="{}"', classes) if classes else ""
    return format_html('<text{} x="{}" y="{}">{}</text>', attr, fine(x), fine(y), content)


def path(d: str, classes: str) -> SafeString:
    """Draw a line along `d`."""
    return format_html('<path class="{}" d="{}"/>', classes, d)


def box(x: float, y: float, width: float, height: float, classes: str) -> SafeString:
    """Draw a filled rectangle."""
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', classes, fine(x), fine(y), fine(width), fine(height)
    )


def dot(x: float, y: float, radius: float, classes: str) -> SafeString:
    """Draw a disc."""
    return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', classes, fine(x), fine(y), fine(radius))


def svg(
    ident: str, width: float, height: float, says: Text, marks: Iterable[SafeString], classes: str = ""
) -> SafeString:
    """Frame the marks. The figure's finding (`<ident>-t`) names the drawing; `says` describes it."""
    return format_html(
        '<svg{} viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t" aria-describedby="{}-d">'
        '<desc id="{}-d">{}</desc>{}</svg>',
        format_html(' class="{}"', classes) if classes else "",
        fine(width),
        fine(height),
        ident,
        ident,
        ident,
        says,
        format_html_join("", "{}", ((mark,) for mark in marks)),
    )


def hatch(ident: str) -> SafeString:
    """Define the hatching of estimates under the id `<ident>-hatch`."""
    return format_html(
        '<defs><pattern id="{}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch-line" d="M0 0V6"/></pattern></defs>',
        ident,
    )


def nice_step(span: float, steps: int) -> float:
    """Return 1, 2, 2.5 or 5 times a power of ten, so that about `steps` of them cover `span`; at least 1."""
    raw = max(span, 1) / steps
    power = 10.0 ** math.floor(math.log10(raw))
    for factor in (1, 2, 2.5, 5, 10):
        if factor * power >= raw and (factor != 2.5 or power >= 10):
            return max(1.0, factor * power)
    return max(1.0, 10.0 * power)


@dataclass(frozen=True, slots=True)
class Scale:
    """Places values between two points of an axis, evenly or by their logarithm."""

    low: float
    high: float
    start: float
    end: float
    ticks: Sequence[float]
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Return the place of `value`; what lies beyond an end stands at that end."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def even_scale(low: float, high: float, start: float, end: float, *, steps: int = 4) -> Scale:
    """Return an even scale from the nice number at or below `low` to the one at or above `high`."""
    step = nice_step(high - low, steps)
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    last = max(last, first + step)
    ticks = [first + step * i for i in range(round((last - first) / step) + 1)]
    return Scale(first, last, start, end, ticks)


def log_scale(low: float, high: float, start: float, end: float) -> Scale:
    """Return a logarithmic scale: ticks at 1, 2 and 5, or at whole powers of ten where those would be too many."""
    low = max(low, 1.0)
    high = max(high, low * 10)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    marks = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
    floor = max(mark for mark in marks if mark <= low)
    top = min(mark for mark in marks if mark >= high)
    ticks = [mark for mark in marks if floor <= mark <= top]
    if len(ticks) > MOST_TICKS:
        tens = [10.0**power for power in powers if floor <= 10.0**power <= top]
        ticks = tens[:: math.ceil(len(tens) / MOST_TICKS)]
    return Scale(floor, top, start, end, ticks, logarithmic=True)


def shorten(words: str, length: int) -> str:
    """Cut long words for a label; the table keeps them whole."""
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
