"""The small signs beside words. A sign never stands alone: the word does the work."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Paths on a field of 16 by 16, drawn as lines.
PATHS = {
    "leave": "M2 14V7a4.5 4.5 0 0 1 7-3.7M2 14h5M7 9.5h7M11.5 7 14 9.5 11.5 12",
    "next": "m6 3 5 5-5 5",
    "back": "m10 3-5 5 5 5",
    "add": "M8 3v10M3 8h10",
    "down": "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
    "up": "M8 10V2M4.5 5.5 8 2l3.5 3.5M2.5 13.5h11",
    "find": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm3.5 8 3 3",
    "edit": "M3 13v-2.5L10.5 3 13 5.5 5.5 13zM9 4.5 11.5 7",
    "check": "m3 8.5 3.5 3.5L13 4.5",
    "close": "m4 4 8 8M12 4l-8 8",
}
# Signs that point along the line of reading, and so turn round where it runs from right to left.
TURNING = {"leave", "next", "back"}


def icon(name: str) -> SafeString:
    """Return the sign as inline SVG, hidden from screen readers; raise KeyError for an unknown name."""
    return format_html(
        '<svg class="i{}" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>',
        mark_safe(" flip") if name in TURNING else "",
        PATHS[name],
    )
