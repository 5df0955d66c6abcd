"""One snapshot: every difference that it makes, and the two answers to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.lists import bringing
from amparo.actors.lists.differences import Kind, ListDifference, Part, counts, fingerprint, in_words
from amparo.actors.lists.forms import PublishedForm
from amparo.actors.lists.models import Snapshot
from amparo.actors.lists.pages.shared import to_lists
from amparo.kernel.ui.parts import Cell, Column, Fact, Link, Table, Tally, Text
from amparo.kernel.ui.words import State, moment, number

PAGE_ROWS = 200
_STATES = {Kind.REMOVED: State.TODAY, Kind.CONFLICT: State.LATE}


@dataclass(frozen=True)
class SnapshotPage:
    """A snapshot. `seen` is empty where there is nothing to decide, or not by this person."""

    snapshot: Snapshot
    title: Text
    says: Text
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    tally: tuple[Tally, ...]
    table: Table
    pages: "Page[Any]"
    seen: str
    is_waiting: bool
    can_apply: bool


@dataclass(frozen=True)
class ImportPage:
    """The form that brings a published list in."""

    form: PublishedForm
    crumbs: tuple[Link, ...]


def import_page(form: PublishedForm) -> ImportPage:
    """Return the page that brings a published list in."""
    return ImportPage(form, to_lists(Link(_("Bring a published list in"))))


def said_of(done: bringing.Brought) -> str:
    """Return in a sentence or two what became of a file; how many people were left out is always among it."""
    ends = {
        Snapshot.State.APPLIED.value: _("It was applied."),
        Snapshot.State.PENDING.value: _("It was not applied yet: look at what it changes, and decide."),
        "unchanged": _("It was here before: nothing changed."),
    }
    read = _("%(groups)s groups were read; %(people)s people on the list were counted and left out.") % {
        "groups": number(len(done.published.entries)),
        "people": number(done.published.individuals),
    }
    return f"{read} {ends.get(str(done.state), '')}".strip()


def snapshot_page(acting: Person, snapshot: Snapshot, page: str) -> SnapshotPage:
    """Return a snapshot: what it would change now while it waits, what it changed once it is applied."""
    waiting = snapshot.state == Snapshot.State.PENDING
    kept = [ListDifference.from_json(one) for one in snapshot.differences]
    found = bringing.differences_now(snapshot) if waiting else kept
    pages = Paginator(found, PAGE_ROWS).get_page(page)
    day = date_format(snapshot.generated_at.date())
    decides = waiting and policies.may_record(acting)
    numbers = counts(found)
    return SnapshotPage(
        snapshot=snapshot,
        title=_("The list of %(day)s") % {"day": day},
        says=Snapshot.State(snapshot.state).label,
        crumbs=to_lists(Link(_("The list of %(day)s") % {"day": day})),
        facts=_facts(snapshot),
        tally=tuple(Tally(kind.label, numbers[kind.value], _STATES.get(kind)) for kind in Kind if numbers[kind.value]),
        table=_table(pages, waiting=waiting),
        pages=pages,
        seen=fingerprint(found) if decides else "",
        is_waiting=waiting,
        can_apply=not numbers[Kind.CONFLICT.value],
    )


def _facts(one: Snapshot) -> tuple[Fact, ...]:
    who = str(one.received_by) if one.received_by else _("the operator")
    decided = moment(one.decided_at) if one.decided_at else _("not yet")
    decider = str(one.decided_by) if one.decided_by else _("the operator") if one.decided_at else ""
    return (
        Fact(_("Generated"), moment(one.generated_at)),
        Fact(_("Groups on it"), number(len(one.entries))),
        Fact(_("People left out"), number(one.individuals), _("counted; nothing of them is kept")),
        Fact(_("Brought in"), moment(one.received_at), who),
        Fact(_("Decided"), decided, decider),
        Fact(_("SHA-256 of the file"), one.sha256[:16] + "…", code=True),
    )


def _table(found: Iterable[ListDifference], *, waiting: bool) -> Table:
    return Table(
        caption=_("What it would change") if waiting else _("What it changed"),
        columns=(
            Column(_("Group")),
            Column(_("Reference")),
            Column(_("What")),
            Column(_("Before")),
            Column(_("After")),
        ),
        rows=[_row(one) for one in found],
        fold=True,
        empty=_("It changes nothing.") if waiting else _("It changed nothing."),
    )


def _row(one: ListDifference) -> tuple[Cell | Text, ...]:
    before, after = [], []
    for name, pair in one.parts.items():
        was, becomes = in_words(name, pair)
        label = Part(name).label
        before.append(f"{label}: {was}")
        after.append(f"{label}: {becomes}")
    kind = Kind(one.kind)
    return (
        one.name,
        Cell(one.reference, code=True, note=one.list_key),
        Cell(kind.label, state=_STATES.get(kind)),
        " · ".join(before),
        " · ".join(after),
    )
