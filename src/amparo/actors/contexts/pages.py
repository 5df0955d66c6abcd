"""What the pages of contexts show."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.histories import history_events
from amparo.accounts.models import Person
from amparo.actors.contexts import policies, selectors
from amparo.actors.contexts.models import Context, Extent, Kind
from amparo.actors.contexts.selectors import ContextFilter
from amparo.audit.selectors import Version
from amparo.kernel import clock, fuzzy
from amparo.kernel.errors import Difference, NotFound, Stale
from amparo.kernel.ids import parsed_id
from amparo.kernel.ui.parts import Cell, Column, Event, Fact, Link, Table, Text
from amparo.kernel.ui.words import State
from amparo.places import selectors as places
from amparo.places.models import Area, Level

PAGE_ROWS = 50


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Filters:
    """The filters of list and map, with what is chosen."""

    countries: Sequence[Option]
    kinds: Sequence[Option]
    extents: Sequence[Option]
    on: str
    narrows: bool


@dataclass(frozen=True)
class ContextListPage:
    """One page of the list. `new_url` is empty for those who only read."""

    filters: Filters
    table: Table
    pages: "Page[Context]"
    query: str
    new_url: str


@dataclass(frozen=True)
class ContextPage:
    """One context, what stands and what stood. The addresses are empty for those who only read."""

    title: str
    says: str
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    ground: str
    sources: str
    history: tuple[Event, ...]
    assess_url: str
    end_url: str


@dataclass(frozen=True)
class CountryPage:
    """The first question: in which country, or in which part of one."""

    crumbs: tuple[Link, ...]
    countries: Sequence[tuple[str, str]]
    part: str


@dataclass(frozen=True)
class ContextFormPage:
    """The form; after a stale save, the stored values beside it and the version to build on."""

    form: BaseForm
    title: str
    crumbs: tuple[Link, ...]
    version: int
    differences: tuple[Difference, ...] | None
    cancel_url: str


def chosen_filter(asked: Mapping[str, str], *, today: bool = False) -> ContextFilter:
    """Return what the address narrows to. What it cannot mean is left out. `today` stands in for a missing day."""
    try:
        on: datetime.date | None = datetime.date.fromisoformat(asked.get("on", ""))
    except ValueError:
        on = clock.today() if today else None
    kind, extent = asked.get("kind", ""), asked.get("extent", "")
    return ContextFilter(
        country_id=parsed_id(asked.get("country")),
        kind=kind if kind in Kind.values else "",
        extent=extent if extent in Extent.values else "",
        on=on,
    )


def filters_of(acting: Person, chosen: ContextFilter) -> Filters:
    """Return the filters with their choices."""
    areas = selectors.countries_with_contexts(acting)
    return Filters(
        countries=_options(((str(area.pk), str(area)) for area in areas), str(chosen.country_id or "")),
        kinds=_options(((kind.value, str(kind.label)) for kind in Kind), chosen.kind),
        extents=_options(((extent.value, str(extent.label)) for extent in Extent), chosen.extent),
        on=chosen.on.isoformat() if chosen.on else "",
        narrows=chosen != ContextFilter(),
    )


def _options(rows: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, text, value == chosen) for value, text in rows)


def list_page(acting: Person, asked: Mapping[str, str]) -> ContextListPage:
    """Return one page of contexts. The number of queries does not depend on the number of rows."""
    chosen = chosen_filter(asked)
    page = Paginator(selectors.filtered(acting, chosen), PAGE_ROWS).get_page(asked.get("page", ""))
    return ContextListPage(
        filters=filters_of(acting, chosen),
        table=contexts_table(page, _("Contexts of insecurity")),
        pages=page,
        query=query_of(chosen),
        new_url=reverse("contexts:context-new") if policies.may_record(acting) else "",
    )


def query_of(chosen: ContextFilter, **more: str) -> str:
    """Return a filter as the query of an address."""
    held = {
        "country": str(chosen.country_id or ""),
        "kind": chosen.kind,
        "extent": chosen.extent,
        "on": chosen.on.isoformat() if chosen.on else "",
        **more,
    }
    return f"?{urlencode({name: value for name, value in held.items() if value})}"


def contexts_table(contexts: Iterable[Context], caption: str) -> Table:
    """Return contexts as a table."""
    rows = [
        (
            Cell(
                str(context.place),
                href=reverse("contexts:context-detail", args=[context.pk]),
                note=str(context.country) if context.country_id != context.place_id else "",
            ),
            kinds_in_words(context.kinds),
            str(context.get_extent_display()),
            period(context.starts_text, context.ends_text),
            Cell(context.organisation, note=date_format(context.assessed_on)),
        )
        for context in contexts
    ]
    columns = (
        Column(_("Place")),
        Column(_("Present")),
        Column(_("Extent")),
        Column(_("Period")),
        Column(_("Assessed by")),
    )
    return Table(caption, columns, rows, fold=True, caption_hidden=True)


def kinds_in_words(kinds: Iterable[Kind]) -> str:
    """Return what is present, in words."""
    return ", ".join(str(kind.label) for kind in kinds)


def period(starts: str, ends: str) -> str:
    """Return a period in words."""
    since = fuzzy.say(fuzzy.parse(starts))
    if not ends:
        return _("since %(day)s") % {"day": since}
    return _("from %(start)s until %(end)s") % {"start": since, "end": fuzzy.say(fuzzy.parse(ends))}


def detail_page(acting: Person, context: Context) -> ContextPage:
    """Return one context."""
    records = policies.may_record(acting)
    return ContextPage(
        title=str(context.place),
        says=f"{kinds_in_words(context.kinds)}: {context.get_extent_display()}, "
        f"{period(context.starts_text, context.ends_text)}",
        crumbs=_crumbs(Link(str(context.place))),
        facts=_facts(context),
        ground=context.ground,
        sources=context.sources,
        history=history_events("context", context.pk, _said),
        assess_url=reverse("contexts:context-assess", args=[context.pk]) if records else "",
        end_url=reverse("contexts:context-end", args=[context.pk]) if records and not context.ends_text else "",
    )


def _crumbs(*more: Link) -> tuple[Link, ...]:
    return (Link(_("Contexts"), reverse("contexts:context-list")), *more)


def _facts(context: Context) -> tuple[Fact, ...]:
    place = reverse("public:place-detail", args=[context.place.code])
    ended = context.ends_on is not None and context.ends_on < clock.today()
    return (
        Fact(_("Place"), str(context.place), basis=context.place.code, href=place),
        Fact(_("State"), _("ended") if ended else _("stands"), state=State.NONE if ended else State.RUN),
        Fact(_("Present"), kinds_in_words(context.kinds)),
        Fact(_("Extent"), context.get_extent_display()),
        Fact(_("Period"), period(context.starts_text, context.ends_text)),
        Fact(_("Assessed by"), context.organisation, basis=context.assessed_by.name),
        Fact(_("Assessed on"), date_format(context.assessed_on)),
    )


def _said(version: Version, _before: Version | None) -> tuple[Text, Text]:
    words = {
        "context.recorded": _("Recorded"),
        "context.assessed": _("Assessed anew"),
        "context.ended": _("Said to have ended"),
    }
    held = version.data
    kinds = kinds_in_words(kind for kind in Kind if held.get(kind.value))
    extent = dict(Extent.choices).get(str(held.get("extent")), "")
    parts = (
        kinds,
        str(extent),
        period(str(held["starts_text"]), str(held["ends_text"])),
        _("assessed by %(who)s on %(day)s")
        % {"who": held["organisation"], "day": date_format(datetime.date.fromisoformat(str(held["assessed_on"])))},
        str(held["ground"]),
    )
    return words.get(version.action, _("Saved")), " · ".join(part for part in parts if part)


def country_page(part: str) -> CountryPage:
    """Return the page that asks for the country. `part` is a code that was typed and names nothing."""
    countries = [(area.code, str(area)) for area in places.countries()]
    return CountryPage(_crumbs(Link(_("Record a context"))), countries, part[:20])


def places_in(code: str) -> list[Area]:
    """Return an area and the parts that are offered for choice; nothing where the code names none that has parts."""
    try:
        area = places.area_by_code(code)
    except NotFound:
        return []
    if area.level == Level.COUNTRY:
        return [area, *sorted(places.parts_of(area.pk), key=str)]
    standing = [part for part in places.parts_within(area) if part.valid_to is None]
    return [area, *sorted(standing, key=str)] if area.level == Level.ADMIN_1 else []


def form_page(form: BaseForm, context: Context | None = None, stale: Stale | None = None) -> ContextFormPage:
    """Return the page of a form, of a new context or of one that stands."""
    here = reverse("contexts:context-detail", args=[context.pk]) if context else reverse("contexts:context-list")
    title = _("Assess %(place)s anew") % {"place": context.place} if context else _("Record a context")
    version = stale.version if stale else context.version if context else 0
    return ContextFormPage(
        form=form,
        title=title,
        crumbs=_crumbs(*([Link(str(context.place), here)] if context else []), Link(title)),
        version=version or 0,
        differences=stale.differences if stale else None,
        cancel_url=here,
    )
