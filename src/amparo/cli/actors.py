"""`amparo actors`: bring a published list of designations in, see what a later one changes, and apply that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.cli.common import answer, fail, json_option, setup_django

if TYPE_CHECKING:
    from amparo.actors.lists.bringing import Brought

MOST_SHOWN = 200


@click.group()
def actors() -> None:
    """Armed, criminal and terrorist groups: the published lists on which they stand."""


@actors.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only read the file and list what it would change; save nothing.")
@click.option("--as", "email", metavar="EMAIL", help="The monitor who brings it in; else the operator does.")
@json_option
def import_(file: Path, dry_run: bool, email: str | None, as_json: bool) -> None:
    """Bring the consolidated list of the UN Security Council in: FILE is its XML.

    Groups come in; people are counted and left out. The first list is applied at once. What a later one changes is
    listed and waits for a person: on the page of the snapshot, or by amparo actors apply.
    """
    setup_django()
    from amparo.actors.lists import operation, services
    from amparo.kernel.errors import AmparoError

    try:
        if email is None:
            done = operation.import_as_operator(path=file, dry_run=dry_run)
        else:
            done = services.import_list(acting=operation.person(email), path=file, dry_run=dry_run)
    except AmparoError as error:
        fail(error)
    stale = _is_old(done)
    answer(done.as_json() | {"file": str(file), "stale": stale}, as_json, _in_words(done, stale=stale))


def _is_old(done: Brought) -> bool:
    from amparo.actors.lists.staleness import MOST_DAYS
    from amparo.kernel import clock

    return (clock.today() - done.published.generated_at.date()).days > MOST_DAYS


def _in_words(done: Brought, *, stale: bool) -> str:
    published = done.published
    day = published.generated_at.date().isoformat()
    lines = [
        f"List of {day}: {len(published.entries):,} groups read. "
        f"{published.individuals:,} people are on it too; they were counted and left out, and nothing of them is kept.",
        f"Repaired: {published.repaired_names:,} name(s) with line breaks or odd blanks, "
        f"{published.repaired_dates:,} date(s) with an offset.",
        _endings(done),
    ]
    if stale:
        lines.append("STALE: this list is older than 7 days. Fetch the present one.")
    return "\n".join(lines)


def _endings(done: Brought) -> str:
    numbers = _numbers(done.differences)
    if done.state == "unchanged":
        return "It was here before: nothing changed."
    if done.state == "applied":
        return f"Applied: {numbers}."
    shown = _listed(done.differences)
    if done.state == "checked":
        return f"It would change: {numbers}.\n{shown}Nothing was saved."
    return (
        f"Not applied yet. It changes: {numbers}.\n{shown}"
        "A person decides: on the page of the list, or by amparo actors apply --as EMAIL"
    )


def _numbers(differences: Any) -> str:
    from amparo.actors.lists.differences import Kind, counts

    found = counts(differences)
    said = [f"{found[kind.value]:,} {kind.label}" for kind in Kind if found[kind.value]]
    return ", ".join(said) or "nothing"


def _listed(differences: Any) -> str:
    from amparo.actors.lists.differences import in_one_line

    lines = [f"  {in_one_line(one)}\n" for one in differences[:MOST_SHOWN]]
    if (more := len(differences) - len(lines)) > 0:
        lines.append(f"  and {more:,} more\n")
    return "".join(lines)


@actors.command("apply")
@click.option("--as", "email", metavar="EMAIL", help="The monitor who decides (demonstration: the first).")
@click.option("--set-aside", is_flag=True, help="Decide that it is not to be applied.")
@click.option("--dry-run", is_flag=True, help="Only list what it would change.")
@json_option
def apply_(email: str | None, set_aside: bool, dry_run: bool, as_json: bool) -> None:
    """Apply the list that waits for a decision, as a named person, with everything that it changes listed."""
    setup_django()
    from amparo.actors.lists import bringing, operation, selectors, services
    from amparo.actors.lists.differences import counts, fingerprint
    from amparo.kernel.errors import AmparoError, Conflict

    try:
        acting = operation.person(email)
        waiting = selectors.waiting_snapshot(acting)
        if waiting is None:
            raise Conflict(
                "No list waits for a decision.", advice="Bring the present one in: amparo actors import FILE"
            )
        found = bringing.differences_now(waiting)
        if set_aside and not dry_run:
            services.set_aside_snapshot(acting=acting, snapshot_id=waiting.pk)
        elif not dry_run:
            services.apply_snapshot(acting=acting, snapshot_id=waiting.pk, seen=fingerprint(found))
    except AmparoError as error:
        fail(error)
    state = "pending" if dry_run else "set_aside" if set_aside else "applied"
    body = {
        "snapshot": waiting.pk,
        "generated_at": waiting.generated_at.isoformat(),
        "state": state,
        "counts": counts(found),
        "differences": [one.as_json() for one in found],
    }
    said = {
        "pending": "Nothing was saved.",
        "set_aside": "Set aside: nothing of it was applied.",
        "applied": "Applied.",
    }
    day = waiting.generated_at.date().isoformat()
    answer(body, as_json, f"List of {day}: {_numbers(found)}.\n{_listed(found)}{said[state]}")


@actors.command("lists")
@json_option
def lists(as_json: bool) -> None:
    """List the lists, how many groups stand on each, as of when, and which are older than 7 days."""
    setup_django()
    from django.db.models import Count, Q

    from amparo.actors.lists.models import DesignationList
    from amparo.actors.lists.staleness import is_stale

    standing = Count("designations", filter=Q(designations__delisted_on__isnull=True))
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "standing": one.standing,
            "as_of": one.as_of.isoformat() if one.as_of else None,
            "stale": is_stale(one),
        }
        for one in DesignationList.objects.annotate(standing=standing).order_by("kind", "name")
    ]
    text = "\n".join(
        f"{row['code']:<28}{row['standing']:>6,}  {row['as_of'] or 'never read':<12}{'STALE' if row['stale'] else ''}"
        for row in rows
    )
    answer({"lists": rows}, as_json, text)
