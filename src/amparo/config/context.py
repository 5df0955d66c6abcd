"""What every page receives as `page`: the roof, the reader's choices, and the mode of the installation."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from amparo.config.navigation import RoomLink, rooms_for
from amparo.kernel.ui.links import address
from amparo.public.preferences import Theme, theme_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the reader can switch to, under its own name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """An invented person whom anybody may be in a demonstration."""

    email: str
    password: str
    role: StrOrPromise
    agency: str


class PageContext:
    """Worked out only where a template asks for it: fragments and error pages need little of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        user = getattr(request, "user", None)
        self._acting = user if isinstance(user, Person) else None

    @cached_property
    def rooms(self) -> tuple[RoomLink, ...]:
        return rooms_for(self._acting, self._request.path)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Names of the agencies in which the acting person holds a role today."""
        return self._acting.agency_names if self._acting else ()

    @property
    def person_name(self) -> str:
        return self._acting.name if self._acting else ""

    @property
    def moment(self) -> datetime.datetime:
        """When the page was made, for its head on paper."""
        return timezone.localtime(timezone.now())

    @property
    def theme(self) -> Theme:
        return theme_of(self._request)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Every language but the one the page is in."""
        codes = [code for code, _name in settings.LANGUAGES if code != get_language()]
        return tuple(Language(code, get_language_info(code)["name_local"]) for code in codes)

    @property
    def unreviewed(self) -> bool:
        """Say whether no speaker has reviewed the translation that the page is in."""
        return get_language() in settings.UNREVIEWED_LANGUAGES

    @property
    def demonstration(self) -> bool:
        return bool(settings.DEMONSTRATION)

    @cached_property
    def demonstration_accounts(self) -> tuple[DemonstrationAccount, ...]:
        """Accounts that a demonstration offers on its sign-in page, as the demonstration data lists them."""
        path = Path(settings.DATA_DIR) / "demonstration.json"
        if not settings.DEMONSTRATION or not path.is_file():
            return ()
        listed = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            DemonstrationAccount(one["email"], one["password"], Role(one["role"]).label, one["agency"])
            for one in listed
        )

    @property
    def here(self) -> str:
        """Where to return to after a change of colours or language: this page, if it can be asked for again."""
        return self._request.get_full_path() if self._request.method == "GET" else self._request.path

    home_url = property(lambda self: address("public:home") or "/")
    leave_url = property(lambda self: address("public:leave"))
    theme_url = property(lambda self: address("public:theme"))
    language_url = property(lambda self: address("public:language"))
    profile_url = property(lambda self: address("accounts:profile"))
    sign_in_url = property(lambda self: address("account_login"))
    sign_out_url = property(lambda self: address("account_logout"))


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: hand `page` to every template."""
    return {"page": PageContext(request)}
