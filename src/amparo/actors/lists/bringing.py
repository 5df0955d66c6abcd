"""A published list that comes in: refused, known already, applied (the first one), or laid before a person."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors.lists import applying
from amparo.actors.lists.content import Entry, PublishedList
from amparo.actors.lists.differences import ListDifference, Standing, compare, counts
from amparo.actors.lists.loading import UN_FEED
from amparo.actors.lists.models import DesignationList, Snapshot
from amparo.actors.lists.reading import read_list
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Conflict

State = Snapshot.State


@dataclass(frozen=True)
class Brought:
    """What became of a file. `state`: applied, pending, unchanged (it was here before), or checked (nothing saved)."""

    state: str
    published: PublishedList
    differences: tuple[ListDifference, ...]
    snapshot: Snapshot | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what is said of it, for programs."""
        by_list: dict[str, int] = {}
        for entry in self.published.entries:
            by_list[entry.list_key] = by_list.get(entry.list_key, 0) + 1
        return {
            "state": self.state,
            "snapshot": self.snapshot.pk if self.snapshot else None,
            "generated_at": self.published.generated_at.isoformat(),
            "entities": len(self.published.entries),
            "entities_by_list": dict(sorted(by_list.items())),
            "individuals_left_out": self.published.individuals,
            "names_repaired": self.published.repaired_names,
            "dates_repaired": self.published.repaired_dates,
            "counts": counts(self.differences),
            "differences": [one.as_json() for one in self.differences] if self.state != State.APPLIED else [],
            "sha256": self.published.sha256,
            "bytes": self.published.size,
        }


def bring_in(path: Path, *, person: Person | None, dry_run: bool) -> Brought:
    """Read a file and take it in. The first snapshot is applied at once; of a later one a person decides.

    A later one that changes nothing is applied at once too: there is nothing to decide.

    Raises Invalid and TooLarge for a file that cannot be read, Conflict for one that is older than what is here.
    """
    published = read_list(path)
    with transaction.atomic():
        hold(UN_FEED)
        known = _known(published)
        if known is not None:
            return known
        found = tuple(compare(published.entries, Standing(UN_FEED), published.generated_at.date()))
        if dry_run:
            return Brought("checked", published, found)
        return _take(published, found, person)


def hold(feed: str) -> None:
    """Let nobody else change what a published file brings in, until the end of the transaction."""
    list(DesignationList.objects.select_for_update().filter(feed=feed).order_by("pk").values_list("pk"))


def newest_applied(feed: str) -> Snapshot | None:
    """Return the snapshot in force."""
    return Snapshot.objects.filter(feed=feed, state=State.APPLIED).order_by("-generated_at").first()


def waiting(feed: str) -> Snapshot | None:
    """Return the snapshot that waits for a decision."""
    return Snapshot.objects.filter(feed=feed, state=State.PENDING).first()


def _known(published: PublishedList) -> Brought | None:
    """Return what became of this list before, or None. Raises Conflict for one in the wrong order."""
    for snapshot in (newest_applied(UN_FEED), waiting(UN_FEED)):
        if snapshot is None or published.generated_at > snapshot.generated_at:
            continue
        if published.generated_at < snapshot.generated_at:
            raise _too_old(published, snapshot)
        if [entry.as_json() for entry in published.entries] != snapshot.entries:
            raise Conflict(
                _("This list says that it was generated at the same moment as the one here, and holds other groups."),
                advice=_("Fetch the list anew: one of the two files was changed on its way."),
            )
        if snapshot.state == State.PENDING:
            day = published.generated_at.date()
            return Brought(
                State.PENDING, published, tuple(compare(published.entries, Standing(UN_FEED), day)), snapshot
            )
        return Brought("unchanged", published, (), snapshot)
    return None


def _too_old(published: PublishedList, snapshot: Snapshot) -> Conflict:
    days = {"this": published.generated_at.date().isoformat(), "here": snapshot.generated_at.date().isoformat()}
    if snapshot.state == State.PENDING:
        return Conflict(
            _("This list was generated on %(this)s. A newer one, of %(here)s, waits for a decision.") % days,
            advice=_("Decide on the newer one. Snapshots come in the order of their days."),
        )
    return Conflict(
        _("This list was generated on %(this)s. The one in force here is newer: it was generated on %(here)s.") % days,
        advice=_("Fetch the present list. Snapshots come in the order of their days; an older one changes nothing."),
    )


def _take(published: PublishedList, found: tuple[ListDifference, ...], person: Person | None) -> Brought:
    first = newest_applied(UN_FEED) is None
    acting = person.pk if person else None
    earlier = waiting(UN_FEED)
    if earlier is not None:
        set_aside(earlier, person)
    snapshot = Snapshot.objects.create(
        feed=UN_FEED,
        generated_at=published.generated_at,
        sha256=published.sha256,
        size=published.size,
        individuals=published.individuals,
        entries=[entry.as_json() for entry in published.entries],
        received_by=person,
    )
    audit.record(
        acting=acting,
        agency=None,
        action="snapshot.received",
        object_type="snapshot",
        object_id=snapshot.pk,
        detail={"feed": UN_FEED, "sha256": published.sha256, "size": published.size, **counts(found)},
    )
    if first or not found:
        applying.apply(snapshot, found, acting=acting)
    return Brought(snapshot.state, published, found, snapshot)


def set_aside(snapshot: Snapshot, person: Person | None) -> None:
    """Note that a snapshot is not to be applied."""
    snapshot.state, snapshot.decided_by, snapshot.decided_at = State.SET_ASIDE, person, clock.now()
    snapshot.save()
    audit.record(
        acting=person.pk if person else None,
        agency=None,
        action="snapshot.set_aside",
        object_type="snapshot",
        object_id=snapshot.pk,
        detail={"feed": snapshot.feed, "sha256": snapshot.sha256},
    )


def differences_now(snapshot: Snapshot) -> list[ListDifference]:
    """Return what a waiting snapshot would change at this moment."""
    entries = [Entry.from_json(one) for one in snapshot.entries]
    return compare(entries, Standing(snapshot.feed), snapshot.generated_at.date())
