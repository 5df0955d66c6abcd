"""`amparo health`: what is wrong with this installation, if anything."""

import click

from amparo.cli.common import answer, json_option, setup_django


@click.command()
@json_option
def health(as_json: bool) -> int:
    """Say what is wrong with this installation, if anything. Exits with 1 where something is."""
    setup_django()
    from amparo.kernel import health as checks

    found = checks.examine()
    answer(found.as_json(), as_json, found.as_text())
    return 0 if found.ok else 1
