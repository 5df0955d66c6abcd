"""`amparo estimate FILE.csv`: how many people could have appeared on at least one list. Needs no database.

Django is never loaded here, and numpy only once the arguments are read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from amparo.cli.common import answer, json_option, progress, say, wants_json

if TYPE_CHECKING:
    from amparo_estimation import CaptureTable, CaptureTableError, MethodResult, Result

METHOD_NAMES = {
    "model_averaging": "averaged over graphs",
    "independence": "independent lists",
    "chao_lower_bound": "Chao's lower bound",
}


def _names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (value or "").split(",")) if value else ()
    if not all(names):
        raise click.BadParameter("separate names by one comma, such as a,b,c")
    return names


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--lists", callback=_names, metavar="A,B,C", help="Columns that are lists (0 or 1). Default: all others.")
@click.option("--count", metavar="COLUMN", help="Column that says how many people a row stands for.")
@click.option("--by", callback=_names, metavar="YEAR,SEX", help="Columns to estimate by, one group at a time.")
@click.option("--grid-max", type=click.IntRange(min=1), metavar="N0", help="Largest number missing on a fixed grid.")
@json_option
def estimate(
    file: Path,
    lists: tuple[str, ...],
    count: str | None,
    by: tuple[str, ...],
    grid_max: int | None,
    as_json: bool,
) -> None:
    """Estimate how many people could have appeared on at least one list.

    FILE has one row for each person with 0 or 1 in each list's column, or one for each pattern with a count. An
    estimate that is refused is an answer, with its reasons; a file that cannot be read is a failure.
    """
    from amparo_estimation import document

    tables = _read(file, lists, count, by)
    results = _estimate_all(tables, grid_max)
    answer(document(results), as_json, "\n\n".join(_said(result) for result in results))


def _read(file: Path, lists: tuple[str, ...], count: str | None, by: tuple[str, ...]) -> tuple[CaptureTable, ...]:
    from amparo_estimation import CaptureTable, CaptureTableError

    try:
        return CaptureTable.strata_from_csv(file, by=by, lists=lists or None, count=count)
    except CaptureTableError as error:
        _refuse(error)


def _refuse(error: CaptureTableError) -> NoReturn:
    """End with exit code 1. The problem reads as everywhere else (kernel.errors), which only Django could render."""
    row = [f"row {error.row}"] if error.row is not None else []
    column = [f"column {error.column}"] if error.column is not None else []
    body = {
        "type": "urn:amparo:problem:invalid",
        "title": "The file cannot be read",
        "status": 422,
        "detail": str(error).removesuffix(error.advice).strip(),
        "advice": error.advice,
        "problems": [{"where": ", ".join(row + column), "message": error.message, "advice": error.advice}],
    }
    if wants_json():
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        say(f"The file cannot be read. {error}")
    raise click.exceptions.Exit(1)


def _estimate_all(tables: tuple[CaptureTable, ...], grid_max: int | None) -> list[Result]:
    from amparo_estimation import estimate as estimate_one

    results = []
    with progress(len(tables), "Estimating") as bar:
        for table in tables:
            results.append(estimate_one(table, grid_max=grid_max))
            bar.advance(1)
    return results


def _said(result: Result) -> str:
    """One group for a person: sentence first, then verdict, reasons and numbers."""
    key = ", ".join(f"{name} {value}" for name, value in result.table.key)
    lines = [key] if key else []
    lines += [result.sentence.text, f"Verdict: {result.verdict}"]
    lines += [f"  - {reason.text}" for reason in result.reasons]
    if result.methods:
        lines += ["", f"  {'method':<22}{'median':>12}{'95 % interval':>24}"]
        lines += [_row(method) for method in result.methods]
        lines += ["", f"  {'weight':>8}{'median':>12}  graph"]
        lines += [f"  {m.weight:>8.1%}{m.median:>12,}  {m.graph}" for m in result.methods[0].models[:5]]
    return "\n".join(lines)


def _row(method: MethodResult) -> str:
    high = "no end" if method.q975 is None else f"{method.q975:,.0f}"
    return f"  {METHOD_NAMES[method.name]:<22}{method.median:>12,.0f}{f'{method.q025:,.0f} to {high}':>24}"
