"""`amparo reports`: import a source's spreadsheet by a mapping, hand in an e-mail, list or export mappings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.cli.common import answer, fail, json_option, progress, say, setup_django

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amparo.files.tables.problems import TableProblem
    from amparo.monitor.models import ImportBatch, ImportProblem

as_option = click.option("--as", "email", metavar="EMAIL", help="The monitor who does it (demonstration: the first).")
agency_option = click.option("--agency", metavar="CODE", help="For which agency, where the monitor has several.")


@click.group()
def reports() -> None:
    """Record reports from CSV or XLSX files, hand in e-mails."""


@reports.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--mapping", required=True, metavar="M", help="Name of a saved mapping, or a JSON file that holds one.")
@click.option("--dry-run", is_flag=True, help="Only look through the file and list every problem; save nothing.")
@as_option
@agency_option
@json_option
@click.pass_context
def import_(
    context: click.Context,
    file: Path,
    mapping: str,
    dry_run: bool,
    email: str | None,
    agency: str | None,
    as_json: bool,
) -> None:
    """Import FILE (CSV or XLSX). A file with a problem is refused whole; every problem is listed.

    Rows that were imported before are recognised and passed over. Called again after a kill, the import goes on
    where it stood.
    """
    setup_django()
    from amparo.kernel.errors import AmparoError

    try:
        body, text = _rehearse(file, mapping, email, agency) if dry_run else _import(file, mapping, email, agency)
    except AmparoError as error:
        fail(error)
    answer(body, as_json, text)
    context.exit(0 if body["state"] in {"done", "checked"} else 1)


def _rehearse(file: Path, mapping: str, email: str | None, agency: str | None) -> tuple[dict[str, Any], str]:
    from amparo.monitor.imports import operation

    acting = operation.person(email)
    chosen = operation.choose(acting, operation.agency_of(acting, agency), mapping)
    with progress(_lines_of(file), "Checking") as bar:
        found = operation.rehearse(chosen, file, bar.advance)
    body = {
        "file": str(file),
        "mapping": chosen.name,
        "dry_run": True,
        "state": "refused" if found.problems_total else "checked",
        "rows": found.rows,
        "new": found.new,
        "known": found.known,
        "saved": 0,
        "problems_total": found.problems_total,
        "problems": _problems(found.problems),
    }
    if found.problems_total:
        return body, _refused(body)
    return (
        body,
        f"{found.rows:,} rows without a problem: {found.new:,} new, {found.known:,} imported before. Nothing saved.",
    )


def _import(file: Path, mapping: str, email: str | None, agency: str | None) -> tuple[dict[str, Any], str]:
    from amparo.monitor.imports import operation, selectors

    acting = operation.person(email)
    chosen = operation.choose(acting, operation.agency_of(acting, agency), mapping)
    saved = operation.saved_mapping(acting, chosen)
    batch = operation.begin(acting, saved, file)
    if batch.rows_done:
        say(f"Going on at row {batch.rows_done + 1:,}.")
    with progress(batch.rows_total or _lines_of(file), "Importing") as bar:
        batch = operation.finish(acting, batch, bar.advance)
    body = {
        "file": str(file),
        "mapping": saved.name,
        "dry_run": False,
        "batch": batch.pk,
        "state": str(batch.state),
        "rows": batch.rows_total,
        "known": batch.rows_known,
        "saved": batch.rows_saved,
        "problems_total": batch.problems_count,
        "problems": _problems(selectors.problems_of(batch)) if batch.state != "done" else [],
    }
    return body, _said(batch, body)


def _lines_of(file: Path) -> int:
    """Guess the rows of a file by its size, for the progress bar alone."""
    return max(1, file.stat().st_size // 100)


def _problems(problems: Iterable[TableProblem | ImportProblem]) -> list[dict[str, Any]]:
    return [
        {
            "row": problem.row,
            "column": problem.column,
            "value": problem.value,
            "message": problem.message,
            "advice": problem.advice,
        }
        for problem in problems
    ]


def _said(batch: ImportBatch, body: dict[str, Any]) -> str:
    if batch.state == "done":
        return f"{batch.rows_saved:,} reports imported; {batch.rows_known:,} rows were imported before."
    if batch.state == "stopped":
        return f"Stopped: {batch.rows_saved:,} reports are saved. Call again to go on.\n{_listed(body)}"
    return _refused(body)


def _refused(body: dict[str, Any]) -> str:
    return f"Refused, nothing was saved. Problems: {body['problems_total']:,}\n{_listed(body)}"


def _listed(body: dict[str, Any]) -> str:
    lines = []
    for problem in body["problems"]:
        where = ", ".join(
            [f"row {problem['row']}"] * (problem["row"] is not None) + [problem["column"]] * bool(problem["column"])
        )
        value = f" [{problem['value']}]" if problem["value"] else ""
        lines.append(f"  {where}:{value} {problem['message']} {problem['advice']}")
    if (more := body["problems_total"] - len(lines)) > 0:
        lines.append(f"  and {more:,} more")
    return "\n".join(lines)


@reports.command("email")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what the e-mail holds; save nothing.")
@as_option
@agency_option
@json_option
def email_(file: Path, dry_run: bool, email: str | None, agency: str | None, as_json: bool) -> None:
    """Hand in the e-mail FILE (.eml), as the page's first step does. Nothing is recorded by this.

    Greetings and signatures name people, and a report is never changed: so its monitor takes out on the page what
    shall not be read, and records it there within a day. An e-mail that is a report already is recognised.
    """
    setup_django()
    from amparo.kernel.errors import AmparoError
    from amparo.monitor import email_operation
    from amparo.monitor.imports import operation

    try:
        acting = operation.person(email)
        agency_id = operation.agency_of(acting, agency)
        body = email_operation.perform(acting=acting, agency_id=agency_id, path=file, dry_run=dry_run)
    except AmparoError as error:
        fail(error)
    next_step = (
        "Nothing was saved."
        if dry_run
        else f"Handed in, not recorded yet: take out names and record it within a day at {body['page']}"
    )
    answer(body, as_json, f"{body['accepted']} files can be kept, {body['refused']} not. {next_step}")


@reports.command()
@click.option("--export", "name", metavar="NAME", help="Print one mapping as the JSON file that import takes.")
@as_option
@agency_option
@json_option
def mappings(name: str | None, email: str | None, agency: str | None, as_json: bool) -> None:
    """List the saved mappings, or export one."""
    setup_django()
    from amparo.kernel.errors import AmparoError, NotFound
    from amparo.monitor.imports import operation, selectors

    try:
        acting = operation.person(email)
        agency_id = operation.agency_of(acting, agency)
        if name is not None:
            found = selectors.mapping_named(acting, agency_id, name)
            if found is None:
                raise NotFound(f"There is no mapping called “{name}”.", advice="List them: amparo reports mappings")
            body = operation.exported(found)
            answer(body, as_json, json.dumps(body, ensure_ascii=False, indent=2))
            return
        saved = selectors.mappings_for(acting).filter(agency_id=agency_id)
        rows = [{"name": one.name, "source": one.source.code, "version": one.version} for one in saved]
    except AmparoError as error:
        fail(error)
    text = "\n".join(f"{row['name']:40} {row['source']}" for row in rows)
    answer({"mappings": rows}, as_json, text or "No mapping is saved yet.")
