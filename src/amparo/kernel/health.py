"""What is wrong with this installation, in words without secrets: for `/health`, and for `amparo health`.

Rooms add their own checks by `register`. A check returns None where all is well, else one or two sentences: what is
wrong, and what to do about it.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amparo.kernel import search_index, ticks

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

LEAST_FREE_BYTES = 500 * 1024 * 1024

Check = Callable[[], "StrOrPromise | None"]


@dataclass(frozen=True)
class Finding:
    """The answer of one check: its name, and what is wrong (empty where nothing is)."""

    name: str
    wrong: str

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


@dataclass(frozen=True)
class Health:
    """The answers of all checks."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong at all."""
        return all(finding.ok for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Return what is said, for programs."""
        checks = [{"name": f.name, "ok": f.ok, "wrong": f.wrong} for f in self.findings]
        return {"ok": self.ok, "checks": checks}

    def as_text(self) -> str:
        """Return what is said, for people: one line when all is well, else one line for each fault."""
        if self.ok:
            return str(_("All is well."))
        return "\n".join(f"{finding.name}: {finding.wrong}" for finding in self.findings if not finding.ok)


_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a check. Rooms call this in `AppConfig.ready`; a name that is known already gets the new function."""
    _checks[name] = check


def examine() -> Health:
    """Run every check. Where the database does not answer, only what needs no database is looked at besides."""
    findings = [_ask("database", _database)]
    if findings[0].ok:
        findings += [_ask(name, check) for name, check in (_NEED_DATABASE | _checks).items()]
    findings += [_ask(name, check) for name, check in _NEED_NO_DATABASE.items()]
    return Health(tuple(findings))


@never_cache
@require_safe
def view(request: HttpRequest) -> HttpResponse:
    """`/health`: 200 where all is well, else 503, as text or (by the Accept header) as JSON."""
    health = examine()
    status = 200 if health.ok else 503
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse(health.as_json(), status=status)
    return HttpResponse(health.as_text() + "\n", status=status, content_type="text/plain; charset=utf-8")


def _ask(name: str, check: Check) -> Finding:
    try:
        return Finding(name, str(check() or ""))
    except Exception:
        logger.exception("The health check %s failed.", name)
        return Finding(name, str(_("This could not be checked. The log of the server says why.")))


def _database() -> StrOrPromise | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Exception:
        logger.exception("The database does not answer.")
        return _("The database does not answer. Check that it runs and that the disk is not full.")
    return None


def _migrations() -> StrOrPromise | None:
    """A set of migrations that was found complete stays so while this process lives: its code does not change."""
    global _migrations_complete
    if not _migrations_complete:
        executor = MigrationExecutor(connection)
        _migrations_complete = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return None if _migrations_complete else _("The database is older than the program. Run: amparo migrate")


_migrations_complete = False


def _worker() -> StrOrPromise | None:
    if ticks.living_workers():
        return None
    return _(
        "No worker has given a sign of life for a minute: imports and regular work stand still. Run: amparo worker"
    )


def _search() -> StrOrPromise | None:
    return None if search_index.in_place() else _("The search index is not in place. Run: amparo migrate")


def _disk() -> StrOrPromise | None:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free >= LEAST_FREE_BYTES:
        return None
    return _("Only %(megabytes)s MB are free on the disk of the data folder. Free some space.") % {
        "megabytes": free // 1024 // 1024
    }


def _data_folder() -> StrOrPromise | None:
    try:
        with tempfile.NamedTemporaryFile(dir=Path(settings.DATA_DIR), prefix=".health-") as file:
            file.write(b"ok")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return _("The data folder cannot be written to. Check its owner, its permissions and the disk.")
    return None


_NEED_DATABASE: dict[str, Check] = {"migrations": _migrations, "worker": _worker, "search": _search}
_NEED_NO_DATABASE: dict[str, Check] = {"disk": _disk, "data folder": _data_folder}
