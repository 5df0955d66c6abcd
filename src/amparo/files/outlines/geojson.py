"""A GeoJSON file from outside: looked through before it is parsed, then read one feature at a time.

What is refused before anything is parsed: a file too large, brackets nested deeper than GeoJSON ever is, more points
than a map of any country needs, text that is no JSON. Format: RFC 7946; rings may run in either direction.
"""

import json
import math
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from amparo.kernel.errors import Invalid
from amparo.kernel.ui.sheets import Ring

MOST_MEGABYTES = 100
MOST_POINTS = 2_000_000
MOST_FEATURES = 20_000
DEEPEST = 16
FEWEST_OF_A_RING = 4
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|"|[\[\]{}]', re.DOTALL)
_BLANK = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True)
class Feature:
    """One feature: its number from 1, its properties, and its polygons (each an outer ring and its holes)."""

    number: int
    properties: Mapping[str, Any]
    polygons: Sequence[Sequence[Ring]]


@dataclass(frozen=True)
class Fault(Exception):  # noqa: N818 - a fault of one feature is no error of the program
    """What is wrong with the shape of one feature, and what to do."""

    message: str
    advice: str


@dataclass(frozen=True)
class Faulty:
    """A feature that cannot be drawn, with its fault."""

    number: int
    properties: Mapping[str, Any]
    fault: Fault


def read(path: Path) -> Iterator[Feature | Faulty]:
    """Yield the features of a file, with the fault of each that cannot be drawn. Raises Invalid for the whole."""
    text = _text(path)
    _look_through(text)
    count = points = 0
    for value in _features(text):
        count += 1
        if count > MOST_FEATURES:
            raise Invalid(
                _("The file holds more than %(most)d features.") % {"most": MOST_FEATURES},
                advice=_("Split it by country or by level."),
            )
        feature = _feature(count, value)
        if isinstance(feature, Feature):
            points += sum(len(ring[0]) for polygon in feature.polygons for ring in polygon)
            if points > MOST_POINTS:
                _too_many_points()
        yield feature
    if not count:
        _refuse(_("it holds no feature"))


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_MEGABYTES << 20:
        raise Invalid(
            _("The file is larger than %(most)d MB.") % {"most": MOST_MEGABYTES},
            advice=_("Simplify the outlines first, or split the file by country."),
        )
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(_("its text is not UTF-8"))


def _look_through(text: str) -> None:
    """Count brackets before any parser sees them. Raises Invalid."""
    depth = opened = 0
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if sign in "[{":
            depth += 1
            opened += 1
            if depth > DEEPEST:
                _refuse(_("it is nested deeper than %(most)d levels") % {"most": DEEPEST})
            if opened > MOST_POINTS + MOST_FEATURES * 8:
                _too_many_points()
        elif sign in "]}":
            depth -= 1
        elif sign == '"':
            _refuse(_("a text in it does not end"))


def _too_many_points() -> NoReturn:
    raise Invalid(
        _("The file holds more than %(most)s points.") % {"most": f"{MOST_POINTS:,}"},
        advice=_("Simplify the outlines first, or split the file by country."),
    )


def _refuse(why: str) -> NoReturn:
    raise Invalid(
        _("This is no GeoJSON of areas: %(why)s.") % {"why": why},
        advice=_("Send a FeatureCollection of polygons in degrees (RFC 7946), as GIS programs save it."),
    )


# --- One feature after the other ----------------------------------------------------------------------------------


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _features(text: str) -> Iterator[Any]:
    """Yield the features of the collection without holding more than one of them."""
    kind: Any = None
    found = False
    at = _expect(text, 0, "{")
    while not text.startswith("}", at):
        name, at = _value(text, at)
        at = _expect(text, at, ":")
        if name == "features" and not found:
            found = True
            at = yield from _items(text, at)
        else:
            value, at = _value(text, at)
            kind = value if name == "type" else kind
        at = _after(text, at, "}")
    if text[at + 1 :].strip():
        _refuse(_("something follows its end"))
    if kind != "FeatureCollection" or not found:
        _refuse(_("it is no FeatureCollection"))


def _items(text: str, at: int) -> Generator[Any, None, int]:
    at = _expect(text, at, "[")
    while not text.startswith("]", at):
        value, at = _value(text, at)
        yield value
        at = _after(text, at, "]")
    return _skip(text, at + 1)


def _value(text: str, at: int) -> tuple[Any, int]:
    try:
        value, at = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        _refuse(_("it breaks off or goes wrong at character %(place)d") % {"place": at + 1})
    return value, _skip(text, at)


def _after(text: str, at: int, end: str) -> int:
    """Return the place of the next item after a comma, or that of the end."""
    if text.startswith(end, at):
        return at
    following = _expect(text, at, ",")
    if text.startswith(end, following):
        _refuse(_("it breaks off or goes wrong at character %(place)d") % {"place": at + 1})
    return following


def _expect(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if not text.startswith(sign, at):
        _refuse(_("it breaks off or goes wrong at character %(place)d") % {"place": at + 1})
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


# --- What a feature holds -------------------------------------------------------------------------------------------


def _feature(number: int, value: Any) -> Feature | Faulty:
    properties = value.get("properties") if isinstance(value, dict) else None
    if not isinstance(value, dict) or value.get("type") != "Feature" or not isinstance(properties, dict):
        return Faulty(number, {}, Fault(_("This is no feature with properties."), _("Save the layer again.")))
    try:
        return Feature(number, properties, _polygons(value.get("geometry")))
    except Fault as fault:
        return Faulty(number, properties, fault)


def _polygons(geometry: Any) -> list[list[Ring]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    held = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Fault(_("This is no area, but %(kind)s.") % {"kind": str(kind)[:40]}, _("Send polygons alone."))
    polygons = [[_ring(ring) for ring in _list(one)] for one in ([held] if kind == "Polygon" else _list(held))]
    if not polygons or not all(polygons):
        raise Fault(_("It has no outline."), _("Leave the feature out, or draw it."))
    return polygons


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Fault(_("Its coordinates are no list."), _("Save the layer again."))
    return value


def _ring(value: Any) -> Ring:
    xs: list[float] = []
    ys: list[float] = []
    for point in _list(value):
        if not isinstance(point, list) or len(point) < 2 or not (_is_number(point[0]) and _is_number(point[1])):
            raise Fault(_("One of its points is no pair of numbers."), _("Save the layer again."))
        xs.append(point[0])
        ys.append(point[1])
    if len(xs) < FEWEST_OF_A_RING:
        raise Fault(_("One of its rings has fewer than four points."), _("Draw it as an area, or leave it out."))
    if (xs[0], ys[0]) != (xs[-1], ys[-1]):
        raise Fault(_("One of its rings is not closed."), _("Let it end where it begins: a part may be missing."))
    _check_range(xs, ys)
    return xs, ys


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12 and math.isfinite(value)


def _check_range(xs: Sequence[float], ys: Sequence[float]) -> None:
    widest, highest = max(map(abs, xs)), max(map(abs, ys))
    if widest <= 180 and highest <= 90:
        return
    if highest <= 180 and widest <= 90:
        raise Fault(
            _("Its latitudes go beyond 90 degrees."),
            _("The two numbers of each point seem to be turned round: write the longitude first."),
        )
    raise Fault(
        _("Its coordinates are no degrees of longitude and latitude."),
        _("Save the layer in WGS 84 (EPSG:4326)."),
    )
