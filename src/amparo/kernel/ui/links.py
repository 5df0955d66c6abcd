"""Addresses of pages by name."""

from django.urls import NoReverseMatch, reverse


def address(url_name: str, *args: object) -> str:
    """Return the address of a page, or nothing where this installation has no such page."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
