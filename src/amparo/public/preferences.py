"""The reader's choices that need no account: colours, kept in a cookie for a year."""

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
COOKIE = "theme"
YEAR = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> Theme:
    """Return the colours the reader chose; those of the device where they chose none."""
    value = request.COOKIES.get(COOKIE, "auto")
    return value if value in THEMES else "auto"


def keep_theme(response: HttpResponseBase, theme: Theme) -> None:
    """Keep the choice in the reader's browser; forget it where the device decides."""
    if theme == "auto":
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE, theme, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
