"""The timeline of a place or an actor: incidents by year or quarter, and beside them what held at that time.

Both are one page made from one content; what stands beside the incidents is collected in `timeline_sides`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.actors.models import Actor
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Event, Link
from amparo.kernel.ui.words import State
from amparo.monitor import policies
from amparo.monitor.content import VictimData
from amparo.monitor.differences import victims_in_words
from amparo.monitor.models import Incident
from amparo.monitor.pages.cursors import Pager, cursor_of, pager_of
from amparo.monitor.pages.incident_list import (
    Choices,
    FiltersPart,
    Option,
    Row,
    bounded,
    chosen_filter,
    shown_rows,
    with_filters,
)
from amparo.monitor.pages.timeline_sides import Beside, beside_actor, beside_place
from amparo.monitor.selectors import lists, timelines
from amparo.monitor.selectors.lists import IncidentRow
from amparo.monitor.selectors.narrowing import IncidentFilter
from amparo.monitor.selectors.timelines import Stretch
from amparo.places.models import Area, Level

YEAR, QUARTER = "year", "quarter"
_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True, order=True)
class Period:
    """A year, or a quarter of one (1 to 4); 0 is the whole year."""

    year: int
    quarter: int

    @classmethod
    def of(cls, day: datetime.date, by: str) -> "Period":
        """Return the period that a day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1 if by == QUARTER else 0)

    @property
    def first(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, 3 * self.quarter - 2 if self.quarter else 1, 1)

    @property
    def last(self) -> datetime.date:
        """Its last day."""
        month, day = _ENDS[self.quarter - 1]
        return datetime.date(self.year, month, day)

    def __str__(self) -> str:
        names = (_("January to March"), _("April to June"), _("July to September"), _("October to December"))
        if not self.quarter:
            return str(self.year)
        return _("%(year)s, %(months)s") % {"year": self.year, "months": names[self.quarter - 1]}


@dataclass(frozen=True)
class Group:
    """What happened in one period, and what held meanwhile."""

    title: str
    ident: str
    events: tuple[Event, ...]
    beside: tuple[Link, ...]


@dataclass(frozen=True)
class TimelinePage:
    """One page of a timeline. `filters` is None for those who read no incidents; `list_url` is empty for them."""

    title: str
    says: str
    crumbs: tuple[Link, ...]
    groups: tuple[Group, ...]
    filters: FiltersPart | None
    by: tuple[Option, ...]
    year_from: str
    year_to: str
    about_actor: bool
    pager: Pager
    list_url: str
    narrowed: bool


@dataclass(frozen=True)
class _Subject:
    """Whose timeline it is. `list_more`: what narrows the list of incidents to it; None where the list cannot."""

    title: str
    crumbs: tuple[Link, ...]
    here: str
    list_more: Mapping[str, str] | None
    is_actor: bool


def place_timeline(acting: Person, place: Area, asked: Mapping[str, str]) -> TimelinePage:
    """Return a page of what happened at a place. The number of queries does not depend on how much did."""
    chosen = _chosen(asked, place=place)
    country = _country_of(place)
    lies = {"country": str(country.pk), "part": str(place.pk) if place.level == Level.ADMIN_1 else ""}
    subject = _Subject(
        title=_("Timeline of %(name)s") % {"name": place},
        crumbs=(
            Link(_("Places"), address("public:place-list")),
            Link(str(place), address("public:place-detail", place.code)),
        ),
        here=address("monitor:timeline-place", place.code),
        list_more=lies if place.level <= Level.ADMIN_1 else None,
        is_actor=False,
    )
    found, beside = timelines.at_place(acting, place, chosen), beside_place(acting, place, country)
    return _timeline(acting, subject, asked, chosen, found, list(beside))


def actor_timeline(acting: Person, actor: Actor, asked: Mapping[str, str]) -> TimelinePage:
    """Return a page of what an actor did and what happened to it; of a merged record, of whom it counts as."""
    actor = actor.counts_as or actor
    chosen = _chosen(asked, place=None)
    subject = _Subject(
        title=_("Timeline of %(name)s") % {"name": actor},
        crumbs=(
            Link(_("Actors"), address("actors:actor-list")),
            Link(str(actor), address("actors:actor-detail", actor.pk)),
        ),
        here=address("monitor:timeline-actor", actor.pk),
        list_more={"actor": str(actor.pk)},
        is_actor=True,
    )
    found = timelines.of_actor(acting, actor.pk, chosen)
    return _timeline(acting, subject, asked, chosen, found, list(beside_actor(acting, actor)))


def _chosen(asked: Mapping[str, str], *, place: Area | None) -> IncidentFilter:
    """Return the filters of the address, without those that the page itself says."""
    chosen = replace(chosen_filter(asked), sort=IncidentFilter.sort)
    if place is not None:
        return replace(chosen, country_id=None, admin1_id=None, admin2_id=None, no_part=False, no_subpart=False)
    return replace(chosen, actor_id=None, no_actor=False)


