"""`amparo figures`: load the published figures, check their sums, and keep what own figures are counted from."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from amparo.cli.common import answer, json_option, progress, setup_django

if TYPE_CHECKING:
    from amparo.monitor.figures.checks import Check


@click.group()
def figures() -> None:
    """Published figures and their sums; what own figures are counted from."""


@figures.command()
@json_option
def load(as_json: bool) -> None:
    """Bring the register of published figures into the database. A repeated load changes nothing.

    What a person corrected is never undone: what the file says newly of such a figure is kept beside it, and counted
    as set aside until a person decides.
    """
    setup_django()
    from amparo.monitor.figures.register import load_published_figures

    done = load_published_figures(acting=None)
    text = f"{done.added} published figures added, {done.changed} changed, {done.unchanged} as they were."
    if done.set_aside:
        text += f" {done.set_aside} set aside: a person corrected them, and decides on the page of published figures."
    answer(asdict(done), as_json, text)


@figures.command()
@click.option("--strict", is_flag=True, help="Exit with 1 if there is a finding.")
@json_option
@click.pass_context
def check(context: click.Context, strict: bool, as_json: bool) -> None:
    """Compare published figures with their own parts.

    Findings are what the sources print, not a failure of the command: it exits with 0 also where there are some,
    unless --strict is given.
    """
    setup_django()
    from amparo.monitor.figures.selectors import published_checks

    checks = published_checks()
    findings = [one for one in checks if one.is_finding]
    body = {"checks": [_as_json(one) for one in checks], "checked": len(checks), "findings": len(findings)}
    answer(body, as_json, _as_text(checks, len(findings)))
    context.exit(1 if strict and findings else 0)


@figures.command()
@click.option("--anew", is_flag=True, help="Forget what is kept, and keep it again.")
@json_option
def keep(anew: bool, as_json: bool) -> None:
    """Keep the facts of incidents that own figures are counted from. The worker does it by itself.

    Figures are right without it, and slower. `--anew` is for a database that was changed past the system.
    """
    setup_django()
    from amparo.monitor.figures.facts import keeping

    if anew:
        keeping.forget()
    with progress(keeping.lacking(), "Keeping") as bar:
        count = keeping.keep(bar.advance)
    answer({"incidents": count}, as_json, f"The facts of {count} incidents are kept.")


def _as_json(check: Check) -> dict[str, Any]:
    from amparo.monitor.figures.wording import check_finding

    return {
        "kind": check.kind,
        "outcome": check.outcome,
        "finding": check.is_finding,
        "situation": check.situation,
        "period_start": check.period_start.isoformat(),
        "period_end": check.period_end.isoformat(),
        "unit": check.unit,
        "total": check.total,
        "sum_of_parts": check.sum_of_parts,
        "sum_given_apart": check.sum_given_apart,
        "difference": check.difference,
        "parts": [{"name": p.name, "number": p.number, "given_apart": p.given_apart} for p in check.parts],
        "codes": list(check.codes),
        "text": check_finding(check),
    }


def _as_text(checks: tuple[Check, ...], findings: int) -> str:
    from amparo.monitor.figures.wording import check_finding, check_subject

    if not checks:
        return "There is nothing to check. Load the register first: amparo figures load"
    lines = [f"{'!' if one.is_finding else ' '} {check_subject(one)}: {check_finding(one)}" for one in checks]
    return "\n".join([*lines, "", f"{len(checks)} checks, {findings} with a finding. Nothing was corrected."])
