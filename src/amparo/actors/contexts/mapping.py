"""The map of contexts: countries, or the parts of one country, by how far what is present reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.actors.contexts import selectors
from amparo.actors.contexts.models import Context, Extent
from amparo.actors.contexts.pages import Filters, chosen_filter, contexts_table, filters_of, query_of
from amparo.actors.contexts.selectors import ContextFilter
from amparo.kernel.ui import charts
from amparo.kernel.ui.charts import Kind, Legend
from amparo.kernel.ui.parts import Chart, Link
from amparo.kernel.ui.sheets import Sheet
from amparo.kernel.ui.words import number
from amparo.places import selectors as places
from amparo.places.maps import Laid, parts_map, world_map
from amparo.places.models import Area

MOST = 2_000


@dataclass(frozen=True)
class ContextMapPage:
    """The map over its table; `map` is None where no context stands."""

    crumbs: tuple[Link, ...]
    filters: Filters
    map: Chart | None
    list_url: str


def map_page(acting: Person, asked: Mapping[str, str]) -> ContextMapPage:
    """Return the contexts that stand on a day: today where the address names none."""
    chosen = chosen_filter(asked, today=True)
    found = list(selectors.filtered(acting, chosen)[: MOST + 1])
    cut = len(found) > MOST
    here = reverse("contexts:context-list")
    return ContextMapPage(
        crumbs=(Link(_("Contexts"), here), Link(_("Map"))),
        filters=filters_of(acting, chosen),
        map=_drawn(found[:MOST], chosen, cut=cut) if found else None,
        list_url=here + query_of(chosen),
    )


def _drawn(found: Sequence[Context], chosen: ContextFilter, *, cut: bool) -> Chart:
    """Draw the parts of the one country that contexts lie in, or the world."""
    countries = {context.country_id: context.country for context in found}
    country = next(iter(countries.values())) if len(countries) == 1 else None
    laid = (parts_map(country) if country else world_map(places.countries())) or Laid(Sheet(1, 1, ()), {}, "")
    marks, missing = _marks(found, country, laid)
    day = date_format(chosen.on) if chosen.on else ""
    subtitle = _("Contexts of insecurity that stand on %(day)s") % {"day": day}
    legend = Legend(
        finding=_finding(found, country),
        subtitle=subtitle,
        source=_("assessments in this installation; outlines: %(source)s") % {"source": laid.source or "–"},
        names=laid.names,
        nothing=_("none assessed"),
        notes=(*laid.notes, *missing, *_cut_note(cut)),
    )
    order = [kind for kind in _kinds() if kind in marks.values()]
    return charts.kinds(laid.sheet, marks, legend=legend, table=contexts_table(found, subtitle), order=order)


def _cut_note(cut: bool) -> list[str]:
    said = _("More than %(most)s contexts stand; only these are drawn and listed. Narrow them by country or kind.")
    return [said % {"most": number(MOST)}] if cut else []


def _marks(found: Sequence[Context], country: Area | None, laid: Laid) -> tuple[dict[str, Kind], list[str]]:
    """Return what fills each figure (the widest extent), and a sentence on the places that have no figure."""
    wide, narrow, inside = _kinds()
    drawn = {figure.key for figure in laid.sheet.figures}
    marks: dict[str, Kind] = {}
    missing: dict[str, None] = {}
    for context in sorted(found, key=lambda one: one.extent == Extent.WIDESPREAD):
        kind = wide if context.extent == Extent.WIDESPREAD else narrow
        marks |= dict.fromkeys(_keys(context, country, laid), kind)
    for context in found:
        above = context.country if country is None else context.place.parent
        if context.place.code not in drawn and above is not None and above.code in drawn:
            marks.setdefault(above.code, inside)
        elif context.place.code not in drawn and context.place_id != getattr(country, "pk", None):
            missing[str(context.place)] = None
    said = _("Without an outline, and so in the table alone: %(places)s.") % {"places": ", ".join(missing)}
    return {key: kind for key, kind in marks.items() if key in drawn}, [said] if missing else []


def _kinds() -> tuple[Kind, Kind, Kind]:
    return (
        Kind("m5", str(Extent.WIDESPREAD.label)),
        Kind("m3", str(Extent.RESTRICTED.label)),
        Kind("m1", _("in parts of it")),
    )


def _keys(context: Context, country: Area | None, laid: Laid) -> list[str]:
    """Return the keys of the figures that a context fills: those of a whole country fill all of its parts."""
    if country is not None and context.place_id == country.pk:
        return [figure.key for figure in laid.sheet.figures]
    return [context.place.code]


def _finding(found: Sequence[Context], country: Area | None) -> str:
    wide = sum(1 for context in found if context.extent == Extent.WIDESPREAD)
    said = ngettext(
        "%(count)s context stands, %(wide)s of it widespread",
        "%(count)s contexts stand, %(wide)s of them widespread",
        len(found),
    ) % {"count": number(len(found)), "wide": number(wide)}
    return f"{country}: {said}" if country else said
