"""Reads of lists, designations, snapshots and definitions. All or nothing: they are shared, as actors are."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.lists import meaning
from amparo.actors.lists.models import Definition, DefinitionRule, Designation, DesignationList, Snapshot
from amparo.actors.merging.resolving import counted_actor
from amparo.actors.models import Actor
from amparo.actors.relations.selectors import group_ids
from amparo.kernel import clock
from amparo.kernel.errors import NotFound
from amparo.kernel.folding import tokens

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Meaning:
    """Whether an actor is within the meaning of a definition on a day, and the designations that make it so."""

    definition: Definition
    day: datetime.date
    reasons: tuple[Designation, ...]

    @property
    def holds(self) -> bool:
        """Whether it is."""
        return bool(self.reasons)


def lists_for(acting: Person) -> QuerySet[DesignationList]:
    """Return every list, with how many designations stand on it (`standing`)."""
    if not policies.may_read(acting):
        return DesignationList.objects.none()
    standing = Count("designations", filter=Q(designations__delisted_on__isnull=True))
    return DesignationList.objects.annotate(standing=standing).order_by("kind", "name")


def list_for(acting: Person, list_id: uuid.UUID) -> DesignationList:
    """Return one list, or raise NotFound."""
    return _one(lists_for(acting), list_id)


def designations_for(acting: Person) -> QuerySet[Designation]:
    """Return every designation with its list."""
    if not policies.may_read(acting):
        return Designation.objects.none()
    return Designation.objects.select_related("listing", "first_seen", "last_seen").order_by("reference", "listed_on")


def designation_for(acting: Person, designation_id: uuid.UUID) -> Designation:
    """Return one designation with its list, actor and names, or raise NotFound."""
    return _one(designations_for(acting).select_related("actor").prefetch_related("names"), designation_id)


def designations_on(acting: Person, listing: DesignationList, words: str, state: str) -> QuerySet[Designation]:
    """Return what a list names, or named. `words` are looked for in the search entries of the actors and in the rows.

    `state`: "standing", "delisted", or anything else for both.
    """
    found = designations_for(acting).filter(listing=listing).select_related("actor")
    if state in {"standing", "delisted"}:
        found = found.filter(delisted_on__isnull=state == "standing")
    if not words.strip():
        return found
    if not tokens(words):
        return found.none()
    from amparo.actors.selectors import find

    plain = Q(reference__icontains=words.strip()) | Q(name__icontains=words.strip())
    return found.filter(plain | Q(actor__in=find(acting, words)))


def designations_of(acting: Person, actor: Actor) -> list[Designation]:
    """Return the designations of an actor and of the records that count as it, standing ones first."""
    rows = designations_for(acting).filter(actor__in=group_ids(acting, actor)).prefetch_related("names")
    return sorted(rows, key=lambda row: (row.delisted_on is not None, -row.listed_on.toordinal()))


def snapshots_for(acting: Person) -> QuerySet[Snapshot]:
    """Return every snapshot, newest first. Its entries are large: where they are not shown, the caller defers them."""
    if not policies.may_read(acting):
        return Snapshot.objects.none()
    return Snapshot.objects.select_related("received_by", "decided_by").order_by("-generated_at")


def snapshot_for(acting: Person, snapshot_id: uuid.UUID) -> Snapshot:
    """Return one snapshot, or raise NotFound."""
    return _one(snapshots_for(acting), snapshot_id)


def waiting_snapshot(acting: Person) -> Snapshot | None:
    """Return the snapshot that waits for a decision, without its entries, or None."""
    return snapshots_for(acting).defer("entries", "differences").filter(state=Snapshot.State.PENDING).first()


def definitions_for(acting: Person) -> QuerySet[Definition]:
    """Return every definition with its rules."""
    if not policies.may_read(acting):
        return Definition.objects.none()
    return Definition.objects.prefetch_related("rules__listing", "rules__term").order_by("name")


def definition_for(acting: Person, definition_id: uuid.UUID) -> Definition:
    """Return one definition with its rules, or raise NotFound."""
    return _one(definitions_for(acting), definition_id)


def meanings_of(acting: Person, actor: Actor, day: datetime.date | None = None) -> list[Meaning]:
    """Return, for each definition, whether the actor is within its meaning on a day (default: today), and why."""
    day = day or clock.today()
    standing = [row for row in designations_of(acting, actor) if meaning.stands(row, day)]
    return [
        Meaning(
            definition,
            day,
            tuple(row for row in standing if _fulfils(definition.rules.all(), row))
            if meaning.holds_on(definition, day)
            else (),
        )
        for definition in definitions_for(acting)
    ]


def within_meaning(acting: Person, definition: Definition, actor: Actor, day: datetime.date | None = None) -> Meaning:
    """Say whether an actor is within the meaning of one definition on a day (default: today), and why."""
    day = day or clock.today()
    found = reasons_on(acting, definition, day).filter(actor__in=group_ids(acting, actor))
    return Meaning(definition, day, tuple(found))


def reasons_on(acting: Person, definition: Definition, day: datetime.date) -> QuerySet[Designation]:
    """Return every designation by which somebody is within the meaning of a definition on a day."""
    found = designations_for(acting).filter(meaning.standing_on(day), meaning.within(definition.rules.all()))
    return found.select_related("actor") if meaning.holds_on(definition, day) else found.none()


def actors_within(acting: Person, definition: Definition, day: datetime.date) -> QuerySet[Actor]:
    """Return the actors within the meaning of a definition on a day, by name."""
    reasons = reasons_on(acting, definition, day).order_by().values(counts_as=counted_actor("actor"))
    return Actor.objects.filter(pk__in=reasons).order_by("name")


def reasons_for(
    acting: Person, definition: Definition, day: datetime.date, actors: Iterable[Actor]
) -> dict[uuid.UUID, list[Designation]]:
    """Return the designations that bring each of some actors within the meaning of a definition. One query.

    Those of a merged record stand with the actor that it counts as.
    """
    wanted = [actor.pk for actor in actors]
    found: dict[uuid.UUID, list[Designation]] = defaultdict(list)
    rows = reasons_on(acting, definition, day).filter(Q(actor__in=wanted) | Q(actor__counts_as__in=wanted))
    for row in rows:
        if row.actor is not None:
            found[row.actor.counts_as_id or row.actor.pk].append(row)
    return found


def _fulfils(rules: Iterable[DefinitionRule], row: Designation) -> bool:
    return any(meaning.fulfils(rule, row) for rule in rules)


def _one(found: QuerySet[M], pk: uuid.UUID) -> M:
    row = found.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row
