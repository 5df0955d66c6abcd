"""The rooms in the roof: what each is called, where it leads, and who may enter.

The roof shows a room only to those who may enter it; entering is decided again by the room's own policies.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policies as accounts
from amparo.accounts.models import Person
from amparo.actors import policies as actors
from amparo.actors.contexts import policies as contexts
from amparo.evidence import policies as evidence
from amparo.kernel.ui.links import address
from amparo.monitor import policies as monitor
from amparo.terms import policies as terms

May = Callable[[Person | None], bool]


def _everybody(acting: Person | None) -> bool:
    return True


def _visitor(acting: Person | None) -> bool:
    return acting is None


def _signed_in(acting: Person | None) -> bool:
    return acting is not None


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


ROOMS: tuple[Room, ...] = (
    Room(_("My day"), "public:home", _signed_in),
    Room(_("Home"), "public:home", _visitor),
    Room(_("Reports"), "monitor:report-list", monitor.may_read),
    Room(_("Incidents"), "monitor:incident-list", monitor.may_read),
    Room(_("Verification"), "monitor:verification-queue", monitor.may_decide),
    Room(_("Imports"), "monitor:import-list", monitor.may_record),
    Room(_("Figures"), "monitor:figures-own", monitor.may_read_rounded_figures),
    Room(_("Published figures"), "monitor:figures-published", _everybody),
    Room(_("Estimates"), "evidence:estimate-list", evidence.may_read),
    Room(_("Sources"), "monitor:source-list", monitor.may_read),
    Room(_("Actors"), "actors:actor-list", actors.may_read),
    Room(_("Contexts"), "contexts:context-list", contexts.may_read),
    Room(_("Places"), "public:place-list", _everybody),
    Room(_("Terms"), "terms:term-list", terms.may_read),
    Room(_("People"), "accounts:person-list", accounts.may_manage_people),
    Room(_("Audit"), "accounts:event-list", accounts.may_read_audit),
)


def rooms_for(acting: Person | None, path: str) -> tuple[RoomLink, ...]:
    """Return the rooms that `acting` may enter; the one that holds `path` is current (the longest match)."""
    open_rooms = [(room, address(room.url_name)) for room in ROOMS if room.may_enter(acting)]
    inside = [href for _room, href in open_rooms if href and (path == href or (href != "/" and path.startswith(href)))]
    here = max(inside, key=len, default="")
    return tuple(
        RoomLink(room.text, href, current=href == here, exact=href == path) for room, href in open_rooms if href
    )
