"""The rooms in the roof, drawn at once: they stand on every page."""

from collections.abc import Iterable
from typing import Protocol

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from amparo.kernel.ui.parts import Text

register = template.Library()


class RoomLink(Protocol):
    """A room as the roof shows it: `config.navigation` makes these."""

    @property
    def text(self) -> Text: ...
    @property
    def href(self) -> str: ...
    @property
    def current(self) -> bool: ...
    @property
    def exact(self) -> bool: ...


@register.simple_tag
def rooms(links: Iterable[RoomLink], error: object = None) -> SafeString:
    """Link the rooms in the roof: `{% rooms page.rooms error %}`; on a page of an error none is the present one."""
    here = {True: mark_safe(' aria-current="page"'), False: mark_safe(' aria-current="true"')}
    return format_html_join(
        "",
        '<a href="{}"{}>{}</a>',
        ((link.href, here[link.exact] if link.current and not error else "", link.text) for link in links),
    )
