"""The rows of the list of incidents, drawn at once.

A dense list has some 300 cells. Walking them in the template language took most of the page's time, and so did
`format_html` for each row, which asks of every cell whether it is lazy or safe already. Cells and choices are plain
text here, never markup: `escape` makes them safe, and the patterns are our own.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.monitor.pages.incident_list import Head, Option, Row

register = template.Library()

_ROW = (
    '<tr role="row"><td role="cell" class="tick"><input type="checkbox" name="incident" value="{key}" '
    'aria-label="{h_choose} {code}"></td>'
    '<th scope="row" role="rowheader"><a class="code" href="{url}"><bdi>{code}</bdi></a></th>'
    '<td role="cell" data-h="{h_when}" class="nowrap">{when}</td>'
    '<td role="cell" data-h="{h_where}"><span>{place} <bdi class="code">{place_code}</bdi></span></td>'
    '<td role="cell" data-h="{h_acts}">{acts}</td>'
    '<td role="cell" data-h="{h_actors}">{actors}</td>'
    '<td role="cell" data-h="{h_girls}" class="n n1">{girls}</td>'
    '<td role="cell" data-h="{h_boys}" class="n n1">{boys}</td>'
    '<td role="cell" data-h="{h_unknown}" class="n">{unknown}</td>'
    '<td role="cell" data-h="{h_sources}" class="n nowrap">{sources}</td>'
    '<td role="cell" data-h="{h_state}" class="n2"><span class="tag is-{state}">{status}</span></td>'
    '<td role="cell" data-h="{h_verified}" class="n">{verified_year}</td></tr>'
)
_NUMBERS = frozenset({"h_girls", "h_boys", "h_unknown", "h_sources", "h_verified"})


def _heads() -> dict[str, str]:
    """Return the words of the columns, safe to stand in markup."""
    heads = {
        "h_choose": _("Choose"),
        "h_code": _("Reference"),
        "h_when": _("When"),
        "h_where": _("Where"),
        "h_acts": _("Violation"),
        "h_actors": _("Party"),
        "h_girls": _("Girls"),
        "h_boys": _("Boys"),
        "h_unknown": _("Not known"),
        "h_sources": _("Sources"),
        "h_state": _("State"),
        "h_verified": _("Verified in"),
    }
    return {name: escape(head) for name, head in heads.items()}


@register.simple_tag
def incident_head(by_code: Head, by_date: Head) -> SafeString:
    """Draw the head, which sorts by two columns: `{% incident_head content.by_code content.by_date %}`."""
    sorting = {"h_code": by_code, "h_when": by_date}
    cells = (_head(name, text, sorting.get(name)) for name, text in _heads().items())
    return SafeString(f'<tr role="row">{"".join(cells)}</tr>')


def _head(name: str, text: str, sort: Head | None) -> str:
    if name == "h_choose":
        return f'<th scope="col" role="columnheader" class="tick"><span class="sr">{text}</span></th>'
    number = ' class="n"' if name in _NUMBERS else ""
    sorted_now = f' aria-sort="{escape(sort.direction)}"' if sort and sort.direction else ""
    shown = f'<a href="{escape(sort.url)}">{text}</a>' if sort else text
    return f'<th scope="col" role="columnheader"{number}{sorted_now}>{shown}</th>'


@register.simple_tag
def incident_rows(rows: Iterable[Row]) -> SafeString:
    """Draw the rows: `{% incident_rows content.rows %}`."""
    safe = _heads()
    return SafeString("\n".join(_ROW.format(**safe, **_safe_cells(row)) for row in rows))


def _safe_cells(row: Row) -> dict[str, str]:
    return {name: escape(cell) for name, cell in vars(row).items()}


@register.simple_tag
def options(choices: Iterable[Option]) -> SafeString:
    """Draw the choices of a filter: `{% options content.statuses %}`."""
    return SafeString("".join(map(_option, choices)))


def _option(one: Option) -> str:
    chosen = " selected" if one.chosen else ""
    return f'<option value="{escape(one.value)}"{chosen}>{escape(one.text)}</option>'
