"""The list of lists, and one list with what stands on it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.histories import history_events
from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.lists import selectors
from amparo.actors.lists.models import Designation, DesignationList, Snapshot
from amparo.actors.lists.pages.shared import (
    LONGEST_WORDS,
    PAGE_ROWS,
    age_cell,
    day_words,
    delisted_cell,
    issuer_words,
    reference_cell,
    stale_words,
    to_lists,
)
from amparo.audit.selectors import Version
from amparo.kernel.ui.parts import Cell, Column, Event, Fact, Link, Table, Text
from amparo.kernel.ui.words import moment, number

SNAPSHOTS_SHOWN = 10


@dataclass(frozen=True)
class ListsPage:
    """All lists, and the snapshots of the published file. `waiting_url` leads to one that waits for a decision."""

    crumbs: tuple[Link, ...]
    table: Table
    snapshots: Table
    stale: Text
    waiting_url: str
    new_url: str
    import_url: str
    definitions_url: str


@dataclass(frozen=True)
class ListPage:
    """One list: its facts, its designations, its history."""

    listing: DesignationList
    says: Text
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    stale: Text
    table: Table
    pages: "Page[Designation]"
    words: str
    states: tuple[tuple[str, Text, bool], ...]
    record_url: str
    change_url: str
    history: tuple[Event, ...]


def lists_page(acting: Person) -> ListsPage:
    """Return all lists. The number of queries does not depend on how many there are."""
    lists = list(selectors.lists_for(acting))
    waiting = selectors.waiting_snapshot(acting)
    return ListsPage(
        crumbs=(Link(_("Actors"), reverse("actors:actor-list")), Link(_("Lists"))),
        table=_lists_table(lists),
        snapshots=_snapshots_table(selectors.snapshots_for(acting).defer("entries", "differences")[:SNAPSHOTS_SHOWN]),
        stale=stale_words(lists),
        waiting_url=reverse("actors:snapshot-detail", args=[waiting.pk]) if waiting else "",
        new_url=reverse("actors:list-new") if policies.may_record(acting) else "",
        import_url=reverse("actors:list-import") if policies.may_record(acting) else "",
        definitions_url=reverse("actors:definition-list"),
    )


def _lists_table(lists: Iterable[DesignationList]) -> Table:
    return Table(
        caption=_("Lists"),
        caption_hidden=True,
        columns=(Column(_("List")), Column(_("Issued by")), Column(_("Groups on it"), number=True), Column(_("As of"))),
        rows=[
            (
                Cell(str(one), href=reverse("actors:list-detail", args=[one.pk]), note=one.basis),
                issuer_words(one),
                number(getattr(one, "standing", 0)),
                age_cell(one),
            )
            for one in lists
        ],
        fold=True,
        empty=_("No list yet."),
    )


def _snapshots_table(snapshots: Iterable[Snapshot]) -> Table:
    return Table(
        caption=_("Snapshots of the published list, newest first"),
        columns=(
            Column(_("Generated")),
            Column(_("State")),
            Column(_("People left out"), number=True),
            Column(_("Decided by")),
        ),
        rows=[
            (
                Cell(
                    moment(one.generated_at),
                    href=reverse("actors:snapshot-detail", args=[one.pk]),
                ),
                str(Snapshot.State(one.state).label),
                number(one.individuals),
                str(one.decided_by) if one.decided_by else _("the operator") if one.decided_at else "–",
            )
            for one in snapshots
        ],
        fold=True,
        empty=_("The published list has not been brought in yet. The operator runs: amparo actors import FILE"),
    )


def list_page(acting: Person, listing: DesignationList, words: str, state: str, page: str) -> ListPage:
    """Return one page of what a list names. The number of queries does not depend on the number of rows."""
    words = words.strip()[:LONGEST_WORDS]
    pages = Paginator(selectors.designations_on(acting, listing, words, state), PAGE_ROWS).get_page(page)
    records = policies.may_record(acting) and not listing.feed
    states = (("", _("all")), ("standing", _("on the list")), ("delisted", _("delisted")))
    return ListPage(
        listing=listing,
        says=issuer_words(listing),
        crumbs=to_lists(Link(str(listing))),
        facts=_facts(listing),
        stale=stale_words([listing]),
        table=_designations_table(pages),
        pages=pages,
        words=words,
        states=tuple((value, label, value == state) for value, label in states),
        record_url=reverse("actors:designation-new", args=[listing.pk]) if records else "",
        change_url=reverse("actors:list-change", args=[listing.pk]) if records else "",
        history=history_events("list", listing.pk, _said),
    )


def _facts(listing: DesignationList) -> tuple[Fact, ...]:
    kept = _("a published file") if listing.feed else _("people, by hand")
    yes, no = _("yes, within the meaning of this list"), _("no: only a definition can say so")
    return (
        Fact(_("Groups on it"), number(getattr(listing, "standing", 0))),
        Fact(_("As of"), day_words(listing.as_of, _("never read"))),
        Fact(_("Kept by"), kept, listing.url),
        Fact(_("Legal basis"), listing.basis or "–"),
        Fact(_("Names terrorist groups"), yes if listing.marks_terrorist else no),
    )


def _designations_table(rows: Iterable[Designation]) -> Table:
    return Table(
        caption=_("Groups on this list"),
        caption_hidden=True,
        columns=(
            Column(_("Name as listed")),
            Column(_("Reference")),
            Column(_("Actor")),
            Column(_("Listed")),
            Column(_("Delisted")),
        ),
        rows=[
            (
                row.name,
                reference_cell(row),
                Cell(str(row.actor), href=reverse("actors:actor-detail", args=[row.actor_id])) if row.actor else "–",
                Cell(day_words(row.listed_on), nowrap=True),
                delisted_cell(row),
            )
            for row in rows
        ],
        fold=True,
        empty=_("No group here."),
    )


def _said(version: Version, _before: Version | None) -> tuple[Text, Text]:
    said = {"list.recorded": _("Recorded"), "list.changed": _("Changed")}
    return said.get(version.action, _("Saved")), str(version.data.get("name", ""))
