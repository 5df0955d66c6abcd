"""Writes of actors. They are shared by all agencies, so their events belong to none."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import F

from amparo.accounts.models import Person
from amparo.actors import events, policies, searching, selectors, versions
from amparo.actors.checks import actor_problems, code_taken
from amparo.actors.content import ActorData, ActorTypeData
from amparo.actors.differences import Difference, differences
from amparo.actors.models import Actor, ActorType
from amparo.actors.relations.periods import Period
from amparo.audit import services as audit
from amparo.audit.values import redacted
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.sending import sent_before
from amparo.kernel.unique import unique_or


@transaction.atomic
def create_actor(*, acting: Person, data: ActorData, record_id: uuid.UUID | None = None) -> Actor:
    """Record an actor; sent twice with one `record_id`, it is recorded once.

    Raises NotFound where the person does not record, Invalid with every problem found.
    """
    if not policies.may_record(acting):
        raise NotFound
    if known := sent_before(Actor, record_id):
        return known
    _refuse(data, None)
    with unique_or(code_taken()):
        actor = Actor.objects.create(id=record_id or uuid7(), **_facts(data), **_days(data))
    _write_types(actor, data, set())
    _note(acting, "actor.created", actor)
    return actor


@transaction.atomic
def change_actor(*, acting: Person, actor_id: uuid.UUID, expected_version: int, data: ActorData) -> Actor:
    """Replace what is stated of an actor.

    Raises NotFound, Stale (with both values of each part that differs) where it was saved since `expected_version`,
    Invalid with every problem found.
    """
    if not policies.may_record(acting):
        raise NotFound
    actor = selectors.actor_to_change(acting, actor_id)
    parts = differences(actor, data)
    if actor.version != expected_version:
        raise _stale(actor, parts)
    _refuse(data, actor)
    if not parts:
        return actor
    before = _names(actor)
    facts = {**_facts(data), **_days(data), "updated_at": clock.now()}
    with unique_or(code_taken()):
        Actor.objects.filter(pk=actor.pk).update(**facts, version=F("version") + 1)
    actor.refresh_from_db()
    ours = {_stated(row) for row in actor.types.filter(by_designation=True)}
    actor.types.all().delete()
    _write_types(actor, data, ours)
    _note(acting, "actor.changed", actor, {part.name: _coded(part) for part in parts})
    if _names(actor) != before:
        searching.refresh([actor])
        events.actor_renamed.send(sender=Actor, actor_id=actor.pk)
    return actor


def _refuse(data: ActorData, existing: Actor | None) -> None:
    problems = actor_problems(data, existing)
    if problems:
        raise Invalid(problems=problems)


def _facts(data: ActorData) -> dict[str, object]:
    return {
        "code": data.code,
        "name": one_line(data.name),
        "names": {language: one_line(name) for language, name in data.names.items()},
        "country": data.country,
        "note": data.note,
        "founded": data.founded,
        "dissolved": data.dissolved,
    }


def _days(data: ActorData) -> dict[str, object]:
    lived = Period.of(data.founded, data.dissolved)
    return {"founded_earliest": lived.first_day, "dissolved_latest": lived.last_day}


def _write_types(actor: Actor, data: ActorData, ours: Collection[ActorTypeData]) -> None:
    """Write the types. Those that designations gave (`ours`) stay theirs only as long as nobody states otherwise."""
    ActorType.objects.bulk_create(
        [
            ActorType(
                actor=actor,
                term_id=row.term_id,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                source=row.source,
                by_designation=row in ours,
            )
            for row in (replace(row, source=one_line(row.source)) for row in data.types)
        ]
    )


def _stated(row: ActorType) -> ActorTypeData:
    return ActorTypeData(row.term_id, row.starts_on, row.ends_on, row.source)


def _names(actor: Actor) -> tuple[str, str, dict[str, str]]:
    return actor.code, actor.name, dict(actor.names)


def _coded(part: Difference) -> tuple[object, object]:
    return redacted(part.theirs), redacted(part.yours)


def _stale(actor: Actor, parts: Sequence[Difference]) -> Stale:
    return Stale(
        theirs={part.name: part.theirs for part in parts},
        yours={part.name: part.yours for part in parts},
        labels={part.name: part.label for part in parts},
        version=actor.version,
    )


def _note(
    acting: Person,
    action: str,
    actor: Actor,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type="actor",
        object_id=actor.pk,
        changes=changes,
        detail={"code": actor.code},
    )
    audit.write_history([versions.kept_version(actor, event.pk)])
