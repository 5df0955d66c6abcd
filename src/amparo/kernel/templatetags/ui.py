"""Page components. Each is shown with its call on /styleguide/; the markup stands in templates/kernel/parts.

Load with `{% load ui %}`. Block tags take their content between the tag and its end tag.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from amparo.kernel.ui import icons, words
from amparo.kernel.ui.parts import Cell, Chart, Duty, Event, Fact, Link, Table, Tally, Text
from amparo.kernel.ui.words import State

register = template.Library()
PARTS = "kernel/parts/"


@register.filter(name="number")
def number_filter(value: object) -> str:
    """Write a count with the reader's separators: `{{ 36221|number }}`. Nothing for None."""
    return words.number(value) if isinstance(value, int | float) else "" if value is None else str(value)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a small sign: `{% icon "add" %}`."""
    return icons.icon(name)


@register.simple_tag
def tag(state: str, text: Text, *, plain: bool = False) -> SafeString:
    """Draw a state: `{% tag "kept" "Verified" %}`. `plain=True` drops the wash."""
    return format_html('<span class="tag is-{}{}">{}</span>', State(state).value, " tag-plain" if plain else "", text)


@register.simple_tag
def code(text: Text) -> SafeString:
    """Set a reference apart, so that it keeps its order in a right-to-left line: `{% code "XM-26-0418" %}`."""
    return format_html('<bdi class="code">{}</bdi>', text)


# --- Page ---------------------------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "crumbs.html")
def crumbs(links: Sequence[Link]) -> dict[str, object]:
    """Show where the page lies: `{% crumbs links %}`, the last without an address."""
    return {"links": links}


@register.simple_block_tag
def page_head(content: str, title: Text, says: Text = "") -> SafeString:
    """Open a page: `{% page_head title says %}buttons{% endpage_head %}`; `says` is one sentence in serif."""
    sentence = format_html('<p class="says">{}</p>', says) if says else ""
    buttons = format_html('<div class="row gap-s">{}</div>', content) if content.strip() else ""
    return format_html('<div class="page-head"><div><h1>{}</h1>{}</div>{}</div>', title, sentence, buttons)


@register.simple_block_tag
def panel(content: str, title: Text = "", ident: str = "") -> SafeString:
    """Set one thing apart: `{% panel "Title" %}...{% endpanel %}`."""
    if not title:
        return format_html('<div class="panel">{}</div>', content)
    name = ident or f"panel-{abs(hash(str(title))) % 100_000}"
    return format_html(
        '<section class="panel" aria-labelledby="{}"><h2 id="{}">{}</h2>{}</section>', name, name, title, content
    )


@register.simple_block_tag
def alert(content: str, state: str, title: Text = "") -> SafeString:
    """Say what changed what the reader must do: `{% alert "today" "Title" %}<p>...</p>{% endalert %}`."""
    heading = format_html("<h2>{}</h2>", title) if title else ""
    role = mark_safe(' role="alert"') if State(state) is State.LATE else ""
    return format_html('<div class="alert is-{}"{}>{}{}</div>', State(state).value, role, heading, content)


@register.simple_block_tag
def empty(content: str, title: Text) -> SafeString:
    """Say that there is nothing, and what to do: `{% empty "No reports yet" %}...{% endempty %}`."""
    return format_html(
        '<div class="empty"><svg viewBox="0 0 104 66" aria-hidden="true">'
        '<path class="logo-arch" d="M8 60V52a44 44 0 0 1 88 0v8M0 62h104"/></svg>'
        '<h2>{}</h2><div class="note">{}</div></div>',
        title,
        content,
    )


@register.inclusion_tag(PARTS + "tabs.html")
def tabs(label: Text, links: Sequence[Link]) -> dict[str, object]:
    """Show the sections of one record: `{% tabs "Sections of this report" links %}`."""
    return {"label": label, "links": links}


@register.inclusion_tag(PARTS + "chips.html")
def chips(label: Text, links: Sequence[Link]) -> dict[str, object]:
    """Show filters in use, each a link that removes it: `{% chips "Filters in use" links %}`."""
    return {"label": label, "links": links}


@register.inclusion_tag(PARTS + "tally.html")
def tally(items: Sequence[Tally]) -> dict[str, object]:
    """Show a few counts above a list: `{% tally counts %}`."""
    return {"items": items}


@register.inclusion_tag(PARTS + "facts.html")
def facts(items: Sequence[Fact]) -> dict[str, object]:
    """Show four to six things about one record: `{% facts items %}`."""
    return {"items": items}


@register.inclusion_tag(PARTS + "pairs.html")
def pairs(items: Sequence[Fact]) -> dict[str, object]:
    """Show labels and values of a record in full, one beneath the other: `{% pairs items %}`."""
    return {"items": items}


@register.inclusion_tag(PARTS + "timeline.html")
def timeline(events: Sequence[Event]) -> dict[str, object]:
    """Show what happened, newest first: `{% timeline events %}`."""
    return {"events": events}


@register.inclusion_tag(PARTS + "duties.html")
def duties(items: Sequence[Duty]) -> dict[str, object]:
    """Show what must be done, most harmful first: `{% duties items %}`."""
    return {"items": items}


# --- Tables -------------------------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "table.html")
def table(content: Table) -> dict[str, object]:
    """Draw a dense table: `{% table rows %}`. Rows become short lists on a telephone where it folds."""
    rows = [_row(content, row) for row in content.rows]
    return {"table": content, "rows": rows, "total": _row(content, content.total)}


def _row(content: Table, row: Sequence[Cell | Text]) -> list[dict[str, object]]:
    if not row:
        return []
    cells = (cell if isinstance(cell, Cell) else Cell(cell) for cell in row)
    return [
        {"cell": cell, "column": column, "html": _cell(cell)}
        for cell, column in zip(cells, content.columns, strict=True)
    ]


def _cell(cell: Cell) -> SafeString:
    """Draw what stands in one cell. Here and not in a template: a dense table has hundreds of cells."""
    shown: Text = cell.text
    if cell.state:
        shown = tag(cell.state, cell.text)
    elif cell.href:
        kind = mark_safe(' class="code"') if cell.code else ""
        shown = format_html('<a{} href="{}">{}</a>', kind, cell.href, cell.text)
    elif cell.code:
        shown = code(cell.text)
    return format_html("{}<small>{}</small>", shown, cell.note) if cell.note else format_html("{}", shown)


@register.inclusion_tag(PARTS + "pagination.html", takes_context=True)
def pagination(context: Context, page: "Page[Any]") -> dict[str, object]:
    """Link the pages of a list; filters and sort stay in the address: `{% pagination page %}`."""
    return {
        "page": page,
        "numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "ellipsis": page.paginator.ELLIPSIS,
        "query": getattr(context.get("request"), "GET", QueryDict()),
    }


# --- Forms --------------------------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """Sum up what needs another look, each linked to its field: `{% form_errors form %}`."""
    fields = [bound for bound in form if bound.errors and not bound.is_hidden]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {
        "form": form,
        "fields": fields,
        "others": [*form.non_field_errors(), *hidden],
        "count": sum(len(bound.errors) for bound in fields) + len(form.non_field_errors()) + len(hidden),
    }


@register.inclusion_tag(PARTS + "field.html")
def field(bound: BoundField, *, full: bool = False, short: bool = False) -> dict[str, object]:
    """Draw label, hint, error and control: `{% field form.date %}`. `full` spans the grid."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    grouped = bool(widget.use_fieldset)
    attrs: dict[str, str | bool] = {"class": "short"} if short and not grouped else {}
    return {
        "field": bound,
        "full": full,
        "grouped": grouped,
        "kind": kind,
        "control": bound.as_widget(attrs=attrs),
        "options": list(bound.subwidgets) if grouped and kind in {"radio", "checkbox"} else [],
    }


