"""The types that actors have by their designations: written from the day of listing, where a definition says so.

A type names its list and reference as its source, and is marked as written by them. Periods of one type that touch
become one, and a type that a person stated for the same time stays as it was stated.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from amparo.actors import versions
from amparo.actors.lists import listed_actors
from amparo.actors.lists.meaning import fulfils
from amparo.actors.lists.models import DefinitionRule, Designation
from amparo.actors.models import ActorType
from amparo.audit import services as audit
from amparo.kernel import clock

_LAST = datetime.date.max
_LONGEST_SOURCE = 300


@dataclass(frozen=True)
class _Period:
    term_id: uuid.UUID
    starts_on: datetime.date
    ends_on: datetime.date | None
    source: str
    sources: tuple[str, ...] = field(default=(), compare=False)


def source_of(designation: Designation) -> str:
    """Return what a type that rests on a designation names as its source."""
    return f"{designation.listing.name}, {designation.reference}"


def write_types(actor_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Bring the types of actors in step with their designations, and return the actors whose types changed."""
    ids = list(dict.fromkeys(actor_ids))
    designations = _by_actor(ids)
    rules = _rules_with_types()
    stored: dict[uuid.UUID, list[ActorType]] = defaultdict(list)
    for row in ActorType.objects.filter(actor_id__in=ids):
        stored[row.actor_id].append(row)
    taken: list[int] = []
    added: list[ActorType] = []
    for actor_id in ids:
        ours = [row for row in stored[actor_id] if row.by_designation]
        stated = [row for row in stored[actor_id] if not row.by_designation]
        wanted = list(_wanted(designations[actor_id], rules, stated))
        if {_plain(row) for row in ours} != set(wanted):
            taken += [row.pk for row in ours]
            added += [_row(actor_id, period) for period in wanted]
    changed = {row.actor_id for rows in stored.values() for row in rows if row.pk in set(taken)}
    ActorType.objects.filter(pk__in=taken).delete()
    ActorType.objects.bulk_create(added)
    return changed | {row.actor_id for row in added}


def follow(actor_ids: Iterable[uuid.UUID], event_id: uuid.UUID) -> None:
    """Write the types of actors, and keep those that changed in the history, under the event that changed them."""
    changed = write_types(actor_ids)
    listed_actors.mark_changed(changed)
    audit.write_history(versions.kept_versions(changed, event_id))


def _by_actor(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Designation]]:
    found: dict[uuid.UUID, list[Designation]] = defaultdict(list)
    rows = Designation.objects.filter(actor_id__in=ids).select_related("listing").order_by("listed_on", "pk")
    for row in rows:
        if row.actor_id is not None:
            found[row.actor_id].append(row)
    return found


def _rules_with_types() -> list[DefinitionRule]:
    today = clock.today()
    holds = Q(definition__valid_to__isnull=True) | Q(definition__valid_to__gte=today)
    return list(DefinitionRule.objects.filter(holds, term__isnull=False).order_by("pk"))


def _wanted(
    designations: Iterable[Designation], rules: Sequence[DefinitionRule], stated: Sequence[ActorType]
) -> Iterator[_Period]:
    by_term: dict[uuid.UUID, list[_Period]] = defaultdict(list)
    for designation in designations:
        for term_id in {rule.term_id for rule in rules if rule.term_id and fulfils(rule, designation)}:
            _join(by_term[term_id], _period(term_id, designation))
    for periods in by_term.values():
        yield from (one for one in periods if not any(_touches(one, row) for row in stated))


def _period(term_id: uuid.UUID, designation: Designation) -> _Period:
    """Return the period of a type: both ends are inclusive there, and the day of delisting is not."""
    until = designation.delisted_on
    last = max(until - datetime.timedelta(days=1), designation.listed_on) if until else None
    source = source_of(designation)
    return _Period(term_id, designation.listed_on, last, source, (source,))


def _join(periods: list[_Period], new: _Period) -> None:
    """Add a period, which begins no earlier than those before it; where it touches the last one, both become one."""
    if not periods or (periods[-1].ends_on or _LAST) < new.starts_on:
        periods.append(new)
        return
    last = periods[-1]
    ends = None if last.ends_on is None or new.ends_on is None else max(last.ends_on, new.ends_on)
    sources = tuple(dict.fromkeys([*last.sources, *new.sources]))
    if len("; ".join(sources)) > _LONGEST_SOURCE:
        sources = last.sources
    periods[-1] = _Period(last.term_id, last.starts_on, ends, "; ".join(sources), sources)


def _touches(period: _Period, row: ActorType) -> bool:
    return (
        row.term_id == period.term_id
        and (row.starts_on or datetime.date.min) <= (period.ends_on or _LAST)
        and period.starts_on <= (row.ends_on or _LAST)
    )


def _plain(row: ActorType) -> _Period:
    return _Period(row.term_id, row.starts_on or datetime.date.min, row.ends_on, row.source)


def _row(actor_id: uuid.UUID, period: _Period) -> ActorType:
    return ActorType(
        actor_id=actor_id,
        term_id=period.term_id,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        source=period.source,
        by_designation=True,
    )
