"""Links from the page of an actor to pages of higher rooms, which register them: this room does not know them."""

from collections.abc import Callable

from amparo.accounts.models import Person
from amparo.actors.models import Actor
from amparo.kernel.ui.parts import Link

Door = Callable[[Person, Actor], Link | None]
_DOORS: dict[str, Door] = {}


def register(name: str, door: Door) -> None:
    """Add a link to the page of each actor. The door itself says for whom: it returns None where it is closed."""
    _DOORS[name] = door


def links_for(acting: Person, actor: Actor) -> tuple[Link, ...]:
    """Return the links that are open to the person, in the order of their names."""
    found = (_DOORS[name](acting, actor) for name in sorted(_DOORS))
    return tuple(link for link in found if link is not None)
