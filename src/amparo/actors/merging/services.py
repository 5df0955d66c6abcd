"""Merging two records of one actor, parting them again, and saying that two records are two actors.

A merge writes two pointers and nothing else. What names the merged record goes on naming it; reads look through
(`merging.resolving`). So undoing takes the pointers away, and everything is as it was.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.actors import events, policies, searching, versions
from amparo.actors.merging import selectors
from amparo.actors.models import Actor, ActorMerge, DistinctActors
from amparo.actors.relations import hierarchy
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem
from amparo.kernel.lines import one_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_REASON = 500


@transaction.atomic
def merge_actor(*, acting: Person, actor_id: uuid.UUID, into_id: uuid.UUID, reason: str) -> ActorMerge:
    """Let one record count as another from now on, until `undo_merge`. The record itself stays as it is.

    Raises NotFound, Invalid (merged with itself, no reason, a circle of relations), Conflict where one of the two is
    merged already.
    """
    if not policies.may_record(acting):
        raise NotFound
    if actor_id == into_id:
        raise _refused("into", _("An actor is not merged into itself."), _("Choose the other record."))
    said = _reason(reason)
    hierarchy.write_alone()
    found = selectors.both_to_change(acting, (actor_id, into_id))
    actor, into = found[actor_id], found[into_id]
    _refuse_merged(actor, into)
    _refuse_circle(actor, into)
    _point(actor, into)
    merge = ActorMerge.objects.create(actor=actor, into=into, reason=said, merged_by=acting, merged_at=clock.now())
    _note(acting, "actor.merged", actor, into)
    _follow(actor, into)
    return merge


@transaction.atomic
def undo_merge(*, acting: Person, actor_id: uuid.UUID) -> ActorMerge:
    """Part a merged record from the one it was merged into. It stands as it stood before, and so does what names it.

    What was written to the other record meanwhile stays there: nothing of it ever lay on this one. Raises NotFound
    where the record is not merged.
    """
    if not policies.may_record(acting):
        raise NotFound
    hierarchy.write_alone()
    merge = selectors.standing_merge(acting, actor_id)
    found = selectors.both_to_change(acting, (actor_id, merge.into_id))
    actor, into = found[actor_id], found[merge.into_id]
    ended = ActorMerge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=clock.now(), undone_by=acting)
    if not ended:
        raise NotFound
    root = actor.counts_as or into
    _point(actor, None)
    merge.refresh_from_db()
    _note(acting, "actor.parted", actor, into)
    _follow(actor, root)
    return merge


@transaction.atomic
def dismiss_pair(*, acting: Person, one_id: uuid.UUID, other_id: uuid.UUID, reason: str) -> DistinctActors:
    """Record that two actors with like names are two. They are not proposed again. Said twice, it is recorded once.

    Raises NotFound, and Invalid without a reason or for one actor with itself.
    """
    if not policies.may_record(acting):
        raise NotFound
    if one_id == other_id:
        raise _refused("other", _("These are not two actors."), _("Choose two different ones."))
    said = _reason(reason)
    found = selectors.both_to_change(acting, (one_id, other_id))
    one, other = sorted(found.values(), key=lambda actor: actor.pk.hex)
    pair, made = DistinctActors.objects.get_or_create(
        one=one, other=other, defaults={"reason": said, "dismissed_by": acting, "dismissed_at": clock.now()}
    )
    if made:
        audit.record(
            acting=acting.pk,
            agency=None,
            action="actor.pair_dismissed",
            object_type="actor",
            object_id=one.pk,
            detail={"one": one.code, "other": other.code, "other_id": other.pk},
        )
    return pair


def _reason(text: str) -> str:
    said = one_line(text)
    if not said:
        raise _refused("reason", _("The reason is missing."), _("Say in a sentence what you compared."))
    if len(said) > LONGEST_REASON:
        raise _refused(
            "reason", _("This reason is too long."), _("Shorten it to %(most)d characters.") % {"most": LONGEST_REASON}
        )
    return said


def _refused(where: str, message: "StrOrPromise", advice: "StrOrPromise") -> Invalid:
    return Invalid(problems=[Problem(where, message, advice)])


def _refuse_merged(actor: Actor, into: Actor) -> None:
    for one in (actor, into):
        if one.counts_as_id is not None:
            raise Conflict(
                _("%(name)s is merged into %(other)s.") % {"name": one, "other": one.counts_as},
                advice=_("Choose %(other)s, or undo that merge first.") % {"other": one.counts_as},
            )


def _refuse_circle(actor: Actor, into: Actor) -> None:
    """Refuse where the two are related to one another: one record cannot be part of itself or come out of itself."""
    if way := hierarchy.loop_if_merged(hierarchy.stored_edges(), hierarchy.merged_ids(), actor.pk, into.pk):
        raise _refused(
            "into",
            _("As one actor they would be related to themselves: %(loop)s.") % {"loop": hierarchy.named(way)},
            _("If they are two actors, dismiss the pair. If not, take that relation out first."),
        )


def _point(actor: Actor, into: Actor | None) -> None:
    """Set the two pointers of a record, and the second of all records that were merged into it before."""
    root = into.pk if into else None
    behind = _behind(actor)
    Actor.objects.filter(pk=actor.pk).update(
        merged_into=into, counts_as=root, version=F("version") + 1, updated_at=clock.now()
    )
    Actor.objects.filter(pk__in=behind).update(counts_as=root or actor.pk)
    actor.refresh_from_db()


def _behind(actor: Actor) -> list[uuid.UUID]:
    """Return the records that were merged into this one, and into those, and so on."""
    found: list[uuid.UUID] = []
    newest = [actor.pk]
    while newest:
        newest = list(Actor.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        found += newest
    return found


def _note(acting: Person, action: str, actor: Actor, into: Actor) -> None:
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type="actor",
        object_id=actor.pk,
        detail={"code": actor.code, "into": into.code, "into_id": into.pk},
    )
    audit.write_history([versions.kept_version(actor, event.pk)])


def _follow(actor: Actor, root: Actor) -> None:
    """Make both records, and the incidents that name them, findable by the names that they share now."""
    searching.refresh([actor, root])
    for one in (actor, root):
        events.actor_renamed.send(sender=Actor, actor_id=one.pk)
