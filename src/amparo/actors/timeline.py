"""What is known of an actor, in one dated order."""

import datetime
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors.listings import selectors as listings
from amparo.actors.listings import wording
from amparo.actors.listings.models import ListingState
from amparo.actors.models import Actor, ActorLink, ActorType
from amparo.actors.relations import selectors as relations
from amparo.actors.relations.models import AliasKind, LinkKind
from amparo.kernel import fuzzy
from amparo.kernel.ui.parts import Event
from amparo.kernel.ui.words import State


@dataclass(frozen=True)
class Dated:
    """One thing that happened, at an EDTF date."""

    date: str
    what: str
    more: str = ""
    source: str = ""
    state: State | None = None


def timeline_of(acting: Person, actor: Actor, ids: Collection[uuid.UUID]) -> tuple[Event, ...]:
    """Return what happened to an actor and of the records `ids` that count as it, as events, the newest first."""
    return tuple(event_of(one) for one in dated_of(acting, actor, ids))


def dated_of(acting: Person, actor: Actor, ids: Collection[uuid.UUID]) -> list[Dated]:
    """Return what happened to an actor and what happened of the records `ids` that count as it, the newest first.

    What has no date is in the tables of the page and not here. Six queries.
    """
    said = [
        *_life(actor),
        *_types(ids),
        *_names(acting, ids),
        *_links(acting, ids),
        *_areas(acting, ids),
        *_listings(acting, ids),
        *_plans(acting, ids),
    ]
    return sorted(said, key=lambda one: _sorting(one.date), reverse=True)


def event_of(one: Dated) -> Event:
    """Return one thing that happened as a line of a timeline."""
    return Event(fuzzy.say(fuzzy.parse(one.date)), one.what, one.more, one.source, iso=_iso(one.date), state=one.state)


def _sorting(text: str) -> tuple[datetime.date, datetime.date]:
    date = fuzzy.parse(text)
    return date.earliest, date.latest


def _iso(text: str) -> str:
    """Return a date for machines where the text is one; they read no approximate dates."""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _life(actor: Actor) -> Iterator[Dated]:
    if actor.founded:
        yield Dated(actor.founded, _("Founded"), state=State.RUN)
    if actor.dissolved:
        yield Dated(actor.dissolved, _("Dissolved"), state=State.NONE)


def _types(ids: Collection[uuid.UUID]) -> Iterator[Dated]:
    for row in ActorType.objects.filter(actor_id__in=ids).select_related("term"):
        if row.starts_on:
            yield Dated(row.starts_on.isoformat(), str(row.term), _("from this day on"), row.source)
        if row.ends_on:
            yield Dated(row.ends_on.isoformat(), str(row.term), _("until this day"), row.source)


def _names(acting: Person, ids: Collection[uuid.UUID]) -> Iterator[Dated]:
    for row in relations.aliases_of(acting, ids):
        kind = str(AliasKind(row.kind).label)
        if row.since:
            yield Dated(row.since, _("Name: %(name)s") % {"name": row.text}, kind, row.source)
        if row.until:
            yield Dated(row.until, _("Name given up: %(name)s") % {"name": row.text}, kind, row.source)


def _links(acting: Person, ids: Collection[uuid.UUID]) -> Iterator[Dated]:
    for row in relations.links_of(acting, ids):
        if row.since:
            yield Dated(row.since, link_in_words(row, ids), "", row.source)
        if row.until:
            yield Dated(row.until, _("No more: %(relation)s") % {"relation": link_in_words(row, ids)}, "", row.source)


def link_in_words(row: ActorLink, ids: Collection[uuid.UUID]) -> str:
    """Return a relation as seen from the records `ids`: "split off from ...", "out of it came ..."."""
    if row.actor_id in ids:
        said = {
            LinkKind.PART_OF: _("Part of %(other)s"),
            LinkKind.SPLIT_OFF: _("Split off from %(other)s"),
            LinkKind.JOINED: _("Went up, with others, in %(other)s"),
        }
        other = row.other
    else:
        said = {
            LinkKind.PART_OF: _("%(other)s is part of it"),
            LinkKind.SPLIT_OFF: _("Split: %(other)s came out of it"),
            LinkKind.JOINED: _("Merger: %(other)s went up in it"),
        }
        other = row.actor
    return said[LinkKind(row.kind)] % {"other": other.counts_as or other}


def _areas(acting: Person, ids: Collection[uuid.UUID]) -> Iterator[Dated]:
    for row in relations.presences_of(acting, ids):
        words = {"area": row.area}
        if row.since:
            yield Dated(row.since, _("Present in %(area)s") % words, "", row.source)
        if row.until:
            yield Dated(row.until, _("No more present in %(area)s") % words, "", row.source)


def _listings(acting: Person, ids: Collection[uuid.UUID]) -> Iterator[Dated]:
    for row in listings.listings_for(acting).filter(actor_id__in=ids):
        listed = row.state == ListingState.LISTED
        words = {"situation": row.situation, "where": wording.standing_of(row)}
        yield Dated(
            str(row.report_year),
            (_("Listed: %(situation)s, %(where)s") if listed else _("Delisted: %(situation)s")) % words,
            wording.in_a_row(row.violations.all()),
            row.symbol,
            State.TODAY if listed else State.KEPT,
        )


def _plans(acting: Person, ids: Collection[uuid.UUID]) -> Iterator[Dated]:
    for row in listings.plans_of(acting, ids):
        violations = wording.in_a_row(row.violations.all())
        signed = _("Action plan signed with %(other)s") % {"other": row.signed_with}
        yield Dated(row.signed, signed, violations, row.source, State.RUN)
        if row.ended:
            yield Dated(row.ended, _("Action plan: %(state)s") % {"state": row.get_state_display()}, "", row.source)
