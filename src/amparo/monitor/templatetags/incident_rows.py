"""The rows of the list of incidents, drawn at once.

A dense list has some 300 cells. Walking them in the template language took most of the page's time; one
`format_html` per row escapes the same values in a tenth of it.
"""

from collections.abc import Iterable
from dataclasses import asdict

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.monitor.pages.incident_list import Option, Row

register = template.Library()

_SELECTED = format_html(" {}", "selected")

_ROW = (
    '<tr role="row"><th scope="row" role="rowheader"><a class="code" href="{url}"><bdi>{code}</bdi></a></th>'
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


@register.simple_tag
def incident_rows(rows: Iterable[Row]) -> SafeString:
    """Draw the rows: `{% incident_rows content.rows %}`."""
    heads = {
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
    safe = {name: conditional_escape(head) for name, head in heads.items()}
    return format_html_join("\n", "{}", ((format_html(_ROW, **asdict(row), **safe),) for row in rows))


@register.simple_tag
def options(choices: Iterable[Option]) -> SafeString:
    """Draw the choices of a filter: `{% options content.statuses %}`."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one.value, _SELECTED if one.chosen else "", one.text) for one in choices),
    )
