"""Outlines of Marenda's provinces: invented shapes in the open Atlantic, so that nobody takes them for a land."""

import datetime
import json
from typing import Final

from django.db import transaction

from amparo.kernel.ui.sheets import unpacked
from amparo.places.models import STEPS_PER_DEGREE, Area, Outline

SOURCE: Final = "invented for demonstrations"
AS_OF: Final = datetime.date(2025, 1, 1)
# A unit of the drawing is a fiftieth of a degree; its corner lies at 30 west, 2 north.
_UNIT, _WEST, _NORTH = STEPS_PER_DEGREE // 50, -30 * STEPS_PER_DEGREE, 2 * STEPS_PER_DEGREE

DRAWN: Final = {
    "XM01": (
        "110,69 108,64 108,59 111,55 112,49 110,44 111,39 108,34 104,31 96,31 88,28 82,29 76,28 70,29 63,29 "
        "58,30 53,33 48,35 43,37 40,41 35,43 33,47 31,51 30,60 27,67 30,75 28,83 28,91 31,97 35,103 34,110 "
        "36,118 42,117 48,117 54,116 58,113 62,108 66,105 71,101 75,98 79,93 84,90 89,88 95,86 100,83 105,80 "
        "108,75"
    ),
    "XM02": (
        "110,69 117,74 122,81 130,82 138,87 143,86 147,84 152,82 157,81 160,77 165,75 170,72 175,72 176,67 "
        "178,62 178,56 178,51 178,51 171,50 164,49 157,47 150,46 142,42 134,39 129,36 124,33 118,32 113,32 "
        "108,32 104,31 108,34 111,39 110,44 112,49 111,55 108,59 108,64"
    ),
    "XM03": (
        "175,72 177,76 178,81 180,86 185,89 188,92 192,96 197,96 201,98 209,97 216,97 224,98 231,96 239,93 "
        "246,91 253,86 256,79 250,75 244,70 236,68 228,66 222,61 215,58 208,56 200,56 193,53 186,50 178,51 "
        "178,56 178,62 176,67"
    ),
    "XM04": (
        "36,118 37,122 38,129 42,134 48,140 53,139 58,135 62,131 67,129 73,132 78,132 84,132 89,131 94,134 "
        "100,134 105,134 111,134 116,134 121,133 127,132 132,133 133,127 134,122 134,115 137,110 139,104 "
        "137,99 139,93 138,87 130,82 122,81 117,74 110,69 108,75 105,80 100,83 95,86 89,88 84,90 79,93 75,98 "
        "71,101 66,105 62,108 58,113 54,116 48,117 42,117"
    ),
    "XM05": (
        "132,133 137,138 139,145 144,149 151,152 157,150 163,148 170,146 176,144 181,139 185,134 192,131 "
        "199,131 201,122 204,115 205,106 201,98 197,96 192,96 188,92 185,89 180,86 178,81 177,76 175,72 "
        "170,72 165,75 160,77 157,81 152,82 147,84 143,86 138,87 139,93 137,99 139,104 137,110 134,115 "
        "134,122 133,127"
    ),
    "XM06": (
        "201,98 205,106 204,115 201,122 199,131 203,135 210,137 213,143 218,147 221,153 226,157 230,162 "
        "236,164 243,161 251,160 255,157 260,154 265,152 270,152 274,148 277,144 282,143 286,140 289,132 "
        "294,125 293,118 292,110 287,103 281,96 277,93 273,91 270,87 266,84 261,81 256,79 253,86 246,91 "
        "239,93 231,96 224,98 216,97 209,97"
    ),
    "XM07": (
        "151,152 144,149 139,145 137,138 132,133 127,132 121,133 116,134 111,134 105,134 100,134 94,134 "
        "89,131 84,132 78,132 73,132 67,129 62,131 58,135 53,139 48,140 51,144 59,146 64,153 70,156 77,159 "
        "83,164 91,166 97,168 103,173 108,178 116,180 123,185 132,187 141,188 149,191 149,186 147,181 149,176 "
        "151,172 151,166 154,162 151,157"
    ),
    "XM08": (
        "199,131 192,131 185,134 181,139 176,144 170,146 163,148 157,150 151,152 151,157 154,162 151,166 "
        "151,172 149,176 147,181 149,186 149,191 150,191 154,189 159,189 164,189 169,190 172,187 177,185 "
        "181,184 186,185 194,183 201,178 207,173 216,171 223,167 232,165 236,164 230,162 226,157 221,153 "
        "218,147 213,143 210,137 203,135"
    ),
}
"""Points of each province on a drawing of 320 by 210 units, from its corner at the top."""


def rings_of(code: str) -> list[list[int]]:
    """Return the rings of a province as they are stored."""
    ring: list[int] = []
    last_x = last_y = 0
    points = [tuple(map(int, point.split(","))) for point in DRAWN[code].split()]
    for x, y in [*points, points[0]]:
        here_x, here_y = _WEST + x * _UNIT, _NORTH - y * _UNIT
        ring += (here_x - last_x, here_y - last_y)
        last_x, last_y = here_x, here_y
    return [ring]


@transaction.atomic
def draw() -> None:
    """Give each province its outline, where it has none yet."""
    without = Area.objects.filter(code__in=DRAWN, outline__isnull=True)
    Outline.objects.bulk_create(_outline(area) for area in without)


def _outline(area: Area) -> Outline:
    rings = rings_of(area.code)
    ((xs, ys),) = unpacked(rings, STEPS_PER_DEGREE)
    return Outline(
        area=area,
        rings=json.dumps(rings, separators=(",", ":")),
        points=len(xs),
        west=min(xs),
        south=min(ys),
        east=max(xs),
        north=max(ys),
        source=SOURCE,
        as_of=AS_OF,
    )
