"""Which area a feature is of: by its P-code, under the names that the Common Operational Datasets give the property."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from amparo.files.outlines.geojson import Feature
from amparo.kernel.errors import Problem
from amparo.kernel.lines import one_line
from amparo.kernel.ui.sheets import Box, box_of
from amparo.places.borders import borders
from amparo.places.models import Area, Level
from amparo.places.world import country_rings

# The properties of each level, in small letters without signs. Several stand in one file: the deepest is meant.
CODES: Mapping[int, Sequence[str]] = {
    3: ("adm3pcode", "admin3pcode", "adm3pcod", "pcode3"),
    2: ("adm2pcode", "admin2pcode", "adm2pcod", "pcode2", "adm2code"),
    1: ("adm1pcode", "admin1pcode", "adm1pcod", "pcode1", "adm1code"),
}
ANY_LEVEL = ("pcode", "code")
COUNTRIES = ("adm0pcode", "admin0pcode", "adm0pcod", "iso3", "isoa3", "adm0a3", "countrycode", "iso2")
NAMES = ("name", "shapename")
DEEPEST_KEPT = 2
# How far outside of its country's box (degrees) an area may lie: the outlines of countries are coarse.
NEAR = 1.0
MOST_TOLD = 1_000


@dataclass
class Told:
    """What did not come in, or not as it was: at most 1,000 of `total`."""

    problems: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, where: str, message: str, advice: str) -> None:
        """Note one."""
        self.total += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(Problem(where, message, advice))


def words_of(number: int, properties: Mapping[str, Any], given: str = "") -> str:
    """Return how a feature is called in what is told: its number, its name and its P-code."""
    plain = _plain(properties)
    code = _code(properties, plain, given)[0]
    names = [f"adm{level}{kind}" for level in (3, 2, 1) for kind in ("name", "en", "nameen")] + [
        f"admin{level}name" for level in (3, 2, 1)
    ]
    prefixed = [key for key in plain if key.startswith(("adm3", "adm2", "adm1")) and "pcod" not in key]
    name = next((plain[key] for key in (*names, *prefixed, *NAMES) if plain.get(key)), "")
    return " ".join(part for part in (_("feature %(number)d") % {"number": number}, name[:80], code[:40]) if part)


class Joiner:
    """Finds the area of each feature, and says why where there is none. One query for all areas with a P-code."""

    def __init__(self, given: str = "") -> None:
        self._given = given
        rows = Area.objects.exclude(level=Level.COUNTRY).select_related("parent__parent")
        self._areas = {code: area for area in rows.order_by() for code in (area.code, area.pcode) if code}
        self._boxes: dict[str, Box | None] = {}

    def area_of(self, feature: Feature, told: Told) -> Area | None:
        """Return the area, or None after telling why there is none."""
        plain = _plain(feature.properties)
        code, level = _code(feature.properties, plain, self._given)
        for message, advice in self._faults(code, level, plain, feature):
            told.add(words_of(feature.number, feature.properties, self._given), message, advice)
            return None
        return self._areas[code]

    def _faults(self, code: str, level: int, plain: Mapping[str, str], feature: Feature) -> Iterator[tuple[str, str]]:
        if not code:
            yield _("It has no P-code."), _("Name the property that holds it.")
        elif level > DEEPEST_KEPT:
            yield _("It is an area of the third level."), _("Send the second level: others are not kept.")
        elif (area := self._areas.get(code)) is None:
            yield _("Its P-code is not known."), _("Import the list of P-codes first, or correct the code.")
        else:
            yield from self._moved(area, plain)
            yield from self._elsewhere(area, feature)

    def _moved(self, area: Area, plain: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Say where the file puts an area into another country than the one it lies in here."""
        stated = next((plain[key] for key in COUNTRIES if plain.get(key)), "")
        ours = country_of(area).code
        if stated and _alpha_3(stated) not in ("", ours):
            message = _("The file puts it into %(theirs)s, and here it lies in %(ours)s.")
            yield (
                message % {"theirs": stated[:40], "ours": ours},
                _("A P-code stays in its country. Check which of the two is older."),
            )

    def _elsewhere(self, area: Area, feature: Feature) -> Iterator[tuple[str, str]]:
        """Say where the points lie far from the country, above all where the two numbers are turned round."""
        code = country_of(area).code
        if code not in self._boxes:
            rings = country_rings(code, borders())
            self._boxes[code] = box_of(rings) if rings else None
        around = self._boxes[code]
        west, south, east, north = box_of(ring for polygon in feature.polygons for ring in polygon)
        if around is None or _meet(around, (west, south, east, north)):
            return
        turned = _meet(around, (south, west, north, east))
        advice = (
            _("The two numbers of each point seem to be turned round: write the longitude first.")
            if turned
            else _("Save the layer in WGS 84 (EPSG:4326), or correct the code.")
        )
        yield _("It lies outside of its country."), advice


def country_of(area: Area) -> Area:
    """Return the country that an area lies in."""
    while area.parent is not None:
        area = area.parent
    return area


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] - NEAR <= other[2]
        and other[0] <= one[2] + NEAR
        and one[1] - NEAR <= other[3]
        and other[1] <= one[3] + NEAR
    )


def _plain(properties: Mapping[str, Any]) -> dict[str, str]:
    """Return the properties that are texts or numbers, by their names in small letters without signs."""
    return {
        "".join(sign for sign in name.casefold() if sign.isalnum()): one_line(str(value))
        for name, value in list(properties.items())[:200]
        if isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) <= 300
    }


def _code(properties: Mapping[str, Any], plain: Mapping[str, str], given: str) -> tuple[str, int]:
    """Return the P-code of a feature and its level (0 where it is not said)."""
    if given:
        value = properties.get(given)
        return (one_line(str(value)) if isinstance(value, str | int) and len(str(value)) <= 40 else ""), 0
    for level, names in CODES.items():
        for name in names:
            if plain.get(name):
                return plain[name], level
    return next((plain[name] for name in ANY_LEVEL if plain.get(name)), ""), 0


def _alpha_3(code: str) -> str:
    """Return the alpha-3 code of a country given by two letters or three; nothing where it is neither."""
    import pycountry

    code = code.strip().upper()
    if len(code) == 2:
        country = pycountry.countries.get(alpha_2=code)
        return country.alpha_3 if country else code
    return code if len(code) == 3 and code.isalpha() else ""
