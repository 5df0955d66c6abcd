"""Exports incidents: the table, and a manifest with who, when, which filter, how many, and the hash of the table."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from amparo import __version__
from amparo.accounts.models import Person
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Problem, TooLarge
from amparo.kernel.ui.words import number
from amparo.monitor import policies
from amparo.monitor.exports.columns import columns_for
from amparo.monitor.exports.writing import FORMS
from amparo.monitor.models import Incident
from amparo.monitor.mrm.files import MOST_RECORDS
from amparo.monitor.mrm.writing import records_of
from amparo.monitor.selectors import lists
from amparo.monitor.selectors.lists import IncidentRow
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered

MOST_ROWS = 10_000
FIELD_LIST = "field-list"
_CHUNK = 500


@dataclass(frozen=True)
class Export:
    """A packed export: its name, its bytes (ZIP), and how many incidents it holds."""

    name: str
    content: bytes
    rows: int


def export_incidents(*, acting: Person, chosen: IncidentFilter, form: str) -> Export:
    """Return the incidents that the person reads and the filter leaves, packed with their manifest.

    Raises NotFound where the person reads none, Invalid for an unknown form, TooLarge for more than 10,000 incidents
    (2,000 in the field list). That it was done is recorded with the hash, before anything is handed out. The file is
    made without a transaction, so that nobody who writes waits for it.
    """
    if not policies.may_read(acting):
        raise NotFound
    if form not in {*FORMS, FIELD_LIST}:
        fault = Problem("form", _("This form is not known."), _("Choose one from the list."))
        raise Invalid(problems=[fault])
    most = _most_of(form)
    if filtered(acting, chosen)[most : most + 1]:
        raise TooLarge(
            _("There are more than %(most)s incidents.") % {"most": number(most)},
            advice=_("Narrow the list, by year for example."),
        )
    made = _field_list(acting, chosen) if form == FIELD_LIST else _table(acting, chosen, form)
    manifest = {
        "file": made.name,
        "sha256": hashlib.sha256(made.content).hexdigest(),
        "rows": made.rows,
        **made.said,
        "filter": _said(chosen),
        "exported_by": acting.name,
        "agencies": list(acting.agency_names),
        "exported_at": clock.now().isoformat(),
        "system": f"Amparo {__version__}",
        "note": "Incidents, violations and children are three units, never added. Not published figures.",
    }
    _record(acting, manifest)
    return Export(f"{made.name.partition('.')[0]}.zip", _packed(made.name, made.content, manifest), made.rows)


def _most_of(form: str) -> int:
    """Return how many incidents a form holds at most."""
    return MOST_RECORDS if form == FIELD_LIST else MOST_ROWS


@dataclass(frozen=True)
class _Made:
    """What is packed: the file, how many incidents it holds, and what the manifest says of it."""

    name: str
    content: bytes
    rows: int
    said: Mapping[str, object]


def _table(acting: Person, chosen: IncidentFilter, form: str) -> _Made:
    columns = columns_for(acting)
    rows = list(_rows(acting, chosen))
    name, write = FORMS[form]
    return _Made(name, write(columns, rows), len(rows), {"columns": [column.name for column in columns]})


def _field_list(acting: Person, chosen: IncidentFilter) -> _Made:
    """Return the incidents as records of the UN's field list. What may point at people goes only to whom it may."""
    agencies = policies.agencies_of_summaries(acting)
    incidents = _incidents(acting, chosen)
    records = [
        record
        for start in range(0, len(incidents), _CHUNK)
        for record in records_of(incidents[start : start + _CHUNK], agencies)
    ]
    content = json.dumps({"data": records}, ensure_ascii=False, indent=1).encode()
    said = {"form": "field list of the UN's monitoring and reporting mechanism", "left_out": _left_out(acting)}
    return _Made("incidents-field-list.json", content, len(records), said)


def _left_out(acting: Person) -> list[str]:
    """Return what the field list does not hold, in English, for the manifest."""
    always = ["sources and who they are", "pseudonyms", "attachments", "history"]
    restricted = ["incident_description", "places below the first level", "codes kept from other systems"]
    return always if policies.agencies_of_summaries(acting) else [*always, *restricted]


def _incidents(acting: Person, chosen: IncidentFilter) -> list[Incident]:
    """Return the incidents in the order that the list has."""
    name, descending = lists.SORTS[chosen.sort]
    return list(filtered(acting, chosen).order_by(*[f"{'-' if descending else ''}{field}" for field in (name, "pk")]))


def _rows(acting: Person, chosen: IncidentFilter) -> Iterator[IncidentRow]:
    """Yield the incidents with what stands in their columns, in the order that the list has."""
    incidents = _incidents(acting, chosen)
    for start in range(0, len(incidents), _CHUNK):
        yield from lists.rows_of(incidents[start : start + _CHUNK])


def _said(chosen: IncidentFilter) -> dict[str, object]:
    return {name: _plain(value) for name, value in asdict(chosen).items() if value}


def _plain(value: object) -> object:
    return [str(one) for one in value] if isinstance(value, tuple) else str(value)


def _record(acting: Person, manifest: dict[str, object]) -> None:
    """Record the export for each agency whose incidents were read. Words that were searched for stay out."""
    kept = _said_without_words(manifest["filter"])
    with transaction.atomic():
        _events(acting, manifest, kept)


def _events(acting: Person, manifest: dict[str, object], kept: dict[str, object]) -> None:
    for agency in sorted(policies.readable_agencies(acting)):
        audit.record(
            acting=acting.pk,
            agency=agency,
            action="incidents.exported",
            object_type="agency",
            object_id=agency,
            detail={"sha256": manifest["sha256"], "rows": manifest["rows"], "file": manifest["file"], "filter": kept},
        )


def _said_without_words(said: object) -> dict[str, object]:
    rows = said.items() if isinstance(said, dict) else ()
    return {name: value for name, value in rows if name != "words"}


def _packed(name: str, table: bytes, manifest: dict[str, object]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, table)
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
    return stream.getvalue()
