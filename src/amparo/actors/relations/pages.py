"""What the page of an actor shows of its names, relations and areas, and the pages on which they are changed."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.models import Actor, ActorAlias, ActorLink, ActorPresence
from amparo.actors.relations import forms, sections, selectors, services
from amparo.actors.relations.models import LinkKind
from amparo.actors.relations.periods import in_words, say
from amparo.actors.timeline import link_in_words
from amparo.kernel.errors import Difference, Stale
from amparo.kernel.forms import Fault
from amparo.kernel.ui.parts import Cell, Column, Link, Table, Text


@dataclass(frozen=True)
class RelationsPart:
    """Three tables, and where each is changed (empty for those who only read)."""

    aliases: Table
    aliases_url: str
    links: Table
    links_url: str
    presences: Table
    presences_url: str


@dataclass(frozen=True)
class RowsPage:
    """The form of one of the three; after a stale save, the stored values beside it and the version to build on."""

    form: "forms.RowsForm[Any]"
    title: str
    hint: Text
    crumbs: tuple[Link, ...]
    version: int
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...] | None
    more: Text
    cancel_url: str


@dataclass(frozen=True)
class Edit:
    """How one section is changed on a page: its form, its service, its words."""

    section: "sections.Section[Any]"
    row: "type[forms.PeriodForm[Any]]"
    save: Callable[..., Actor]
    title: Text
    hint: Text
    more: Text


ALIASES = Edit(
    sections.ALIASES,
    forms.AliasForm,
    services.change_aliases,
    gettext_lazy("Aliases of %(name)s"),
    gettext_lazy("Names beside its own, in any script, each as a source writes it. It is found by all of them."),
    gettext_lazy("One more name"),
)
LINKS = Edit(
    sections.LINKS,
    forms.LinkForm,
    services.change_links,
    gettext_lazy("Relations of %(name)s"),
    gettext_lazy(
        "What it is part of, and what it came from. State a split at each of the new actors, "
        "a merger at each of the old ones."
    ),
    gettext_lazy("One more relation"),
)
PRESENCES = Edit(
    sections.PRESENCES,
    forms.PresenceForm,
    services.change_presences,
    gettext_lazy("Areas of %(name)s"),
    gettext_lazy("Where it is present, not what it claims. As small an area as the source says."),
    gettext_lazy("One more area"),
)


def relations_part(acting: Person, actor: Actor, ids: Collection[uuid.UUID]) -> RelationsPart:
    """Return what is said of an actor and of the records `ids` that count as it. Three queries."""
    changes = policies.may_record(acting) and actor.counts_as_id is None

    def address(name: str) -> str:
        return reverse(f"actors:{name}", args=[actor.pk]) if changes else ""

    return RelationsPart(
        aliases=_aliases_table(actor, list(selectors.aliases_of(acting, ids))),
        aliases_url=address("actor-aliases"),
        links=_links_table(ids, list(selectors.links_of(acting, ids))),
        links_url=address("actor-links"),
        presences=_presences_table(actor, list(selectors.presences_of(acting, ids))),
        presences_url=address("actor-presences"),
    )


def _columns(*first: Text) -> tuple[Column, ...]:
    return tuple(Column(text) for text in (*first, _("When"), _("Source")))


def _ends(row: ActorAlias | ActorLink | ActorPresence) -> tuple[str, str]:
    once = isinstance(row, ActorLink) and row.kind != LinkKind.PART_OF
    when = say(row.since) if once else in_words(row.since, row.until)
    return when or _("not known"), row.source or "–"


def _of_record(actor: Actor, row: ActorAlias | ActorPresence) -> str:
    """Say of which merged record a row is, where it is not the actor's own."""
    return "" if row.actor_id == actor.pk else _("recorded as %(record)s") % {"record": row.actor}


def _aliases_table(actor: Actor, rows: Sequence[ActorAlias]) -> Table:
    return Table(
        caption=_("Aliases"),
        columns=_columns(_("Name"), _("Kind"), _("Language")),
        rows=[
            (
                Cell(row.text, note=_of_record(actor, row)),
                row.get_kind_display(),
                Cell(row.language, code=True) if row.language else "–",
                *_ends(row),
            )
            for row in rows
        ],
        fold=True,
        empty=_("No other name is recorded."),
    )


def _links_table(ids: Collection[uuid.UUID], rows: Sequence[ActorLink]) -> Table:
    return Table(
        caption=_("What it belongs to and came from"),
        columns=_columns(_("Relation")),
        rows=[(Cell(link_in_words(row, ids), href=_other_url(row, ids)), *_ends(row)) for row in rows],
        fold=True,
        empty=_("No relation to another actor is recorded."),
    )


def _other_url(row: ActorLink, ids: Collection[uuid.UUID]) -> str:
    other = row.other if row.actor_id in ids else row.actor
    return reverse("actors:actor-detail", args=[other.counts_as_id or other.pk])


def _presences_table(actor: Actor, rows: Sequence[ActorPresence]) -> Table:
    return Table(
        caption=_("Where it is present"),
        columns=_columns(_("Area"), _("Code")),
        rows=[
            (
                Cell(str(row.area), note=_of_record(actor, row) or (str(row.area.parent) if row.area.parent else "")),
                Cell(row.area.pcode or row.area.code, code=True),
                *_ends(row),
            )
            for row in rows
        ],
        fold=True,
        empty=_("No area is recorded."),
    )


def rows_page(edit: Edit, form: "forms.RowsForm[Any]", actor: Actor, stale: Stale | None = None) -> RowsPage:
    """Return the page on which one section is changed."""
    title = str(edit.title) % {"name": actor}
    back = reverse("actors:actor-detail", args=[actor.pk])
    return RowsPage(
        form=form,
        title=title,
        hint=edit.hint,
        crumbs=(Link(_("Actors"), reverse("actors:actor-list")), Link(str(actor), back), Link(edit.section.label)),
        version=stale.version if stale and stale.version is not None else form.version,
        faults=form.faults(),
        differences=stale.differences if stale else None,
        more=edit.more,
        cancel_url=back,
    )
