"""What the list of incidents shows: filters from the address, counts, rows, and the pages around."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel import fuzzy
from amparo.kernel.ids import parsed_id
from amparo.kernel.models import texts_by_id
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Link, Tally
from amparo.kernel.ui.words import State, number
from amparo.monitor import policies
from amparo.monitor.models import VERIFIED, Incident, Status
from amparo.monitor.pages import filters
from amparo.monitor.pages.cursors import Pager, cursor_of, held, pager_of
from amparo.monitor.pages.states import STATES
from amparo.monitor.selectors import lists
from amparo.monitor.selectors.lists import IncidentRow
from amparo.monitor.selectors.narrowing import COUNTED, OVERDUE_DAYS, IncidentFilter, filtered
from amparo.places.models import Area
from amparo.terms import selectors as terms
from amparo.terms.models import Vocabulary

_LONGEST_WORDS = 200


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One incident, every cell as text. An empty count means that no child is counted."""

    key: str
    url: str
    code: str
    when: str
    place: str
    place_code: str
    acts: str
    actors: str
    girls: str
    boys: str
    unknown: str
    sources: str
    state: str
    status: str
    verified_year: str


@dataclass(frozen=True)
class Head:
    """The head of a column that sorts."""

    url: str
    direction: str


@dataclass(frozen=True)
class FiltersPart:
    """The filters of a list of incidents, with what is chosen, and the address without any."""

    words: str
    year: str
    statuses: tuple[Option, ...]
    countries: tuple[Option, ...]
    parts: tuple[Option, ...]
    types: tuple[Option, ...]
    actors: tuple[Option, ...]
    chips: tuple[Link, ...]
    sort: str
    clear_url: str


@dataclass(frozen=True)
class IncidentListPage:
    """The list; `new_url` is empty for those who do not record.

    `acts` are what can be done to several incidents, each with its address; `kept` are the filters that go along.
    """

    says: str
    counts: tuple[Tally, ...]
    filters: FiltersPart
    rows: tuple[Row, ...]
    by_date: Head
    by_code: Head
    pager: Pager
    new_url: str
    acts: tuple[Link, ...]
    kept: tuple[tuple[str, str], ...]
    map_url: str

    @property
    def chips(self) -> tuple[Link, ...]:
        """The filters in use, each a link that takes it away."""
        return self.filters.chips


def list_page(acting: Person, asked: Mapping[str, str]) -> IncidentListPage:
    """Return one page of incidents. The number of queries does not depend on the number of rows."""
    chosen = chosen_filter(asked)
    name, _descending = lists.SORTS[chosen.sort]
    part = lists.incident_part(acting, chosen, cursor_of(asked, Incident, name))
    choices = Choices(acting, chosen)
    counts = lists.status_counts(acting)
    return IncidentListPage(
        says=_fit(acting, chosen) if chosen.narrows else _says(counts),
        counts=tuple(_tally(counts)),
        filters=choices.part(asked, address("monitor:incident-list")),
        rows=tuple(shown_rows(lists.rows_of(part.rows, choices.known))),
        by_date=_head(asked, chosen.sort, "date"),
        by_code=_head(asked, chosen.sort, "code"),
        pager=pager_of(part, asked, name),
        new_url=address("monitor:incident-new") if policies.may_record(acting) else "",
        acts=tuple(_acts(acting)),
        kept=tuple((key, value) for key, values in held(asked, "incident").items() for value in values),
        map_url=address("monitor:incident-map") + with_filters(asked),
    )


def _acts(acting: Person) -> Iterator[Link]:
    """Yield what the person may do to several incidents. Each has its preview, and is allowed there anew."""
    if policies.may_decide(acting):
        yield Link(_("Take up for verification"), address("monitor:incident-take-up"))
        yield Link(_("Send back"), address("monitor:incident-send-back"))
        yield Link(_("Confirm at a higher level"), address("monitor:incident-confirm-several"))
        yield Link(_("Reopen"), address("monitor:incident-reopen-several"))
    if policies.may_judge(acting):
        yield Link(_("Link as related"), address("monitor:incident-relate"))
    yield Link(_("Export"), address("monitor:incident-export"))


