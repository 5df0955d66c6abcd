"""`amparo places` and `amparo terms`: the reference data that comes with the system."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amparo.cli.common import answer, fail, json_option, say, setup_django

if TYPE_CHECKING:
    from amparo.files.outlines.importing import Brought
    from amparo.files.tables.problems import TableError
    from amparo.files.tables.reading import Table
    from amparo.files.tables.shape import Row
    from amparo.kernel.errors import Invalid
    from amparo.places.importing import Imported


@click.group()
def places() -> None:
    """Countries and their parts."""


@places.command("load")
@json_option
def load_places(as_json: bool) -> None:
    """Add countries and first-level parts that are missing, and correct their names."""
    setup_django()
    from amparo.places import loading

    loaded = loading.load()
    answer(
        {"added": loaded.added, "corrected": loaded.corrected, "total": loaded.total},
        as_json,
        f"{loaded.added} added, {loaded.corrected} corrected, {loaded.total} in all.",
    )


@places.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--complete", is_flag=True, help="The file holds all areas of its countries: those it lacks have ended.")
@click.option("--dry-run", is_flag=True, help="Only look through the file and list every problem; save nothing.")
@json_option
def import_places(file: Path, complete: bool, dry_run: bool, as_json: bool) -> None:
    """Bring a list of P-codes in: FILE is CSV, or CSV packed by gzip, with the columns that OCHA publishes."""
    setup_django()
    from amparo.files.tables.problems import TableError
    from amparo.files.unpacking import unpacked
    from amparo.kernel.errors import AmparoError
    from amparo.places.importing import import_areas

    try:
        with unpacked(file) as path, _table(path) as table:
            rows = ((row.number, row.cells) for row in table.rows)
            done = import_areas(table.header, rows, source=file.name, complete=complete, dry_run=dry_run)
    except TableError as error:
        fail(_refused(error))
    except AmparoError as error:
        fail(error)
    answer(done.as_json() | {"dry_run": dry_run}, as_json, _in_words(done, dry_run=dry_run))


@places.command("outlines")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option(
    "--property", "code_property", default="", help="The property with the P-code, where it is none of OCHA's."
)
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day as of which the file holds; today if not given."
)
@click.option("--dry-run", is_flag=True, help="Only look through the file and list every problem; save nothing.")
@json_option
def import_outlines(
    file: Path, code_property: str, as_of: datetime.datetime | None, dry_run: bool, as_json: bool
) -> None:
    """Bring outlines in: FILE is GeoJSON of first- or second-level areas, joined on their P-codes; also as .gz."""
    setup_django()
    from amparo.files.outlines import importing
    from amparo.kernel.errors import AmparoError

    try:
        done = importing.import_outlines(
            file,
            source=file.name,
            as_of=as_of.date() if as_of else None,
            code_property=code_property,
            dry_run=dry_run,
            step=_say_features,
        )
    except AmparoError as error:
        fail(error)
    answer(done.as_json() | {"dry_run": dry_run}, as_json, _outlines_in_words(done, dry_run=dry_run))


def _say_features(features: int) -> None:
    """Say on a terminal how far a long file is; how many features it has is known at its end alone."""
    if features % 500 == 0 and sys.stderr.isatty():
        say(f"{features:,} features read.")


def _outlines_in_words(done: Brought, *, dry_run: bool) -> str:
    lines = [
        f"{done.features:,} features read: {done.new:,} new outlines, {done.replaced:,} replaced, "
        f"{done.unchanged:,} as they were, {done.unjoined:,} left out, {done.repaired:,} repaired. "
        f"{done.points_read:,} points were simplified to {done.points_kept:,}."
    ]
    lines += [f"  {problem.where}: {problem.message} {problem.advice}" for problem in done.problems]
    return "\n".join([*lines, *(["Nothing was saved."] if dry_run else [])])


def _refused(error: TableError) -> Invalid:
    from amparo.kernel.errors import Invalid, Problem

    first = error.problems[0]
    if first.row is None:
        return Invalid(first.message, advice=first.advice)
    where = [f"row {one.row}, {one.column}" for one in error.problems]
    return Invalid(
        problems=[Problem(at, one.message, one.advice) for at, one in zip(where, error.problems, strict=True)]
    )


@contextmanager
def _table(path: Path) -> Iterator[Table]:
    """Open the file as CSV; the rows that do not fit their headings stop it at the first."""
    from amparo.files.kinds import CSV, kind_of
    from amparo.files.tables.problems import TableError, TableProblem
    from amparo.files.tables.reading import open_table
    from amparo.files.tables.shape import Options

    kind = kind_of(path)
    if kind.media_type != CSV:
        raise TableError(TableProblem(f"The file is no CSV table: it seems to be {kind.name}.", kind.advice))
    with open_table(path, CSV, Options()) as table:
        yield replace(table, rows=_fitting(table.rows))


def _fitting(rows: Iterator[Row]) -> Iterator[Row]:
    from amparo.files.tables.problems import TableError

    for row in rows:
        if row.problems:
            raise TableError(*row.problems)
        yield row


def _in_words(done: Imported, *, dry_run: bool) -> str:
    lines = [
        f"{done.rows:,} areas read: {done.added:,} new, {done.joined:,} joined to parts of ISO 3166-2, "
        f"{done.renamed:,} renamed, {done.moved:,} moved, {done.ended:,} ended, {done.unchanged:,} as they were."
    ]
    if done.unnamed:
        lines.append(f"{done.unnamed:,} have no name in the file; their code stands for it.")
    if done.counted:
        lines.append(f"The number of people is new for {done.counted:,}.")
    return " ".join([*lines, *(["Nothing was saved."] if dry_run else [])])


@click.group()
def terms() -> None:
    """Code lists."""


@terms.command("load")
@json_option
def load_terms(as_json: bool) -> None:
    """Add items of the code lists that are missing. What people renamed or retired stays."""
    setup_django()
    from amparo.terms import loading

    added = loading.load()
    answer(
        {"added": added, "total": len(loading.shipped())}, as_json, f"{added} added, {len(loading.shipped())} in all."
    )
