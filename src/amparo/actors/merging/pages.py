"""What the pages of merging show."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.merging import duplicates, selectors
from amparo.actors.merging.duplicates import Likeness, Pair
from amparo.actors.merging.forms import DismissForm, MergeForm
from amparo.actors.models import Actor, ActorMerge, DistinctActors
from amparo.kernel import clock
from amparo.kernel.forms import Fault, faults_of
from amparo.kernel.ids import parsed_id
from amparo.kernel.ui.parts import Cell, Column, Event, Link, Table

PAGE_ROWS = 20


@dataclass(frozen=True)
class PairRow:
    """One pair to look at: the two actors, why, and where each is merged into the other."""

    pair: Pair
    one_url: str
    other_url: str
    reason: str
    merge_url: str
    dismiss_url: str


@dataclass(frozen=True)
class DuplicatesPage:
    """Pairs that may be one actor, and those that were found to be two."""

    crumbs: tuple[Link, ...]
    rows: tuple[PairRow, ...]
    pages: "Page[Pair]"
    cut: bool
    decides: bool
    dismissed: Table


@dataclass(frozen=True)
class MergePage:
    """The question whether one record is merged into another."""

    actor: Actor
    form: MergeForm
    crumbs: tuple[Link, ...]
    faults: tuple[Fault, ...]
    turned_url: str
    cancel_url: str


@dataclass(frozen=True)
class DismissPage:
    """The question whether two records are two actors."""

    one: Actor
    other: Actor
    form: DismissForm
    crumbs: tuple[Link, ...]
    faults: tuple[Fault, ...]
    cancel_url: str


@dataclass(frozen=True)
class MergedRecord:
    """One record that was merged into the one that is shown."""

    name: str
    url: str
    said: str
    undo_url: str


@dataclass(frozen=True)
class MergePart:
    """Merges on the page of an actor. `into` is empty for a record that stands for itself."""

    into: str
    into_url: str
    said: str
    undo_url: str
    merged: tuple[MergedRecord, ...]
    past: tuple[Event, ...]
    merge_url: str


def duplicates_page(acting: Person, number: str) -> DuplicatesPage:
    """Return one page of possible duplicates, the likeliest first."""
    found = duplicates.possible_duplicates(acting)
    pages = Paginator(found, PAGE_ROWS).get_page(number)
    decides = policies.may_record(acting)
    return DuplicatesPage(
        crumbs=(Link(_("Actors"), reverse("actors:actor-list")), Link(_("Possible duplicates"))),
        rows=tuple(_pair_row(pair, decides) for pair in pages),
        pages=pages,
        cut=len(found) == duplicates.MOST_PAIRS,
        decides=decides,
        dismissed=_dismissed_table(list(selectors.dismissed_pairs(acting)[:PAGE_ROWS])),
    )


def _pair_row(pair: Pair, decides: bool) -> PairRow:
    one, other = pair.one.pk, pair.other.pk
    # Ids are in the order of their making: the younger record is proposed to go into the older.
    older, younger = sorted((one, other), key=lambda record_id: record_id.hex)
    return PairRow(
        pair=pair,
        one_url=reverse("actors:actor-detail", args=[one]),
        other_url=reverse("actors:actor-detail", args=[other]),
        reason=_reason(pair),
        merge_url=f"{reverse('actors:actor-merge', args=[younger])}?into={older}" if decides else "",
        dismiss_url=f"{reverse('actors:pair-dismiss')}?one={one}&other={other}" if decides else "",
    )


def _reason(pair: Pair) -> str:
    words = {"one": pair.name, "other": pair.other_name}
    if pair.likeness is Likeness.SAME_NAME:
        return _("The same name: “%(one)s” and “%(other)s”") % words
    if pair.likeness is Likeness.SAME_SOUND:
        return _("The same consonants, written otherwise: “%(one)s” and “%(other)s”") % words
    return _("Nearly the same, one consonant apart: “%(one)s” and “%(other)s”") % words


def _dismissed_table(rows: list[DistinctActors]) -> Table:
    return Table(
        caption=_("Found to be two actors"),
        columns=tuple(Column(text) for text in (_("One"), _("Other"), _("Reason"), _("By"), _("On"))),
        rows=[
            (
                Cell(str(row.one), href=reverse("actors:actor-detail", args=[row.one_id])),
                Cell(str(row.other), href=reverse("actors:actor-detail", args=[row.other_id])),
                row.reason,
                row.dismissed_by.name,
                date_format(clock.day_of(row.dismissed_at), "DATE_FORMAT"),
            )
            for row in rows
        ],
        fold=True,
        empty=_("Nobody has dismissed a pair yet."),
    )


def merge_page(actor: Actor, form: MergeForm) -> MergePage:
    """Return the question whether this record is merged into another."""
    back = reverse("actors:actor-detail", args=[actor.pk])
    into = parsed_id(str(form["into"].value() or ""))
    turned = f"{reverse('actors:actor-merge', args=[into])}?into={actor.pk}" if into else ""
    return MergePage(
        actor=actor,
        form=form,
        crumbs=(Link(_("Actors"), reverse("actors:actor-list")), Link(str(actor), back), Link(_("Merge"))),
        faults=tuple(faults_of(form)) if form.is_bound else (),
        turned_url=turned,
        cancel_url=back,
    )


def dismiss_page(one: Actor, other: Actor, form: DismissForm) -> DismissPage:
    """Return the question whether these are two actors."""
    back = reverse("actors:actor-duplicates")
    return DismissPage(
        one=one,
        other=other,
        form=form,
        crumbs=(
            Link(_("Actors"), reverse("actors:actor-list")),
            Link(_("Possible duplicates"), back),
            Link(_("Two actors")),
        ),
        faults=tuple(faults_of(form)) if form.is_bound else (),
        cancel_url=back,
    )


def merge_part(acting: Person, actor: Actor) -> MergePart:
    """Return the merges of an actor, standing and undone. One query."""
    merges = list(selectors.merges_of(acting, actor))
    decides = policies.may_record(acting)
    own = next((row for row in merges if row.actor_id == actor.pk and row.undone_at is None), None)
    return MergePart(
        into=str(actor.counts_as or "") if own else "",
        into_url=reverse("actors:actor-detail", args=[actor.counts_as_id]) if own else "",
        said=_merge_said(own) if own else "",
        undo_url=_undo_url(own) if own and decides else "",
        merged=tuple(
            MergedRecord(
                str(row.actor),
                reverse("actors:actor-detail", args=[row.actor_id]),
                _merge_said(row),
                _undo_url(row) if decides else "",
            )
            for row in merges
            if row.into_id == actor.pk and row.undone_at is None
        ),
        past=tuple(_past(row) for row in merges if row.undone_at is not None),
        merge_url=reverse("actors:actor-merge", args=[actor.pk]) if decides and own is None else "",
    )


def _undo_url(merge: ActorMerge) -> str:
    return reverse("actors:actor-unmerge", args=[merge.actor_id])


def _merge_said(merge: ActorMerge) -> str:
    return _("%(person)s, %(day)s: %(reason)s") % {
        "person": merge.merged_by.name,
        "day": date_format(clock.day_of(merge.merged_at), "DATE_FORMAT"),
        "reason": merge.reason,
    }


def _past(merge: ActorMerge) -> Event:
    return Event(
        date_format(clock.day_of(merge.undone_at), "DATE_FORMAT") if merge.undone_at else "",
        _("Merge of %(actor)s into %(into)s undone") % {"actor": merge.actor, "into": merge.into},
        _merge_said(merge),
        merge.undone_by.name if merge.undone_by else "",
        iso=merge.undone_at.isoformat() if merge.undone_at else "",
    )
