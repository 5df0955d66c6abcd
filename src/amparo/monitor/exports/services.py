"""Exports incidents: the table, and a manifest with who, when, which filter, how many, and the hash of the table."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from amparo import __version__
from amparo.accounts.models import Person
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Problem, TooLarge
from amparo.monitor import policies
from amparo.monitor.exports.columns import columns_for
from amparo.monitor.exports.writing import FORMS
from amparo.monitor.selectors import lists
from amparo.monitor.selectors.lists import IncidentRow
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered

MOST_ROWS = 10_000
_CHUNK = 500


@dataclass(frozen=True)
class Export:
    """A packed export: its name, its bytes (ZIP), and how many incidents it holds."""

    name: str
    content: bytes
    rows: int


def export_incidents(*, acting: Person, chosen: IncidentFilter, form: str) -> Export:
    """Return the incidents that the person reads and the filter leaves, packed with their manifest.

    Raises NotFound where the person reads none, Invalid for an unknown form, TooLarge for more than 10,000 incidents.
    That it was done is recorded with the hash, before anything is handed out. The file is made without a transaction,
    so that nobody who writes waits for it.
    """
    if not policies.may_read(acting):
        raise NotFound
    if form not in FORMS:
        fault = Problem("form", _("This form is not known."), _("Choose one from the list."))
        raise Invalid(problems=[fault])
    found = filtered(acting, chosen)
    if found[MOST_ROWS : MOST_ROWS + 1]:
        raise TooLarge(_("There are more than 10,000 incidents."), advice=_("Narrow the list, by year for example."))
    columns = columns_for(acting)
    rows = list(_rows(acting, chosen))
    name, write = FORMS[form]
    table = write(columns, rows)
    manifest = {
        "file": name,
        "sha256": hashlib.sha256(table).hexdigest(),
        "rows": len(rows),
        "columns": [column.name for column in columns],
        "filter": _said(chosen),
        "exported_by": acting.name,
        "agencies": list(acting.agency_names),
        "exported_at": clock.now().isoformat(),
        "system": f"Amparo {__version__}",
        "note": "Incidents, violations and children are three units, never added. Not published figures.",
    }
    _record(acting, manifest)
    return Export(f"{name.partition('.')[0]}.zip", _packed(name, table, manifest), len(rows))


def _rows(acting: Person, chosen: IncidentFilter) -> Iterator[IncidentRow]:
    """Yield the incidents with what stands in their columns, in the order that the list has."""
    name, descending = lists.SORTS[chosen.sort]
    order = [f"{'-' if descending else ''}{field}" for field in (name, "pk")]
    incidents = list(filtered(acting, chosen).order_by(*order))
    for start in range(0, len(incidents), _CHUNK):
        yield from lists.rows_of(incidents[start : start + _CHUNK])


def _said(chosen: IncidentFilter) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(chosen).items() if value}


def _record(acting: Person, manifest: dict[str, object]) -> None:
    """Record the export for each agency whose incidents were read. Words that were searched for stay out."""
    kept = _said_without_words(manifest["filter"])
    with transaction.atomic():
        _events(acting, manifest, kept)


def _events(acting: Person, manifest: dict[str, object], kept: str) -> None:
    for agency in sorted(policies.readable_agencies(acting)):
        audit.record(
            acting=acting.pk,
            agency=agency,
            action="incidents.exported",
            object_type="agency",
            object_id=agency,
            detail={"sha256": manifest["sha256"], "rows": manifest["rows"], "file": manifest["file"], "filter": kept},
        )


def _said_without_words(said: object) -> str:
    rows = said.items() if isinstance(said, dict) else ()
    return ", ".join(f"{name}={value}" for name, value in rows if name != "words")


def _packed(name: str, table: bytes, manifest: dict[str, object]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, table)
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
    return stream.getvalue()