def chosen_filter(asked: Mapping[str, str]) -> IncidentFilter:
    """Return what the address narrows the list to. What it cannot mean is left out."""
    status, sort = asked.get("status", ""), asked.get("sort", "")
    country = parsed_id(asked.get("country"))
    return replace(
        filters.behind_figures(asked),
        words=asked.get("q", "").strip()[:_LONGEST_WORDS],
        status=status if status in Status.values or status in ("overdue", COUNTED) else "",
        year=filters.year_of(asked.get("year", "")),
        country_id=country,
        admin1_id=parsed_id(asked.get("part")) if country else None,
        no_part=bool(country) and asked.get("part") == filters.NO_PART,
        actor_id=parsed_id(asked.get("actor")),
        type_id=parsed_id(asked.get("violation")),
        sort=sort if sort in lists.SORTS else "-date",
    )


class Choices:
    """The choices of every filter, with the chosen one marked; `known` carries what they hold to the rows."""

    def __init__(self, acting: Person, chosen: IncidentFilter, states: Iterable[Status] = Status) -> None:
        countries = list(lists.countries_with_incidents(acting))
        parts = list(lists.parts_with_incidents(acting, chosen.country_id)) if chosen.country_id else []
        types = texts_by_id(terms.offered(Vocabulary.VIOLATION), "labels", "label")
        actors = texts_by_id(lists.actors_to_choose(acting), "names", "name")
        self.known = lists.Known([*countries, *parts], types, actors)
        several = [(COUNTED, _("Verified, in time or late"))] if Status.VERIFIED in states else []
        named = [(status.value, str(status.label)) for status in states]
        self.statuses = _options([*named, *several, ("overdue", _overdue())], chosen.status)
        self.countries = _options(_areas(countries), str(chosen.country_id or ""))
        nowhere = [(filters.NO_PART, _("part not recorded"))] if chosen.country_id else []
        part = filters.NO_PART if chosen.no_part else str(chosen.admin1_id or "")
        self.parts = _options([*_areas(parts), *nowhere], part)
        self.types = _options(((str(pk), text) for pk, text in self.known.types.items()), str(chosen.type_id or ""))
        self.actors = _options(((str(pk), text) for pk, text in self.known.actors.items()), str(chosen.actor_id or ""))
        self._chosen = chosen

    def part(self, asked: Mapping[str, str], clear_url: str) -> FiltersPart:
        """Return the filters as a page shows them."""
        return FiltersPart(
            words=self._chosen.words,
            year=str(self._chosen.year or ""),
            statuses=self.statuses,
            countries=self.countries,
            parts=self.parts,
            types=self.types,
            actors=self.actors,
            chips=tuple(self.chips(asked)),
            sort=self._chosen.sort,
            clear_url=clear_url,
        )

    def chips(self, asked: Mapping[str, str]) -> list[Link]:
        """Return each filter in use as a link that takes it away."""
        used = {
            "q": self._chosen.words,
            "year": str(self._chosen.year or ""),
            "status": _text(self.statuses),
            "country": _text(self.countries),
            "part": _text(self.parts),
            "violation": _text(self.types),
            "actor": _text(self.actors),
            **filters.said(self._chosen),
        }
        return [Link(text, _address(asked, without=name)) for name, text in used.items() if text]


def _areas(areas: Iterable[Area]) -> list[tuple[str, str]]:
    return sorted(((str(area.pk), str(area)) for area in areas), key=lambda row: row[1])


def _options(rows: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, text, value == chosen) for value, text in rows)


def _text(options: Sequence[Option]) -> str:
    return next((option.text for option in options if option.chosen), "")


def _overdue() -> str:
    return _("Over %(days)d days") % {"days": OVERDUE_DAYS}


def with_filters(asked: Mapping[str, str], **more: str) -> str:
    """Return the filters of an address as the query of another one; what is empty in `more` is left out."""
    merged: dict[str, object] = {**held(asked), **more}
    return f"?{urlencode({key: value for key, value in merged.items() if value}, doseq=True)}"


