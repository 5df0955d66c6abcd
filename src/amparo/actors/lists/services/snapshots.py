"""Snapshots of a published list: brought in, and decided on by a person who has seen what they change."""

import uuid
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.lists import applying, bringing, selectors
from amparo.actors.lists.differences import fingerprint
from amparo.actors.lists.models import Snapshot
from amparo.kernel.errors import Conflict, NotFound


def import_list(*, acting: Person, path: Path, dry_run: bool = False) -> bringing.Brought:
    """Take a published list in, as `bringing.bring_in` says. Raises NotFound where the person does not record."""
    if not policies.may_record(acting):
        raise NotFound
    return bringing.bring_in(path, person=acting, dry_run=dry_run)


@transaction.atomic
def apply_snapshot(*, acting: Person, snapshot_id: uuid.UUID, seen: str) -> Snapshot:
    """Apply a waiting snapshot. `seen` is the fingerprint of the differences that the person was shown.

    Raises NotFound, Conflict where it was decided on before, where a newer one is in force, where an entry would
    overlap with an earlier listing, and where it would change something else by now.
    """
    snapshot = _waiting(acting, snapshot_id)
    newest = bringing.newest_applied(snapshot.feed)
    if newest is not None and newest.generated_at >= snapshot.generated_at:
        raise Conflict(
            _("A newer list is in force by now."), advice=_("Set this one aside. An older list changes nothing.")
        )
    found = bringing.differences_now(snapshot)
    if fingerprint(found) != seen:
        raise Conflict(
            _("What this snapshot changes is not what you were shown: somebody changed designations meanwhile."),
            advice=_("Open the snapshot again, look at the differences, and decide."),
        )
    applying.apply(snapshot, found, acting=acting.pk)
    return snapshot


@transaction.atomic
def set_aside_snapshot(*, acting: Person, snapshot_id: uuid.UUID) -> Snapshot:
    """Decide that a waiting snapshot is not to be applied. Raises NotFound, Conflict where it was decided on."""
    snapshot = _waiting(acting, snapshot_id)
    bringing.set_aside(snapshot, acting)
    return snapshot


def _waiting(acting: Person, snapshot_id: uuid.UUID) -> Snapshot:
    if not policies.may_record(acting):
        raise NotFound
    bringing.hold(selectors.snapshot_for(acting, snapshot_id).feed)
    snapshot = selectors.snapshot_for(acting, snapshot_id)
    if snapshot.state != Snapshot.State.PENDING:
        raise Conflict(
            _("This snapshot has been decided on already."), advice=_("Open the lists to see where they stand.")
        )
    return snapshot
