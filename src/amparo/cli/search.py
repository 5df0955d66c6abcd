"""`amparo search`: the words by which records are found."""

import click

from amparo.cli.common import answer, json_option, setup_django


@click.group()
def search() -> None:
    """The words by which records are found."""


@search.command("rebuild")
@json_option
def rebuild(as_json: bool) -> None:
    """Write the search words of all records anew. Needed where a release says that words are folded differently."""
    setup_django()
    from amparo.kernel import search_index
    from amparo.monitor import searching

    count = searching.refresh_all()
    search_index.rebuild()
    answer({"incidents": count}, as_json, f"{count} incidents can be found by their present words.")
