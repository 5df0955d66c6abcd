"""`amparo places` and `amparo terms`: the reference data that comes with the system."""

import click

from amparo.cli.common import answer, json_option, setup_django


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