def _timeline(
    acting: Person,
    subject: _Subject,
    asked: Mapping[str, str],
    chosen: IncidentFilter,
    found: "QuerySet[Incident]",
    beside: Sequence[Beside],
) -> TimelinePage:
    reads = policies.may_read(acting)
    by = YEAR if asked.get("by") == YEAR else QUARTER
    stretch = timelines.stretch_of(found, cursor_of(asked, Incident, timelines.DAY))
    choices = Choices(acting, chosen) if reads else None
    rows = lists.rows_of(stretch.part.rows, choices.known if choices else None)
    related = timelines.related_to(acting, [row.incident.pk for row in rows]) if rows else {}
    by_period: dict[Period, list[Event]] = defaultdict(list)
    for row, cells in zip(rows, shown_rows(rows), strict=True):
        period = Period.of(row.incident.date_earliest, by)
        by_period[period].append(_event(row, cells, related.get(row.incident.pk, ())))
    shown_in_list = reads and subject.list_more is not None
    return TimelinePage(
        title=subject.title,
        says=_says(found, subject)
        if reads
        else _("Contexts, listings and action plans. Your role reads no incidents."),
        crumbs=(*subject.crumbs, Link(_("Timeline"))),
        groups=tuple(_groups(by_period, _within(beside, chosen), stretch, by)),
        filters=choices.part(asked, subject.here) if choices else None,
        by=(Option(QUARTER, _("By quarter"), by == QUARTER), Option(YEAR, _("By year"), by == YEAR)),
        year_from=str(chosen.year_from or ""),
        year_to=str(chosen.year_to or ""),
        about_actor=subject.is_actor,
        pager=pager_of(stretch.part, asked, timelines.DAY),
        list_url=_list(asked, subject.list_more or {}) if shown_in_list else "",
        narrowed=chosen.narrows,
    )


def _list(asked: Mapping[str, str], more: Mapping[str, str]) -> str:
    return address("monitor:incident-list") + with_filters(asked, by="", **more)


def _country_of(place: Area) -> Area:
    while place.parent is not None:
        place = place.parent
    return place


def _says(found: "QuerySet[Incident]", subject: _Subject) -> str:
    """Say how many incidents lie in a place. Those of an actor are not counted: it may be in most of them."""
    if subject.is_actor:
        return _("What was reported of it, and what happened to it, the newest first.")
    count = lists.bounded_count(found)
    said = ngettext("%(count)s incident, the newest first.", "%(count)s incidents, the newest first.", count)
    return said % {"count": bounded(count)}


def _event(row: IncidentRow, cells: Row, related: Sequence[str]) -> Event:
    """Return an incident as a line: acts by whom, children, place, state, and what belongs to it."""
    incident = row.incident
    (children,) = victims_in_words([VictimData(boys=row.boys, girls=row.girls, unknown=row.unknown)])
    linked = _("related: %(codes)s") % {"codes": ", ".join(related)} if related else ""
    words = {"acts": cells.acts or _("no violation stated"), "actors": cells.actors}
    return Event(
        when=cells.when,
        what=cells.code,
        more=_("%(acts)s, by %(actors)s") % words if row.actors else _("%(acts)s, by nobody identified") % words,
        who=" · ".join(part for part in (cells.place, children, cells.status, linked) if part),
        iso=incident.date_earliest.isoformat() if incident.date_earliest == incident.date_latest else "",
        state=State(cells.state),
        href=cells.url,
    )


def _within(beside: Iterable[Beside], chosen: IncidentFilter) -> list[Beside]:
    """Return what touches the years that are asked for."""
    first = chosen.year or chosen.year_from
    last = chosen.year or chosen.year_to
    return [
        one
        for one in beside
        if (first is None or one.ends is None or one.ends.year >= first) and (last is None or one.starts.year <= last)
    ]


def _groups(
    by_period: Mapping[Period, Sequence[Event]], beside: Sequence[Beside], stretch: Stretch, by: str
) -> Iterable[Group]:
    """Yield the periods of this page, the newest first: those with incidents, and those in which something began."""
    begun = {Period.of(one.starts, by) for one in beside if _on_page(one.starts, stretch, by)}
    for period in sorted({*by_period, *begun}, reverse=True):
        yield Group(
            title=str(period),
            ident=f"t{period.year}-{period.quarter}",
            events=tuple(by_period.get(period, ())),
            beside=tuple(one.link for one in beside if one.holds(period.first, period.last)),
        )


def _on_page(day: datetime.date, stretch: Stretch, by: str) -> bool:
    """Say whether a day falls into the time of this page, so that each period without incidents is on one page."""
    period = Period.of(day, by)
    if stretch.until is not None and period >= Period.of(stretch.until, by):
        return False
    return stretch.since is None or period >= Period.of(stretch.since, by)