@register.inclusion_tag(PARTS + "cells.html")
def cells(bound: BoundField, picture_url: str, alt: Text, *, side: int) -> dict[str, object]:
    """Lay a grid of boxes over a picture, to be ticked: `{% cells form.cells url words side=12 %}`."""
    places = ((*divmod(number, side), option) for number, option in enumerate(bound.subwidgets))
    options = [
        (option, _("Row %(row)d, column %(column)d") % {"row": row + 1, "column": column + 1})
        for row, column, option in places
    ]
    return {"field": bound, "options": options, "picture_url": picture_url, "alt": alt, "side": side}


@register.simple_block_tag
def filters(content: str, label: Text) -> SafeString:
    """Frame the filters of a list, sent as part of the address: `{% filters "Filters" %}...{% endfilters %}`."""
    return format_html('<form class="filters" method="get" role="search" aria-label="{}">{}</form>', label, content)


# --- Charts -------------------------------------------------------------------------------------------------


@register.inclusion_tag(PARTS + "chart.html")
def chart(drawn: Chart) -> dict[str, object]:
    """Show a chart with its finding, key, source and table: `{% chart drawn %}`."""
    caption = _("Table: %(finding)s") % {"finding": drawn.finding}  # names of regions on one page must differ
    return {"chart": drawn, "data": replace(drawn.table, caption=caption)}