_WITHIN = {"country": ("part", "subpart"), "part": ("subpart",)}
"""What a filter that is taken away takes with it."""


def _address(asked: Mapping[str, str], *, without: str = "", **more: str) -> str:
    kept = held(asked, without, *_WITHIN.get(without, ()))
    return f"?{urlencode({**kept, **more}, doseq=True)}"


def _head(asked: Mapping[str, str], sort: str, name: str) -> Head:
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return Head(_address(asked, sort=name if sort == f"-{name}" else f"-{name}"), direction)


def _tally(counts: Mapping[str, int]) -> list[Tally]:
    verified = sum(counts[status] for status in VERIFIED)
    shown = [
        (_("Reported"), State.WAIT, counts[Status.REPORTED], Status.REPORTED.value),
        (_("Under verification"), State.RUN, counts[Status.UNDER_VERIFICATION], Status.UNDER_VERIFICATION.value),
        (_("Verified"), State.KEPT, verified, COUNTED),
        (_("Not verified"), State.NONE, counts[Status.NOT_VERIFIED], Status.NOT_VERIFIED.value),
        (_("Did not occur"), State.NONE, counts[Status.DID_NOT_OCCUR], Status.DID_NOT_OCCUR.value),
        (_overdue(), State.LATE, counts["overdue"], "overdue"),
    ]
    return [Tally(text, bounded(count), state, f"?status={status}") for text, state, count, status in shown]


def bounded(count: int) -> str:
    """Return a bounded count in words of figures: 214, or "2,000+" where counting stopped."""
    return f"{number(lists.MOST_COUNTED)}+" if count > lists.MOST_COUNTED else number(count)


def _fit(acting: Person, chosen: IncidentFilter) -> str:
    count = lists.bounded_count(filtered(acting, chosen))
    return ngettext("%(count)s incident fits.", "%(count)s incidents fit.", count) % {"count": bounded(count)}


def _says(counts: Mapping[str, int]) -> str:
    states = [count for name, count in counts.items() if name != "overdue"]
    total = sum(min(count, lists.MOST_COUNTED) for count in states)
    if max(states) > lists.MOST_COUNTED:
        said = _("More than %(count)s incidents.") % {"count": number(total)}
    else:
        said = ngettext("%(count)s incident.", "%(count)s incidents.", total) % {"count": number(total)}
    overdue = counts["overdue"]
    if not overdue:
        return said
    late = ngettext(
        "%(count)s has waited more than %(days)d days.", "%(count)s have waited more than %(days)d days.", overdue
    )
    return f"{said} {late % {'count': bounded(overdue), 'days': OVERDUE_DAYS}}"


@lru_cache(maxsize=4096)
def _figure(count: int, language: str | None) -> str:
    return number(count)


@lru_cache(maxsize=4096)
def _date(text: str, language: str | None) -> str:
    return fuzzy.say(fuzzy.parse(text))


def shown_rows(rows: Iterable[IncidentRow]) -> Iterator[Row]:
    """Yield incidents as a list shows them, every cell as text."""
    language, states = get_language(), {status.value: str(status.label) for status in Status}
    for row in rows:
        yield _row(row, language, states[row.incident.status])


def _row(row: IncidentRow, language: str | None, status: str) -> Row:
    incident = row.incident
    place = incident.admin1 or incident.country
    counted = row.girls or row.boys or row.unknown
    girls, boys, unknown = (
        _figure(count, language) if counted else "–" for count in (row.girls, row.boys, row.unknown)
    )
    return Row(
        key=str(incident.pk),
        url=_detail_url(incident),
        code=incident.code,
        when=_date(incident.date_text, language),
        place=str(place),
        place_code=place.code,
        acts=", ".join(row.acts),
        actors=", ".join(row.actors) or _("not identified"),
        girls=girls,
        boys=boys,
        unknown=unknown,
        sources=_figure(row.sources, language),
        state=STATES[incident.status].value,
        status=status,
        verified_year=str(incident.verified_year or "–"),
    )


def _detail_url(incident: Incident) -> str:
    return f"{address('monitor:incident-list')}{incident.pk}/"
