"""The map of incidents: by country, or by the parts of one country, with the filters of the list."""

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
from amparo.monitor.selectors.maps import AreaCount, incidents_by_area
from amparo.monitor.selectors.narrowing import IncidentFilter
from amparo.places import selectors as places
from amparo.places.maps import Laid, parts_map, world_map
from amparo.places.models import Area

WORLD = "world"
"""In an address: show the world also where all incidents lie in one country."""


@dataclass(frozen=True)
class IncidentMapPage:
    """The map over its table. `map` is None where no incident fits; `world_url` is empty on the map of the world."""

    crumbs: tuple[Link, ...]
    chips: tuple[Link, ...]
    map: Chart | None
    list_url: str
    world_url: str
    clear_url: str


def map_page(acting: Person, asked: Mapping[str, str]) -> IncidentMapPage:
    """Return where the incidents that the person reads lie. The number of queries does not depend on their number."""
    chosen = chosen_filter(asked)
    by_country = incidents_by_area(acting, chosen, "country")
    country = _only_country(by_country, chosen, asked)
    chips = Choices(acting, chosen).chips(asked)
    drawn = None
    if country is not None:
        counts = incidents_by_area(acting, replace(chosen, country_id=country.pk), "admin1")
        drawn = _parts(country, counts, asked)
    elif by_country:
        drawn = _world(by_country, asked)
    here = address("monitor:incident-map")
    return IncidentMapPage(
        crumbs=(Link(_("Incidents"), address("monitor:incident-list")), Link(_("Map"))),
        chips=tuple(chips),
        map=drawn,
        list_url=_list(asked),
        world_url=here + with_filters(asked, country="", part="", show=WORLD) if country else "",
        clear_url=here,
    )


def _only_country(counts: Sequence[AreaCount], chosen: IncidentFilter, asked: Mapping[str, str]) -> Area | None:
    """Return the country whose parts are shown: the chosen one, or the only one that incidents lie in."""
    if chosen.country_id is None and asked.get("show") == WORLD:
        return None
    return counts[0].area if len(counts) == 1 else None


def _list(asked: Mapping[str, str], **more: str) -> str:
    return address("monitor:incident-list") + with_filters(asked, show="", **more)


def _world(counts: Sequence[AreaCount], asked: Mapping[str, str]) -> Chart:
    rows = [
        (
            Cell(str(area), href=address("monitor:incident-map") + with_filters(asked, country=str(area.pk), show="")),
            Cell(area.code, code=True),
            Cell(number(one.count), href=_list(asked, country=str(area.pk))),
        )
        for one in counts
        if (area := one.area)
    ]
    total = (_("All countries"), "", Cell(number(_sum(counts)), href=_list(asked)))
    return _drawn(world_map(places.countries()), counts, rows, total, (_("Country"), _("Incidents by country")))


def _parts(country: Area, counts: Sequence[AreaCount], asked: Mapping[str, str]) -> Chart:
    inside = str(country.pk)
    rows = [
        (
            str(one.area) if one.area else _("part not recorded"),
            Cell(one.area.pcode or one.area.code, code=True) if one.area else "–",
            Cell(
                number(one.count),
                href=_list(asked, country=inside, part=str(one.area.pk) if one.area else NO_PART),
            ),
        )
        for one in counts
    ]
    total = (str(country), Cell(country.code, code=True), Cell(number(_sum(counts)), href=_list(asked, country=inside)))
    laid = parts_map(country) or Laid(Sheet(1, 1, ()), {}, "")
    subtitle = _("Incidents in %(country)s by part") % {"country": country}
    return _drawn(laid, counts, rows, total, (_("Part of the country"), subtitle))


def _drawn(
    laid: Laid,
    counts: Sequence[AreaCount],
    rows: Sequence[Sequence[Cell | Text]],
    total: Sequence[Cell | Text],
    words: tuple[str, str],
) -> Chart:
    heading, subtitle = words
    drawn = {figure.key for figure in laid.sheet.figures}
    values = {one.area.code: one.count for one in counts if one.area and one.area.code in drawn}
    columns = (Column(heading), Column(_("Code")), Column(_("Incidents"), number=True))
    legend = Legend(
        finding=_finding(counts),
        subtitle=subtitle,
        source=_("your register; outlines: %(source)s") % {"source": laid.source or _("none are here")},
        names=laid.names,
        nothing=_("none recorded"),
        notes=(*laid.notes, *_not_drawn(counts, drawn)),
    )
    table = Table(subtitle, columns, rows, total=total, fold=True, caption_hidden=True)
    return charts.choropleth(laid.sheet, values, legend=legend, unit=_("Incidents"), table=table)


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
