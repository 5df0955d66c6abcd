"""`amparo demo`: an invented country, or real published data, for a demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.cli.common import answer, json_option, setup_django

if TYPE_CHECKING:
    from amparo.evidence.demo.colombia import Done
    from amparo.evidence.demo.estimating import YearEstimate


@click.group()
def demo() -> None:
    """Load invented or published data for a demonstration."""


@demo.command()
@json_option
def marenda(as_json: bool) -> None:
    """Load Marenda, an invented country, with accounts for every role. A repeated load adds nothing."""
    setup_django()
    from amparo.evidence.demo import marenda as country

    done = country.load()
    text = (
        f"Marenda holds {done.reports:,} reports, {done.incidents:,} incidents and {done.estimates} estimates. "
        "Everything and everybody in it is invented."
    )
    answer({"reports": done.reports, "incidents": done.incidents, "estimates": done.estimates}, as_json, text)


@demo.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@json_option
def colombia(file: Path, as_json: bool) -> None:
    """Load FILE, the published recruitment data of Colombia (1990-2017), and estimate every year.

    It goes into an agency of its own. A repeated load adds nothing; a killed one goes on where it stopped.
    """
    setup_django()
    from amparo.evidence.demo import colombia as data

    done = data.load(file)
    body = {
        "sources": done.sources,
        "persons": done.persons,
        "memberships": done.memberships,
        "known": done.known,
        "estimates": [_year(one) for one in done.estimates],
    }
    answer(body, as_json, _as_text(done))


def _year(one: YearEstimate) -> dict[str, Any]:
    stratum = one.stratum
    return {
        "year": one.year,
        "run": str(one.run_id),
        "lists": list(one.lists),
        "n_observed": stratum["n_observed"],
        "verdict": stratum["verdict"],
        "low": stratum["sentence"]["low"],
        "high": stratum["sentence"]["high"],
        "reasons": [reason["code"] for reason in stratum["reasons"]],
    }


def _as_text(done: Done) -> str:
    from amparo.evidence.pages import colour_word, range_words
    from amparo.evidence.wording import REASONS

    head = f"{done.persons:,} persons and {done.memberships:,} list memberships of {done.sources} sources loaded"
    known = f"; {done.known:,} persons were there before." if done.known else "."
    lines = [head + known, "", f"{'year':<6}{'on record':>10}  {'range':<28}{'verdict':<14}because"]
    for one in done.estimates:
        because = ", ".join(str(REASONS[reason["code"]][0]) for reason in one.stratum["reasons"][:3])
        lines.append(
            f"{one.year:<6}{one.stratum['n_observed']:>10,}  {range_words(one.stratum):<28}"
            f"{colour_word(one.stratum):<14}{because}"
        )
    colours = [one.stratum["verdict"] for one in done.estimates]
    lines += ["", ", ".join(f"{colours.count(colour)} {colour}" for colour in ("green", "amber", "red")) + "."]
    return "\n".join(lines)
