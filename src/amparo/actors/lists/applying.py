"""A snapshot into the register: designations, their names and actors, in the one transaction of the caller."""

import datetime
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from amparo.actors import searching, versions
from amparo.actors.lists import history, listed_actors, typed
from amparo.actors.lists.content import Entry, ListedName
from amparo.actors.lists.differences import Kind, ListDifference, Part, Standing, counts
from amparo.actors.lists.models import Designation, DesignationList, DesignationName, ListKind, Snapshot
from amparo.actors.models import Actor
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Problem
from amparo.kernel.ids import uuid7

UN_ISSUER = "United Nations Security Council"
_FIELDS = ("name", "listed_on", "delisted_on", "amended_on", "last_seen", "version", "updated_at")


@dataclass
class _Work:
    """What becomes of designations: new ones, changed ones, and whose names are written anew."""

    new: list[Designation] = field(default_factory=list)
    changed: list[Designation] = field(default_factory=list)
    names: dict[uuid.UUID, tuple[ListedName, ...]] = field(default_factory=dict)

    @property
    def all(self) -> list[Designation]:
        return [*self.new, *self.changed]


def apply(snapshot: Snapshot, found: Sequence[ListDifference], *, acting: uuid.UUID | None) -> None:
    """Write the differences. Raises Conflict where one cannot be applied; the caller's transaction takes all back."""
    _refuse_conflicts(found)
    entries = {entry.key: entry for entry in map(Entry.from_json, snapshot.entries)}
    lists = _lists(snapshot.feed, entries)
    work = _worked_out(snapshot, found, entries, lists)
    made = _save(work)
    typed_anew = typed.write_types(one.actor_id for one in work.all if one.actor_id)
    touched = {one.pk for one in made}
    listed_actors.mark_changed(typed_anew - touched)
    _see(snapshot, lists)
    snapshot.differences = [one.as_json() for one in found]
    snapshot.state, snapshot.decided_by_id, snapshot.decided_at = Snapshot.State.APPLIED, acting, clock.now()
    snapshot.save()
    searching.refresh(Actor.objects.filter(pk__in={one.actor_id for one in work.all if one.actor_id}))
    _record(snapshot, found, work, touched | typed_anew, acting)


def _refuse_conflicts(found: Iterable[ListDifference]) -> None:
    problems = [
        Problem(
            one.reference,
            _("This entry would overlap with its earlier listing, which ended on %(day)s.")
            % {"day": one.parts[Part.DELISTED.value][0]},
            _("Correct the day of delisting of the earlier one."),
        )
        for one in found
        if one.kind == Kind.CONFLICT
    ]
    if problems:
        error = Conflict(
            _("Designations would overlap. Nothing was applied."),
            advice=_("Correct the earlier designations first, then apply the snapshot."),
        )
        error.problems = tuple(problems)
        raise error


def _lists(feed: str, entries: Mapping[tuple[str, str], Entry]) -> dict[str, DesignationList]:
    """Return the lists of a file by what it calls them; one that is new in the file is added."""
    known = {one.feed_key: one for one in DesignationList.objects.filter(feed=feed)}
    for key in sorted({entry.list_key for entry in entries.values()} - known.keys()):
        plain = re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-") or uuid7().hex[:12]
        known[key] = DesignationList.objects.create(
            code=f"un-{plain}"[:60], name=f"{key} list", kind=ListKind.UN, issuer=UN_ISSUER, feed=feed, feed_key=key
        )
    return known


def _worked_out(
    snapshot: Snapshot,
    found: Iterable[ListDifference],
    entries: Mapping[tuple[str, str], Entry],
    lists: Mapping[str, DesignationList],
) -> _Work:
    work, standing = _Work(), Standing(snapshot.feed)
    for one in found:
        entry = entries.get(one.key)
        row = standing.current(one.key)
        if entry is None:
            if row is not None:
                row.delisted_on = datetime.date.fromisoformat(one.parts[Part.DELISTED.value][1])
                work.changed.append(row)
            continue
        ended = None if row else standing.last_ended(one.key)
        if row is None and ended is not None and ended.listed_on == entry.listed_on:
            row, ended.delisted_on = ended, None
        if row is None:
            row = _new(snapshot, entry, lists[entry.list_key], ended)
            work.new.append(row)
        else:
            row.name, row.listed_on = entry.name, entry.listed_on
            row.amended_on = [day.isoformat() for day in entry.amended_on]
            work.changed.append(row)
        work.names[row.pk] = entry.names
    return work


def _new(snapshot: Snapshot, entry: Entry, listing: DesignationList, ended: Designation | None) -> Designation:
    return Designation(
        listing=listing,
        reference=entry.reference,
        name=entry.name,
        listed_on=entry.listed_on,
        amended_on=[day.isoformat() for day in entry.amended_on],
        actor_id=ended.actor_id if ended else None,
        first_seen=snapshot,
        last_seen=snapshot,
    )


def _save(work: _Work) -> list[Actor]:
    """Save designations and names, and return the actors that were made for new ones."""
    names = [
        DesignationName(designation_id=designation_id, name=one.name, quality=one.quality)
        for designation_id, given in work.names.items()
        for one in given
    ]
    made = listed_actors.make_missing(work.new, names)
    moment = clock.now()
    for row in work.changed:
        row.version, row.updated_at = row.version + 1, moment
    Designation.objects.bulk_create(work.new)
    Designation.objects.bulk_update(work.changed, _FIELDS, batch_size=200)
    DesignationName.objects.filter(designation__in=[row for row in work.changed if row.pk in work.names]).delete()
    DesignationName.objects.bulk_create(names, batch_size=1_000)
    return made


def _see(snapshot: Snapshot, lists: Mapping[str, DesignationList]) -> None:
    """Note on what stands that this snapshot has it, and on the lists as of when they hold."""
    standing = Designation.objects.filter(listing__feed=snapshot.feed, delisted_on__isnull=True)
    standing.update(last_seen=snapshot)
    ids = [one.pk for one in lists.values()]
    DesignationList.objects.filter(pk__in=ids).update(as_of=snapshot.generated_at.date())


def _record(
    snapshot: Snapshot,
    found: Sequence[ListDifference],
    work: _Work,
    actors: Iterable[uuid.UUID],
    acting: uuid.UUID | None,
) -> None:
    detail: dict[str, Any] = {
        "feed": snapshot.feed,
        "generated_at": snapshot.generated_at,
        "sha256": snapshot.sha256,
        "individuals_left_out": snapshot.individuals,
        **counts(found),
    }
    event = audit.record(
        acting=acting,
        agency=None,
        action="snapshot.applied",
        object_type="snapshot",
        object_id=snapshot.pk,
        detail=detail,
    )
    names: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
    for one in DesignationName.objects.filter(designation__in=work.all).order_by("pk"):
        names[one.designation_id].append((one.name, one.quality))
    kept = [
        audit.HistoryRow("designation", one.pk, one.version, event.pk, history.designation_data(one, names[one.pk]))
        for one in work.all
    ]
    audit.write_history([*kept, *versions.kept_versions(actors, event.pk)])
