"""Areas in dispute, and how this installation draws each: the decision is the installation's, and is said on the map.

`AMPARO_BORDERS` names an area and how it is drawn: `western-sahara=own,crimea=UKR`. What it does not name is drawn
neutral: hatched, with a broken line, and part of no country.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NEUTRAL, OWN = "neutral", "own"


@dataclass(frozen=True, slots=True)
class Disputed:
    """One area in dispute. `code` is that of an area of ours, where ISO 3166-1 has one."""

    name: str | Promise
    code: str = ""


DISPUTED: Mapping[str, Disputed] = {
    "crimea": Disputed(gettext_lazy("Crimea")),
    "falkland-islands": Disputed(gettext_lazy("Falkland Islands (Malvinas)"), "FLK"),
    "kosovo": Disputed(gettext_lazy("Kosovo")),
    "northern-cyprus": Disputed(gettext_lazy("Northern Cyprus")),
    "palestine": Disputed(gettext_lazy("Palestine"), "PSE"),
    "siachen": Disputed(gettext_lazy("Siachen Glacier")),
    "somaliland": Disputed(gettext_lazy("Somaliland")),
    "taiwan": Disputed(gettext_lazy("Taiwan"), "TWN"),
    "western-sahara": Disputed(gettext_lazy("Western Sahara"), "ESH"),
}
"""By the name under which the setting and the data file know it."""


@dataclass(frozen=True, slots=True)
class Borders:
    """The decisions: what is drawn as an area of its own, and what as part of which country (by its code)."""

    own: frozenset[str] = frozenset()
    within: tuple[tuple[str, str], ...] = ()

    def is_neutral(self, name: str) -> bool:
        """Say whether an area in dispute is given to nobody, not even to itself."""
        return name not in self.own and name not in dict(self.within)

    def sentences(self) -> list[str]:
        """Return what must be said beneath every map of the world: each decision that is not neutral."""
        told = [
            _("This installation draws %(area)s as part of %(country)s.")
            % {"area": DISPUTED[name].name, "country": _country(code)}
            for name, code in self.within
        ]
        own = [
            _("This installation draws %(area)s as an area of its own.") % {"area": DISPUTED[name].name}
            for name in sorted(self.own)
        ]
        return told + own


def borders() -> Borders:
    """Return how this installation draws what is in dispute."""
    return _decided(tuple(settings.BORDERS))


def decided(items: Iterable[str]) -> Borders:
    """Return the decisions that the setting names. Raises ImproperlyConfigured for one that cannot be."""
    own, within = set(), {}
    for item in items:
        name, sign, how = (part.strip() for part in item.partition("="))
        if not sign or name not in DISPUTED:
            known = ", ".join(sorted(DISPUTED))
            raise ImproperlyConfigured(f"AMPARO_BORDERS names {item!r}; write AREA=HOW with one of: {known}.")
        if how == OWN:
            own.add(name)
        elif how != NEUTRAL:
            if not (len(how) == 3 and how.isascii() and how.isupper()):
                raise ImproperlyConfigured(
                    f"AMPARO_BORDERS draws {name} as {how!r}; write {NEUTRAL}, {OWN}, or the code of a country (UKR)."
                )
            within[name] = how
    return Borders(frozenset(own), tuple(sorted(within.items())))


@cache
def _decided(items: tuple[str, ...]) -> Borders:
    return decided(items)


def _country(code: str) -> str:
    from amparo.places.selectors import areas_by_code

    return str(areas_by_code([code]).get(code, code))
