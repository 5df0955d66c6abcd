"""What the pages of actors show: small frozen dataclasses, and what makes them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.histories import history_events
from amparo.accounts.models import Person
from amparo.actors import doors, policies, selectors, versions
from amparo.actors.forms import ActorForms
from amparo.actors.listings.pages import ListingsPart, listings_part
from amparo.actors.lists.pages.designations import ListedPanel, listed_panel
from amparo.actors.merging.pages import MergePart, merge_part
from amparo.actors.models import Actor, ActorType
from amparo.actors.relations.pages import RelationsPart, relations_part
from amparo.actors.relations.periods import in_words
from amparo.actors.relations.selectors import group_ids
from amparo.actors.timeline import timeline_of
from amparo.audit.selectors import Version
from amparo.kernel import clock
from amparo.kernel.errors import Difference, Stale
from amparo.kernel.forms import Fault, whole_number
from amparo.kernel.ui.parts import Cell, Column, Event, Link, Table, Text
from amparo.places.selectors import areas_by_code

PAGE_ROWS = 50
_LONGEST_WORDS = 200


@dataclass(frozen=True)
class ActorListPage:
    """One page of the list. `new_url` is empty for those who only read."""

    table: Table
    pages: "Page[Actor]"
    words: str
    new_url: str


@dataclass(frozen=True)
class ActorPage:
    """One actor with all that is said of it and of the records that count as it, and its history."""

    actor: Actor
    country: str
    crumbs: tuple[Link, ...]
    names: tuple[tuple[str, str], ...]
    types: Table
    lifetime: str
    relations: RelationsPart
    listings: ListingsPart
    timeline: tuple[Event, ...]
    merging: MergePart
    doors: tuple[Link, ...]
    listed: ListedPanel
    history: tuple[Event, ...]
    change_url: str


@dataclass(frozen=True)
class ActorFormPage:
    """The form; after a stale save, the stored values beside it and the version to build on."""

    form: ActorForms
    title: str
    version: int
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...] | None
    cancel_url: str


def list_page(acting: Person, words: str, number: str) -> ActorListPage:
    """Return one page of actors, by name. The number of queries does not depend on the number of rows."""
    words = words.strip()[:_LONGEST_WORDS]
    found = selectors.find(acting, words)
    pages = Paginator(selectors.with_types(found), PAGE_ROWS).get_page(number)
    countries = areas_by_code(actor.country for actor in pages if actor.country)
    table = Table(
        caption=_("Actors, by name"),
        caption_hidden=True,
        columns=(Column(_("Name")), Column(_("Code")), Column(_("What it is today")), Column(_("Mainly in"))),
        rows=[
            (
                Cell(
                    str(actor),
                    href=reverse("actors:actor-detail", args=[actor.pk]),
                    note=" · ".join(name for name in actor.names.values() if name != str(actor)),
                ),
                Cell(actor.code, code=True),
                ", ".join(dict.fromkeys(str(row.term) for row in _current(_types(actor)))) or "–",
                str(countries.get(actor.country, "–")),
            )
            for actor in pages
        ],
        fold=True,
        empty=_("No actor here."),
    )
    return ActorListPage(table, pages, words, reverse("actors:actor-new") if policies.may_record(acting) else "")


def _current(types: Iterable[ActorType]) -> list[ActorType]:
    today = clock.today()
    return [
        row
        for row in types
        if (row.starts_on is None or row.starts_on <= today) and (row.ends_on is None or row.ends_on >= today)
    ]


def detail_page(acting: Person, actor: Actor) -> ActorPage:
    """Return one actor."""
    country = areas_by_code([actor.country]).get(actor.country) if actor.country else None
    ids, stands = group_ids(acting, actor), actor.counts_as_id is None
    return ActorPage(
        actor=actor,
        country=str(country or ""),
        crumbs=(Link(_("Actors"), reverse("actors:actor-list")), Link(str(actor))),
        names=tuple(actor.names.items()),
        types=_types_table(actor),
        lifetime=in_words(actor.founded, actor.dissolved),
        relations=relations_part(acting, actor, ids),
        listings=listings_part(acting, actor.pk, ids, stands=stands),
        timeline=timeline_of(acting, actor, ids),
        merging=merge_part(acting, actor),
        doors=doors.links_for(acting, actor),
        listed=listed_panel(acting, actor),
        history=history_events("actor", actor.pk, _said),
        change_url=reverse("actors:actor-change", args=[actor.pk]) if policies.may_record(acting) and stands else "",
    )


def _types(actor: Actor) -> list[ActorType]:
    """Return the types of an actor and of the records that count as it."""
    return [row for record in (actor, *actor.counted.all()) for row in record.types.all()]


def _types_table(actor: Actor) -> Table:
    return Table(
        caption=_("What it is, and since when"),
        columns=(Column(_("Type")), Column(_("From")), Column(_("Until")), Column(_("Source"))),
        rows=[
            (
                Cell(
                    str(row.term),
                    note="" if row.actor_id == actor.pk else _("recorded as %(record)s") % {"record": row.actor},
                ),
                date_format(row.starts_on) if row.starts_on else _("not known"),
                date_format(row.ends_on) if row.ends_on else "–",
                row.source or "–",
            )
            for row in _types(actor)
        ],
        fold=True,
        empty=_("Nobody has said yet what this actor is."),
    )


def _said(version: Version, _before: Version | None) -> tuple[Text, Text]:
    return versions.SAID.get(version.action, _("Saved")), str(version.data.get("name", ""))


def form_page(form: ActorForms, actor: Actor | None = None, stale: Stale | None = None) -> ActorFormPage:
    """Return the page of a new or changed actor."""
    sent = str(form.actor["version"].value() or "")
    version = whole_number(sent)
    return ActorFormPage(
        form=form,
        title=_("Change %(name)s") % {"name": actor} if actor else _("Record an actor"),
        version=stale.version if stale and stale.version is not None else version,
        faults=form.faults(),
        differences=stale.differences if stale else None,
        cancel_url=reverse("actors:actor-detail", args=[actor.pk]) if actor else reverse("actors:actor-list"),
    )
