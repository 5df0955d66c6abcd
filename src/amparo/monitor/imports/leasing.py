"""One process at a time works on a batch. A process that died, or is silent for a minute, has lost its right.

The lease names host, process and the process's start, so that on the same host a killed process is known to be dead
at once and need not be waited for.
"""

import os
import secrets
import socket
import uuid
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.monitor.models import ImportBatch

SILENT_SECONDS = 60


class LeaseLost(Conflict):
    """Another process took the batch over: this one must stop before it saves anything more."""

    usual_detail = _("Another process works on this import.")
    usual_advice = _("Wait until it is done. Nothing is imported twice.")


def take(batch_id: uuid.UUID, states: Collection[str]) -> str:
    """Take the right to work on a batch that is in one of `states`, and return the lease.

    Raises LeaseLost where a living process holds it, or the batch is in no such state any more.
    """
    held = ImportBatch.objects.filter(pk=batch_id).values_list("lease", flat=True).first() or ""
    now = clock.now()
    free = Q(lease="") | Q(heartbeat_at__lt=now - timedelta(seconds=SILENT_SECONDS))
    if _is_dead(held):
        free |= Q(lease=held)
    lease = f"{_process(os.getpid())}:{secrets.token_hex(8)}"
    taken = ImportBatch.objects.filter(free, pk=batch_id, state__in=states).update(lease=lease, heartbeat_at=now)
    if not taken:
        raise LeaseLost
    return lease


def release(batch_id: uuid.UUID, lease: str) -> None:
    """Give the right back."""
    ImportBatch.objects.filter(pk=batch_id, lease=lease).update(lease="", heartbeat_at=clock.now())


def move(batch_id: uuid.UUID, lease: str, **values: object) -> None:
    """Write to the batch and show a sign of life, as long as the lease holds. Raises LeaseLost else."""
    if not ImportBatch.objects.filter(pk=batch_id, lease=lease).update(heartbeat_at=clock.now(), **values):
        raise LeaseLost


def is_abandoned(batch: ImportBatch) -> bool:
    """Say whether nobody works on the batch: its process is dead or has been silent for a minute."""
    silent = batch.heartbeat_at < clock.now() - timedelta(seconds=SILENT_SECONDS)
    return silent or _is_dead(batch.lease)


def _process(pid: int) -> str:
    return f"{socket.gethostname()[:60]}:{pid}:{_started(pid)}"


def _started(pid: int) -> str:
    """Return when a process began, in ticks since the start of the machine: a number is soon another's."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "-"


def _is_dead(lease: str) -> bool:
    parts = lease.rsplit(":", 3)
    if len(parts) != 4 or parts[0] != socket.gethostname()[:60]:
        return False
    pid = int(parts[1])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return parts[2] != _started(pid)
