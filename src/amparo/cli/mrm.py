"""`amparo mrm`: incidents from and to the field list of the monitoring and reporting mechanism."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.cli.common import answer, fail, json_option, say, setup_django
from amparo.cli.reports import agency_option, as_option

if TYPE_CHECKING:
    from amparo.monitor.mrm.services import Taken

MOST_SHOWN = 50


@click.group()
def mrm() -> None:
    """Exchange incidents in the field list of the UN's monitoring and reporting mechanism (Primero)."""


@mrm.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--source", "code", required=True, metavar="CODE", help="The source that gives them, by its code.")
@click.option("--dry-run", is_flag=True, help="Only look through the file; save nothing.")
@as_option
@agency_option
@json_option
def import_(file: Path, code: str, dry_run: bool, email: str | None, agency: str | None, as_json: bool) -> None:
    """Import incidents from FILE, a JSON list of records as Primero gives them.

    Each becomes a report as received and an incident that waits for verification. Unknown codes are kept and listed. A
    file with a problem is refused whole.
    """
    setup_django()
    from amparo.kernel.errors import AmparoError, Invalid
    from amparo.monitor import selectors
    from amparo.monitor.imports import operation
    from amparo.monitor.mrm import files, services

    try:
        acting = operation.person(email)
        agency_id = operation.agency_of(acting, agency)
        source = selectors.sources_for(acting).filter(agency_id=agency_id, code=code).first()
        if source is None:
            raise Invalid(f"There is no source with the code “{code}”.", advice="Record it on the page of sources.")
        records = files.records_in(file.read_bytes())
        taken = services.import_records(
            acting=acting, agency_id=agency_id, source_id=source.pk, records=records, dry_run=dry_run
        )
    except AmparoError as error:
        fail(error)
    answer(_body(file, taken, dry_run), as_json, _text(taken, dry_run))


def _body(file: Path, taken: Taken, dry_run: bool) -> dict[str, Any]:
    return {
        "file": str(file),
        "dry_run": dry_run,
        "incidents": taken.new,
        "codes": taken.codes,
        "known": taken.known,
        "notes": [{"where": note.where, "value": note.value, "message": note.message} for note in taken.notes],
    }


def _incidents(count: int) -> str:
    from django.utils.translation import ngettext

    return ngettext("%(count)s incident", "%(count)s incidents", count) % {"count": f"{count:,}"}


def _text(taken: Taken, dry_run: bool) -> str:
    done = "would be recorded; nothing was saved" if dry_run else "recorded"
    lines = [f"{_incidents(taken.new)} {done}; {taken.known:,} were there before."]
    lines += [f"  {note.where} [{note.value}]: {note.message}" for note in taken.notes[:MOST_SHOWN]]
    if len(taken.notes) > MOST_SHOWN:
        lines.append(f"  and {len(taken.notes) - MOST_SHOWN:,} more")
    return "\n".join(lines)


@mrm.command("export")
@click.option("--year", type=click.IntRange(1900, 2199), help="Only incidents committed in this year.")
@as_option
@json_option
def export(year: int | None, email: str | None, as_json: bool) -> None:
    """Print the incidents that a monitor reads as records of the field list: {"data": [...]}."""
    setup_django()
    from amparo.kernel.errors import AmparoError
    from amparo.monitor.imports import operation
    from amparo.monitor.mrm import writing

    try:
        body = {"data": list(writing.records_for(operation.person(email), year))}
    except AmparoError as error:
        fail(error)
    say(_incidents(len(body["data"])))
    answer(body, as_json, json.dumps(body, ensure_ascii=False, indent=2))
