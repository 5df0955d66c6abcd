"""Definitions, and one definition with the actors who are within its meaning on a day."""

import datetime
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amparo.accounts.histories import history_events
from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.lists import meaning, selectors
from amparo.actors.lists.forms import DefinitionForms
from amparo.actors.lists.models import Definition
from amparo.actors.lists.pages.shared import PAGE_ROWS, because, day_words, stale_words, to_lists
from amparo.actors.models import Actor
from amparo.audit.selectors import Version
from amparo.kernel import clock
from amparo.kernel.errors import Difference, Stale
from amparo.kernel.forms import Fault, whole_number
from amparo.kernel.ui.parts import Cell, Column, Event, Fact, Link, Table, Text


@dataclass(frozen=True)
class DefinitionsPage:
    """All definitions."""

    crumbs: tuple[Link, ...]
    table: Table
    new_url: str


@dataclass(frozen=True)
class DefinitionPage:
    """One definition: its text, its rules, and who is within its meaning on a day."""

    definition: Definition
    title: Text
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    rules: Table
    table: Table
    pages: "Page[Actor]"
    day: datetime.date
    holds: bool
    stale: Text
    change_url: str
    history: tuple[Event, ...]


@dataclass(frozen=True)
class DefinitionFormPage:
    """The form of a definition with its rules."""

    form: DefinitionForms
    title: Text
    crumbs: tuple[Link, ...]
    version: int
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...] | None
    cancel_url: str


def definitions_page(acting: Person) -> DefinitionsPage:
    """Return all definitions."""
    return DefinitionsPage(
        crumbs=to_lists(Link(_("Definitions"))),
        table=Table(
            caption=_("Definitions"),
            caption_hidden=True,
            columns=(Column(_("Definition")), Column(_("From")), Column(_("Until")), Column(_("Source"))),
            rows=[
                (
                    Cell(str(one), href=reverse("actors:definition-detail", args=[one.pk])),
                    day_words(one.valid_from),
                    day_words(one.valid_to),
                    one.source,
                )
                for one in selectors.definitions_for(acting)
            ],
            fold=True,
            empty=_("No definition is recorded."),
        ),
        new_url=reverse("actors:definition-new") if policies.may_record(acting) else "",
    )


def definition_page(acting: Person, definition: Definition, on: str, page: str) -> DefinitionPage:
    """Return one definition with who is within its meaning on a day, today where none is given."""
    day = _day(on)
    pages = Paginator(selectors.actors_within(acting, definition, day), PAGE_ROWS).get_page(page)
    reasons = selectors.reasons_for(acting, definition, day, pages)
    return DefinitionPage(
        definition=definition,
        title=capfirst(str(definition)),
        crumbs=to_lists(Link(_("Definitions"), reverse("actors:definition-list")), Link(str(definition))),
        facts=(
            Fact(_("Source"), definition.source),
            Fact(_("From"), day_words(definition.valid_from, _("not stated"))),
            Fact(_("Until"), day_words(definition.valid_to, _("not ended"))),
        ),
        rules=_rules_table(definition),
        table=Table(
            caption=_("Within this meaning on %(day)s") % {"day": date_format(day)},
            columns=(Column(_("Actor")), Column(_("Because"))),
            rows=[
                (
                    Cell(str(actor), href=reverse("actors:actor-detail", args=[actor.pk])),
                    because(reasons.get(actor.pk, ())),
                )
                for actor in pages
            ],
            fold=True,
            empty=_("Nobody who is recorded here is within this meaning on that day."),
        ),
        pages=pages,
        day=day,
        holds=meaning.holds_on(definition, day),
        stale=stale_words(row.listing for rows in reasons.values() for row in rows),
        change_url=reverse("actors:definition-change", args=[definition.pk]) if policies.may_record(acting) else "",
        history=history_events("definition", definition.pk, _said),
    )


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        return clock.today()


def _rules_table(definition: Definition) -> Table:
    return Table(
        caption=_("A group is within this meaning where one of these holds"),
        columns=(Column(_("Rule")), Column(_("Type that the actor has by it"))),
        rows=[(str(rule), str(rule.term) if rule.term else "–") for rule in definition.rules.all()],
        fold=True,
        empty=_("There is no rule, so that no group is within this meaning."),
    )


def form_page(
    form: DefinitionForms, definition: Definition | None = None, stale: Stale | None = None
) -> DefinitionFormPage:
    """Return the page of a new or changed definition."""
    sent = whole_number(str(form.definition["version"].value() or ""))
    lists = reverse("actors:definition-list")
    title = _("Change: %(name)s") % {"name": definition} if definition else _("Add a definition")
    return DefinitionFormPage(
        form=form,
        title=title,
        crumbs=to_lists(Link(_("Definitions"), lists), Link(title)),
        version=stale.version if stale and stale.version is not None else sent,
        faults=form.faults(),
        differences=stale.differences if stale else None,
        cancel_url=reverse("actors:definition-detail", args=[definition.pk]) if definition else lists,
    )


def _said(version: Version, _before: Version | None) -> tuple[Text, Text]:
    said = {"definition.recorded": _("Recorded"), "definition.changed": _("Changed")}
    return said.get(version.action, _("Saved")), str(version.data.get("name", ""))
