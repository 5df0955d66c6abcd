"""One designation, and what an actor's page says of its designations."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.histories import history_events
from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.lists import selectors
from amparo.actors.lists.models import Designation, DesignationName
from amparo.actors.lists.pages.shared import (
    age_cell,
    because,
    day_words,
    days_words,
    delisted_cell,
    list_link,
    reference_cell,
    stale_words,
    to_lists,
)
from amparo.actors.lists.selectors import Meaning
from amparo.actors.models import Actor
from amparo.audit.selectors import Version
from amparo.kernel.ui.parts import Cell, Column, Event, Fact, Link, Table, Text


@dataclass(frozen=True)
class DesignationPage:
    """One designation: its facts, the names that the list gives, its history."""

    designation: Designation
    says: Text
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    names: Table
    stale: Text
    change_url: str
    change_words: Text
    history: tuple[Event, ...]


@dataclass(frozen=True)
class ListedPanel:
    """What an actor's page says of lists: designations, and within the meaning of what the actor is today."""

    designations: Table
    meanings: Table
    stale: Text


def designation_page(acting: Person, designation: Designation) -> DesignationPage:
    """Return one designation."""
    listing = designation.listing
    return DesignationPage(
        designation=designation,
        says=str(listing),
        crumbs=to_lists(list_link(listing), Link(designation.reference)),
        facts=_facts(designation),
        names=_names_table(designation),
        stale=stale_words([listing]),
        change_url=reverse("actors:designation-change", args=[designation.pk]) if policies.may_record(acting) else "",
        change_words=_("Link to an actor") if listing.feed and not designation.delisted_on else _("Correct or end"),
        history=history_events("designation", designation.pk, _said),
    )


def _facts(one: Designation) -> tuple[Fact, ...]:
    amended = days_words(one.amended_on) or "–"
    seen = one.first_seen
    first = _("first seen on the list of %(day)s") % {"day": date_format(seen.generated_at.date())} if seen else ""
    actor = reverse("actors:actor-detail", args=[one.actor_id]) if one.actor_id else ""
    ended = delisted_cell(one)
    return (
        Fact(_("Listed"), day_words(one.listed_on), first),
        Fact(_("Delisted"), ended.text, ended.note),
        Fact(_("Entry amended"), amended),
        Fact(_("Actor"), str(one.actor) if one.actor else _("not linked to an actor yet"), href=actor),
        Fact(_("Source"), one.source or _("the published list") if one.listing.feed else one.source),
    )


def _names_table(one: Designation) -> Table:
    return Table(
        caption=_("Other names on the list"),
        columns=(Column(_("Name")), Column(_("What the list says of it"))),
        rows=[(name.name, str(DesignationName.Quality(name.quality).label)) for name in one.names.all()],
        fold=True,
        empty=_("The list gives no other name."),
    )


def listed_panel(acting: Person, actor: Actor) -> ListedPanel:
    """Return what the page of an actor says of lists."""
    rows = selectors.designations_of(acting, actor)
    return ListedPanel(
        designations=Table(
            caption=_("On lists"),
            columns=(
                Column(_("List")),
                Column(_("Reference")),
                Column(_("Listed")),
                Column(_("Delisted")),
                Column(_("List as of")),
            ),
            rows=[
                (
                    str(row.listing),
                    reference_cell(row),
                    Cell(day_words(row.listed_on), nowrap=True),
                    delisted_cell(row),
                    age_cell(row.listing),
                )
                for row in rows
            ],
            fold=True,
            empty=_("This actor stands on no list that is recorded here."),
        ),
        meanings=_meanings_table(selectors.meanings_of(acting, actor)),
        stale=stale_words(row.listing for row in rows if row.delisted_on is None),
    )


def _meanings_table(meanings: list[Meaning]) -> Table:
    return Table(
        caption=_("Within the meaning of definitions, today"),
        columns=(Column(_("Definition")), Column(_("Today")), Column(_("Because"))),
        rows=[
            (
                Cell(str(one.definition), href=reverse("actors:definition-detail", args=[one.definition.pk])),
                _("yes") if one.holds else _("no"),
                because(one.reasons) or _("no designation that this definition names"),
            )
            for one in meanings
        ],
        fold=True,
        empty=_("No definition is recorded."),
    )


def _said(version: Version, _before: Version | None) -> tuple[Text, Text]:
    said = {
        "designation.recorded": _("Recorded"),
        "designation.changed": _("Changed"),
        "snapshot.applied": _("By a snapshot of the list"),
    }
    name, days = version.data.get("name", ""), (version.data.get("listed_on"), version.data.get("delisted_on"))
    period = " – ".join(days_words([day]) if isinstance(day, str) else "…" for day in days)
    return said.get(version.action, _("Saved")), f"{name} · {period}"
