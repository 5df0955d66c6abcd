"""`amparo files`: whether what was received still lies on the disk as it came."""

from __future__ import annotations

import click

from amparo.cli.common import answer, json_option, setup_django


@click.group()
def files() -> None:
    """Attached files."""


@files.command()
@json_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Compare every attached file on the disk with its recorded SHA-256; name those altered or missing."""
    setup_django()
    from amparo.files.attachments.services import check_all

    bad = [
        {"attachment": one.pk, "name": one.name, "sha256": one.sha256}
        | {copy.value: outcome.value for copy, outcome in found.items()}
        for one, found in check_all(acting=None)
    ]
    lines = [f"{row['attachment']} {row['name']}: " + ", ".join(_copies(row)) for row in bad]
    answer({"bad": bad}, as_json, "\n".join(lines) or "Every attached file is as it was recorded.")
    context.exit(1 if bad else 0)


def _copies(row: dict[str, object]) -> list[str]:
    return [f"{copy} copy {row[copy]}" for copy in ("evidence", "working") if copy in row]
