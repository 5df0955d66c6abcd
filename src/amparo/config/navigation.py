"""The rooms in the roof: what each is called, where it leads, and who may enter.

The roof shows a room only to those who may enter it; entering is decided again by the room's own policies.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.accounts.roles import Role

May = Callable[[Person | None], bool]


def _everybody(acting: Person | None) -> bool:
    return True


def _holding(*roles: Role) -> May:
    def may(acting: Person | None) -> bool:
        return acting is not None and acting.holds(*roles)

    return may


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the house. `may_enter` is a policy: it takes the acting person, or None for a visitor."""

    text: str | Promise
    url_name: str
    may_enter: May


@dataclass(frozen=True, slots=True)
class RoomLink:
    """A room as the roof shows it. `exact` says that the current page is the room's own first page."""

    text: str | Promise
    href: str
    current: bool
    exact: bool


_MONITORING = _holding(Role.MONITOR, Role.VERIFIER, Role.ANALYST)

ROOMS: tuple[Room, ...] = (
    Room(_("My day"), "public:home", lambda acting: acting is not None),
    Room(_("Home"), "public:home", lambda acting: acting is None),
    Room(_("Reports"), "monitor:report-list", _MONITORING),
    Room(_("Incidents"), "monitor:incident-list", _MONITORING),
    Room(_("Sources"), "monitor:source-list", _MONITORING),
    Room(_("Imports"), "monitor:import-list", _MONITORING),
    Room(_("Figures"), "monitor:figures-own", _MONITORING),
    Room(_("Published figures"), "monitor:figures-published", _everybody),
    Room(_("Estimates"), "evidence:estimate-list", _MONITORING),
    Room(_("Actors"), "actors:actor-list", _MONITORING),
    Room(_("Terms"), "terms:term-list", _MONITORING),
    Room(_("People"), "accounts:people", _holding(Role.ADMINISTRATOR)),
    Room(_("Audit"), "audit:log", _holding(Role.ADMINISTRATOR)),
)


def address(url_name: str) -> str:
    """Return the address of a page, or nothing where the system has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def rooms_for(acting: Person | None, path: str) -> tuple[RoomLink, ...]:
    """Return the rooms that `acting` may enter; the one that holds `path` is current (the longest match)."""
    open_rooms = [(room, address(room.url_name)) for room in ROOMS if room.may_enter(acting)]
    inside = [href for _room, href in open_rooms if href and (path == href or (href != "/" and path.startswith(href)))]
    here = max(inside, key=len, default="")
    return tuple(
        RoomLink(room.text, href, current=href == here, exact=href == path) for room, href in open_rooms if href
    )
