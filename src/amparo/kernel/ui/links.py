"""Addresses of pages by name."""

from functools import cache

from django.urls import NoReverseMatch, reverse


def address(url_name: str, *args: object) -> str:
    """Return the address of a page, or nothing where this installation has no such page."""
    return _reversed(url_name, *args) if args else _room(url_name)


def _reversed(url_name: str, *args: object) -> str:
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


@cache
def _room(url_name: str) -> str:
    """Remember addresses without an id: every page shows some twenty, and they stay while the process lives."""
    return _reversed(url_name)
