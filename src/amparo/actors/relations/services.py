"""Writes of aliases, relations and areas: each replaces one list of rows of an actor, if nobody saved it meanwhile."""

import uuid
from collections.abc import Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from amparo.accounts.models import Person
from amparo.actors import events, policies, searching, selectors, versions
from amparo.actors.models import Actor
from amparo.actors.relations import hierarchy
from amparo.actors.relations.content import AliasData, LinkData, PresenceData, Row
from amparo.actors.relations.sections import ALIASES, LINKS, PRESENCES, Section
from amparo.audit import services as audit
from amparo.audit.values import redacted
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Stale

R = TypeVar("R", bound=Row)


@transaction.atomic
def change_aliases(*, acting: Person, actor_id: uuid.UUID, expected_version: int, rows: Sequence[AliasData]) -> Actor:
    """Replace the further names of an actor; it and its incidents are found by the new ones at once.

    Raises NotFound, Conflict for a merged record, Stale with both values, Invalid with every problem found.
    """
    actor, changed = _replace(acting, actor_id, expected_version, ALIASES, rows)
    if changed:
        searching.refresh([actor])
        events.actor_renamed.send(sender=Actor, actor_id=actor.pk)
    return actor


@transaction.atomic
def change_links(*, acting: Person, actor_id: uuid.UUID, expected_version: int, rows: Sequence[LinkData]) -> Actor:
    """Replace what an actor is part of, split off from or went up in. Raises as `change_aliases` does."""
    hierarchy.write_alone()
    return _replace(acting, actor_id, expected_version, LINKS, rows)[0]


@transaction.atomic
def change_presences(
    *, acting: Person, actor_id: uuid.UUID, expected_version: int, rows: Sequence[PresenceData]
) -> Actor:
    """Replace the areas in which an actor is present. Raises as `change_aliases` does."""
    return _replace(acting, actor_id, expected_version, PRESENCES, rows)[0]


def _replace(
    acting: Person, actor_id: uuid.UUID, expected_version: int, section: Section[R], rows: Sequence[R]
) -> tuple[Actor, bool]:
    """Store the rows of a section, with event and history. Also say whether anything differed."""
    if not policies.may_record(acting):
        raise NotFound
    actor = selectors.actor_to_change(acting, actor_id)
    stored = section.stored(actor)
    if tuple(rows) == stored:
        return actor, False
    if actor.version != expected_version:
        raise _stale(actor, section, stored, rows)
    if problems := section.problems(rows, actor):
        raise Invalid(problems=problems)
    getattr(actor, section.name).all().delete()
    section.store(actor, rows)
    Actor.objects.filter(pk=actor.pk).update(version=F("version") + 1, updated_at=clock.now())
    actor.refresh_from_db()
    _note(acting, actor, section, stored)
    return actor, True


def _stale(actor: Actor, section: Section[R], stored: Sequence[R], rows: Sequence[R]) -> Stale:
    """Both lists in words. They may be the same: then somebody saved another part of the actor."""
    name = section.name
    return Stale(
        theirs={name: _in_one(section, stored)},
        yours={name: _in_one(section, rows)},
        labels={name: section.label},
        version=actor.version,
    )


def _in_one(section: Section[R], rows: Sequence[R]) -> str:
    return "; ".join(section.say(rows))


def _note(acting: Person, actor: Actor, section: Section[R], before: Sequence[R]) -> None:
    now = section.stored(actor)
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=f"actor.{section.name}_changed",
        object_type="actor",
        object_id=actor.pk,
        changes={section.name: (redacted(_in_one(section, before)), redacted(_in_one(section, now)))},
        detail={"code": actor.code},
    )
    audit.write_history([versions.kept_version(actor, event.pk)])
