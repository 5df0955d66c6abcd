"""What the pages of listings and action plans show."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.histories import history_events
from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.listings import selectors, wording
from amparo.actors.listings.forms import EntryForm, ListingFilterForm
from amparo.actors.listings.models import ListingState
from amparo.actors.models import ActionPlan, PartyListing
from amparo.actors.relations.periods import say
from amparo.audit.selectors import Version
from amparo.kernel.errors import Difference, Stale
from amparo.kernel.forms import Fault, faults_of, whole_number
from amparo.kernel.ui.parts import Cell, Column, Event, Link, Table, Text
from amparo.kernel.ui.words import State

PAGE_ROWS = 50


@dataclass(frozen=True)
class ListingsPage:
    """One page of the list of listings. `new_url` is empty for those who only read."""

    crumbs: tuple[Link, ...]
    table: Table
    form: ListingFilterForm
    pages: "Page[PartyListing]"
    new_url: str


@dataclass(frozen=True)
class ListingsPart:
    """Listings and action plans on the page of an actor, and where new ones are recorded."""

    listings: Table
    listing_url: str
    plans: Table
    plan_url: str


@dataclass(frozen=True)
class EntryPage:
    """The form of a listing or plan; after a stale save, the stored values beside it and the version to build on."""

    form: EntryForm
    bound: tuple[BoundField, ...]
    crumbs: tuple[Link, ...]
    title: str
    version: int
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...] | None
    history: tuple[Event, ...]
    remove_url: str
    cancel_url: str


def list_page(acting: Person, asked: Mapping[str, str], number: str) -> ListingsPage:
    """Return one page of listings, the newest report first. The number of queries does not depend on the rows."""
    form = ListingFilterForm(asked, acting=acting)
    pages = Paginator(selectors.listings_for(acting, form.chosen()), PAGE_ROWS).get_page(number)
    changes = policies.may_record(acting)
    table = Table(
        caption=_("Listings of parties, by year"),
        caption_hidden=True,
        columns=tuple(Column(text) for text in (_("Year"), _("Party"), *_heads())),
        rows=[_row(listing, changes) for listing in pages],
        fold=True,
        empty=_("No listing is recorded here. Only what a report says, with its symbol, is entered."),
    )
    return ListingsPage(_crumbs(), table, form, pages, reverse("actors:listing-new") if changes else "")


def _heads() -> tuple[str, ...]:
    return _("Situation"), _("Where it stands"), _("Measures"), _("Violations"), _("Document")


def _row(listing: PartyListing, changes: bool) -> tuple[Cell | Text, ...]:
    shown = listing.actor.counts_as or listing.actor
    change = reverse("actors:listing-change", args=[listing.pk]) if changes else ""
    return (
        Cell(str(listing.report_year), href=change, nowrap=True),
        Cell(str(shown), href=reverse("actors:actor-detail", args=[shown.pk])),
        str(listing.situation),
        _standing(listing),
        wording.measures_of(listing),
        wording.in_a_row(listing.violations.all()) or "–",
        Cell(listing.symbol, code=True),
    )


def _standing(listing: PartyListing) -> Cell:
    listed = listing.state == ListingState.LISTED
    return Cell(wording.standing_of(listing), state=State.TODAY if listed else State.KEPT)


def listings_part(acting: Person, actor_id: uuid.UUID, ids: Collection[uuid.UUID], *, stands: bool) -> ListingsPart:
    """Return the listings and plans of the records `ids`. Four queries."""
    changes = policies.may_record(acting)
    listings = list(selectors.listings_for(acting).filter(actor_id__in=ids))
    plans = list(selectors.plans_of(acting, ids))
    return ListingsPart(
        listings=_listings_table(listings, plans, changes),
        listing_url=f"{reverse('actors:listing-new')}?actor={actor_id}" if changes and stands else "",
        plans=_plans_table(plans, changes),
        plan_url=f"{reverse('actors:plan-new')}?actor={actor_id}" if changes and stands else "",
    )


def _listings_table(listings: Sequence[PartyListing], plans: Sequence[ActionPlan], changes: bool) -> Table:
    rows = []
    for listing in listings:
        year, _party, *rest, _symbol = _row(listing, changes)
        rows.append((year, *rest, Cell(listing.symbol, code=True, note=_without_plan(listing, plans))))
    return Table(
        caption=_("Listings as a party to conflict"),
        columns=tuple(Column(text) for text in (_("Year"), *_heads())),
        rows=rows,
        fold=True,
        empty=_("No listing is recorded."),
    )


def _without_plan(listing: PartyListing, plans: Iterable[ActionPlan]) -> str:
    """Point out a delisting before which no action plan is recorded: the practice knows it only after one."""
    if listing.state != ListingState.DELISTED or any(plan.signed_day.year <= listing.report_year for plan in plans):
        return ""
    return _("no action plan before it is recorded")


def _plans_table(plans: Sequence[ActionPlan], changes: bool) -> Table:
    heads = (_("Signed on"), _("Signed with"), _("Violations"), _("How it stands"), _("Ended on"), _("Source"))
    return Table(
        caption=_("Action plans"),
        columns=tuple(Column(text) for text in heads),
        rows=[
            (
                Cell(say(plan.signed), href=reverse("actors:plan-change", args=[plan.pk]) if changes else ""),
                plan.signed_with,
                wording.in_a_row(plan.violations.all()),
                plan.get_state_display(),
                say(plan.ended) or "–",
                plan.source,
            )
            for plan in plans
        ],
        fold=True,
        empty=_("No action plan is recorded."),
    )


LISTING_FIELDS = ("actor", "report_year", "symbol", "situation", "state", "annex", "section", "violations", "note")
PLAN_FIELDS = ("actor", "signed", "signed_with", "state", "ended", "violations", "source")


def entry_page(
    form: EntryForm,
    fields: tuple[str, ...],
    titles: tuple[str, str],
    entry: PartyListing | ActionPlan | None = None,
    stale: Stale | None = None,
) -> EntryPage:
    """Return the page of a new or changed listing or plan; `titles` are those of a new and of a stored one."""
    kind = "party_listing" if fields is LISTING_FIELDS else "action_plan"
    title = titles[1] if entry else titles[0]
    sent = whole_number(str(form["version"].value() or ""))
    return EntryPage(
        form=form,
        bound=tuple(form[name] for name in fields),
        crumbs=_crumbs(title),
        title=title,
        version=stale.version if stale and stale.version is not None else sent,
        faults=tuple(faults_of(form)) if form.is_bound else (),
        differences=stale.differences if stale else None,
        history=history_events(kind, entry.pk, _said) if entry else (),
        remove_url=_remove_url(entry) if entry else "",
        cancel_url=reverse("actors:actor-detail", args=[entry.actor_id]) if entry else reverse("actors:listing-list"),
    )


def _remove_url(entry: PartyListing | ActionPlan) -> str:
    name = "listing-remove" if isinstance(entry, PartyListing) else "plan-remove"
    return reverse(f"actors:{name}", args=[entry.pk])


def _crumbs(title: str = "") -> tuple[Link, ...]:
    listings = Link(_("Listings"), reverse("actors:listing-list") if title else "")
    return (Link(_("Actors"), reverse("actors:actor-list")), listings, *([Link(title)] if title else []))


def _said(version: Version, _before: Version | None) -> tuple[Text, Text]:
    recorded = version.action.endswith(".recorded")
    return (_("Recorded") if recorded else _("Changed")), str(version.data.get("symbol") or version.data.get("signed"))
