"""The map of incidents: by country, or by the parts of one country, with the filters of the list.

Shaded areas count by one level; points stand for the finest area that is known of each incident.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.kernel.ui import charts
from amparo.kernel.ui.charts import Legend
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Cell, Chart, Column, Link, Table, Text
from amparo.kernel.ui.sheets import Sheet
from amparo.kernel.ui.words import number
from amparo.monitor.pages.filters import NO_PART
from amparo.monitor.pages.incident_list import Choices, chosen_filter, with_filters
from amparo.monitor.selectors.maps import AreaCount, finest_counts, incidents_by_area
from amparo.monitor.selectors.narrowing import IncidentFilter
from amparo.places import selectors as places
from amparo.places.maps import Laid, finer_map, parts_map, world_map
from amparo.places.models import Area, Level
from amparo.places.points import points_of

WORLD = "world"
"""In an address: show the world also where all incidents lie in one country."""
POINTS = "points"
"""In an address: show circles in place of shaded areas."""
FINER = "2"
"""In an address: shade the second level."""
_OWN = ("show", "as", "level")
_NOTHING = Laid(Sheet(1, 1, ()), {}, "")


@dataclass(frozen=True)
class IncidentMapPage:
    """The map over its table. `map` is None where no incident fits; `world_url` is empty on the map of the world.

    `views` lead to shaded areas of each level that can be drawn, and to points.
    """

    crumbs: tuple[Link, ...]
    chips: tuple[Link, ...]
    views: tuple[Link, ...]
    map: Chart | None
    list_url: str
    world_url: str
    clear_url: str


def map_page(acting: Person, asked: Mapping[str, str]) -> IncidentMapPage:
    """Return where the incidents that the person reads lie. The number of queries does not depend on their number."""
    chosen = chosen_filter(asked)
    by_country = incidents_by_area(acting, chosen, "country")
    country = _only_country(by_country, chosen, asked)
    finer = country is not None and places.finer_outlines_within(country).exists()
    drawn = None
    if country is not None:
        drawn = _inside(acting, replace(chosen, country_id=country.pk), country, asked, finer=finer)
    elif by_country:
        drawn = _world(by_country, asked)
    here = address("monitor:incident-map")
    return IncidentMapPage(
        crumbs=(Link(_("Incidents"), address("monitor:incident-list")), Link(_("Map"))),
        chips=tuple(Choices(acting, chosen).chips(asked)),
        views=tuple(_views(asked, finer=finer)) if drawn else (),
        map=drawn,
        list_url=_list(asked),
        world_url=_here(asked, country="", part="", subpart="", level="", show=WORLD) if country else "",
        clear_url=here,
    )


def _inside(acting: Person, inside: IncidentFilter, country: Area, asked: Mapping[str, str], *, finer: bool) -> Chart:
    if asked.get("as") == POINTS:
        return _points(country, finest_counts(acting, inside), asked)
    first = incidents_by_area(acting, inside, "admin1")
    if finer and asked.get("level") == FINER:
        return _finer(country, incidents_by_area(acting, inside, "admin2"), first, asked)
    return _parts(country, first, asked)


def _views(asked: Mapping[str, str], *, finer: bool) -> list[Link]:
    points = asked.get("as") == POINTS
    second = finer and not points and asked.get("level") == FINER
    links = [Link(_("Shaded areas"), _here(asked, **{"as": "", "level": ""}), not points and not second)]
    if finer:
        links.append(Link(_("Second-level areas"), _here(asked, **{"as": "", "level": FINER}), second))
    return [*links, Link(_("Points"), _here(asked, **{"as": POINTS, "level": ""}), points)]


def _here(asked: Mapping[str, str], **more: str) -> str:
    return address("monitor:incident-map") + with_filters(asked, **more)


def _only_country(counts: Sequence[AreaCount], chosen: IncidentFilter, asked: Mapping[str, str]) -> Area | None:
    """Return the country whose parts are shown: the chosen one, or the only one that incidents lie in."""
    if chosen.country_id is None and asked.get("show") == WORLD:
        return None
    return counts[0].area if len(counts) == 1 else None


def _list(asked: Mapping[str, str], **more: str) -> str:
    return address("monitor:incident-list") + with_filters(asked, **dict.fromkeys(_OWN, ""), **more)


def _world(counts: Sequence[AreaCount], asked: Mapping[str, str]) -> Chart:
    rows = [
        (
            Cell(str(area), href=_here(asked, country=str(area.pk), show="")),
            Cell(area.code, code=True),
            Cell(number(one.count), href=_list(asked, country=str(area.pk))),
        )
        for one in counts
        if (area := one.area)
    ]
    total = (_("All countries"), "", Cell(number(_sum(counts)), href=_list(asked)))
    words = (_("Country"), _("Incidents by country"))
    return _drawn(world_map(places.countries()), counts, rows, total, words, points=asked.get("as") == POINTS)


def _parts(country: Area, counts: Sequence[AreaCount], asked: Mapping[str, str]) -> Chart:
    words = (_("Part of the country"), _("Incidents in %(country)s by part") % {"country": country})
    rows = _rows(country, counts, asked, "part", _("part not recorded"))
    return _drawn(parts_map(country) or _NOTHING, counts, rows, _total(country, counts, asked), words)


def _finer(country: Area, counts: Sequence[AreaCount], first: Sequence[AreaCount], asked: Mapping[str, str]) -> Chart:
    """Shade second-level areas; say how many incidents are known less finely."""
    words = (_("Second-level part"), _("Incidents in %(country)s by second-level part") % {"country": country})
    rows = _rows(country, counts, asked, "subpart", _("second-level part not recorded"))
    less, unplaced = (sum(one.count for one in some if one.area is None) for some in (counts, first))
    laid = finer_map(country) or _NOTHING
    laid = replace(laid, notes=(*laid.notes, *_less_fine(less - unplaced, unplaced)))
    drawn = _drawn(laid, counts, rows, _total(country, counts, asked), words)
    if any(one.area for one in counts):
        return drawn
    return replace(drawn, finding=_("No second-level part is recorded for these incidents"))


def _rows(
    country: Area, counts: Sequence[AreaCount], asked: Mapping[str, str], filter_name: str, nowhere: str
) -> list[tuple[Cell | Text, ...]]:
    inside = str(country.pk)
    return [
        (
            str(one.area) if one.area else nowhere,
            Cell(one.area.pcode or one.area.code, code=True) if one.area else "–",
            Cell(
                number(one.count),
                href=_list(asked, country=inside, **{filter_name: str(one.area.pk) if one.area else NO_PART}),
            ),
        )
        for one in counts
    ]


def _total(country: Area, counts: Sequence[AreaCount], asked: Mapping[str, str]) -> tuple[Cell | Text, ...]:
    count = Cell(number(_sum(counts)), href=_list(asked, country=str(country.pk)))
    return str(country), Cell(country.code, code=True), count


def _less_fine(first_level: int, country: int) -> list[str]:
    """Say how many incidents are known only at the first level, and how many only by their country."""
    first = ngettext(
        "%(count)s incident is known only at the first level.",
        "%(count)s incidents are known only at the first level.",
        first_level,
    )
    only = ngettext(
        "Of %(count)s incident only the country is known.", "Of %(count)s incidents only the country is known.", country
    )
    said = [first % {"count": number(first_level)}]
    return [*said, only % {"count": number(country)}] if country else said


def _points(country: Area, counts: Sequence[AreaCount], asked: Mapping[str, str]) -> Chart:
    """Set a circle at each area that is the finest known of some incidents: in a part, or in the whole country."""
    areas = {one.area.pk: one.area for one in counts if one.area}
    spots = {areas[pk].code: place for pk, place in points_of(areas.values()).items()}
    laid = parts_map(country, spots) or _NOTHING
    rows = [
        (
            str(area),
            Cell(area.pcode or area.code, code=True),
            str(Level(area.level).label),
            Cell(number(one.count), href=_list(asked, **_exactly(area, country))),
        )
        for one in counts
        if (area := one.area)
    ]
    name, code, count = _total(country, counts, asked)
    subtitle = _("Incidents in %(country)s, each at the finest area that is known") % {"country": country}
    columns = (Column(_("Finest area known")), Column(_("Code")), Column(_("Level")), _incidents())
    table = Table(subtitle, columns, rows, total=(name, code, "", count), fold=True, caption_hidden=True)
    notes = (_("A circle stands in the middle of the area that is known, and for no place in it."),)
    names = {area.code: str(area) for area in areas.values()}
    return charts.bubbles(
        laid.sheet,
        {area.code: one.count for one in counts if (area := one.area)},
        legend=_legend(replace(laid, names=laid.names | names, notes=(*laid.notes, *notes)), counts, subtitle),
        unit=_("Incidents"),
        table=table,
        wider={country.code: _("only the country is known")},
    )


def _exactly(area: Area, country: Area) -> dict[str, str]:
    """Return what opens the incidents of which exactly this area is the finest that is known."""
    if area.level == Level.COUNTRY:
        return {"country": str(country.pk), "part": NO_PART}
    if area.level == Level.ADMIN_1:
        return {"country": str(country.pk), "part": str(area.pk), "subpart": NO_PART}
    return {"country": str(country.pk), "subpart": str(area.pk)}


def _incidents() -> Column:
    return Column(_("Incidents"), number=True)


def _drawn(
    laid: Laid,
    counts: Sequence[AreaCount],
    rows: Sequence[Sequence[Cell | Text]],
    total: Sequence[Cell | Text],
    words: tuple[str, str],
    *,
    points: bool = False,
) -> Chart:
    heading, subtitle = words
    drawn = {figure.key for figure in laid.sheet.figures}
    values = {one.area.code: one.count for one in counts if one.area and one.area.code in drawn}
    columns = (Column(heading), Column(_("Code")), _incidents())
    table = Table(subtitle, columns, rows, total=total, fold=True, caption_hidden=True)
    draw = charts.bubbles if points else charts.choropleth
    return draw(laid.sheet, values, legend=_legend(laid, counts, subtitle), unit=_("Incidents"), table=table)


def _legend(laid: Laid, counts: Sequence[AreaCount], subtitle: str) -> Legend:
    drawn = {figure.key for figure in laid.sheet.figures} | laid.sheet.spots.keys()
    return Legend(
        finding=_finding(counts),
        subtitle=subtitle,
        source=_("your register; outlines: %(source)s") % {"source": laid.source or _("none are here")},
        names=laid.names,
        nothing=_("none recorded"),
        notes=(*laid.notes, *_not_drawn(counts, drawn)),
    )


def _finding(counts: Sequence[AreaCount]) -> str:
    """Say where most incidents lie, in one sentence."""
    named = [one for one in counts if one.area]
    if not named:
        return _("No part of the country is recorded for these incidents")
    total = _sum(counts)
    most = ngettext("%(place)s holds the one incident", "%(place)s holds %(count)s of %(total)s incidents", total)
    return most % {"place": named[0].area, "count": number(named[0].count), "total": number(total)}


def _not_drawn(counts: Sequence[AreaCount], drawn: set[str]) -> list[str]:
    missing = [str(one.area) for one in counts if one.area and one.area.code not in drawn]
    return [_("Without an outline, and so in the table alone: %(places)s.") % {"places": ", ".join(missing)}] * bool(
        missing
    )


def _sum(counts: Sequence[AreaCount]) -> int:
    return sum(one.count for one in counts)
