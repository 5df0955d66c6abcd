"""`amparo audit`: seal, verify and anchor the record of what was done; protect its tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from amparo.cli.common import answer, json_option, progress, setup_django

if TYPE_CHECKING:
    from amparo.audit.verification import Verdict

ANCHOR_MODE = 0o644


@click.group()
def audit() -> None:
    """Verify, anchor and read the record of what was done."""


@audit.command()
@click.option(
    "--from-anchor",
    "anchor_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Hold the chain also against an anchor that was kept elsewhere.",
)
@json_option
def verify(anchor_file: Path | None, as_json: bool) -> int:
    """Verify the whole record. Exits with 1 and names the first bad row where something was done to it."""
    setup_django()
    from amparo.audit.anchors import read_anchor
    from amparo.audit.verification import verify_and_record

    anchor = read_anchor(anchor_file) if anchor_file else None
    with progress(100, "Verifying") as bar:
        shown = 0

        def show(done: int, expected: int) -> None:
            nonlocal shown
            percent = min(100, 100 * done // expected) if expected else 100
            bar.advance(percent - shown)
            shown = percent

        verdict = verify_and_record(anchor=anchor, progress=show)
    answer(verdict.as_json(), as_json, _in_words(verdict))
    return 0 if verdict.holds else 1


@audit.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the anchor to this file instead of standard output.",
)
@json_option
def anchor(out: Path | None, as_json: bool) -> None:
    """Sign the chain's present end. Keep what this writes outside the system: with a partner, with a notary."""
    setup_django()
    import json

    from amparo.audit.anchors import make_anchor
    from amparo.audit.sealing import seal as seal_all

    seal_all()
    made = make_anchor().as_json()
    text = json.dumps(made, indent=2)
    if out is None:
        answer(made, as_json, text)
        return
    _write_whole(out, text + "\n")
    answer({**made, "file": str(out)}, as_json, f"Link {made['seq']} is anchored in {out}. Keep the file elsewhere.")


@audit.command()
@json_option
def seal(as_json: bool) -> None:
    """Seal now what waits to be sealed. The worker does this every few seconds."""
    setup_django()
    from amparo.audit.sealing import seal as seal_all

    count = seal_all()
    answer({"sealed": count}, as_json, f"{count} rows were sealed.")


@audit.command()
@json_option
def protect(as_json: bool) -> None:
    """Install the triggers that refuse changes to append-only tables. `amparo migrate` does this too."""
    setup_django()
    from django.db import DEFAULT_DB_ALIAS

    from amparo.audit import append_only

    missing = append_only.unprotected_tables(DEFAULT_DB_ALIAS)
    append_only.install(DEFAULT_DB_ALIAS)
    text = f"Protected again: {', '.join(missing)}." if missing else "Every append-only table was protected already."
    answer({"protected": missing}, as_json, text)


def _in_words(verdict: Verdict) -> str:
    waits = verdict.tail.count
    tail = f" {waits} more wait to be sealed, the oldest since {verdict.tail.oldest_seconds:.0f} s." if waits else ""
    if verdict.fault:
        return (
            f"The record does NOT hold. {verdict.fault.message}\n"
            "Keep a copy of the database as evidence and restore the last backup that verifies."
        )
    held = f", and fits the anchor of {verdict.anchor.at}" if verdict.anchor else ""
    return (
        f"The record holds{held}: {verdict.sealed} sealed rows and {verdict.history_rows} rows of history, "
        f"verified in {verdict.seconds:.1f} s.{tail}"
    )


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.chmod(ANCHOR_MODE)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
