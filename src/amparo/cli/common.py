"""What every command shares: `--json`, the one answer, errors, progress, and the late start of Django.

Nothing here imports Django: `amparo --help` and `amparo estimate` must start at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from amparo.kernel.errors import AmparoError

Command = TypeVar("Command", bound=Callable[..., Any])

# The key under which a run remembers that it was asked for JSON.
_JSON = "amparo.json"


def json_option(command: Command) -> Command:
    """Add `--json`; the command receives it as `as_json: bool`."""
    option = click.option(
        "--json",
        "as_json",
        is_flag=True,
        callback=_remember_json,
        is_eager=True,
        help="Answer with exactly one JSON object on standard output.",
    )
    return option(command)


def _remember_json(context: click.Context, _parameter: click.Parameter, value: bool) -> bool:
    context.meta[_JSON] = context.meta.get(_JSON, False) or value
    return value


def wants_json() -> bool:
    """Tell whether the running command was asked for JSON."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_JSON))


def answer(obj: object, as_json: bool, text: str) -> None:
    """Print the one answer of a command: `obj` as JSON, or `text` for a person."""
    click.echo(json.dumps(obj, ensure_ascii=False, default=str) if as_json else text)


def say(text: str) -> None:
    """Print a message beside the answer, on standard error."""
    click.echo(text, err=True)


def fail(error: AmparoError) -> NoReturn:
    """End the command with exit code 1 and this error, as text on standard error or as the one JSON object."""
    show_error(error, wants_json())
    click.get_current_context().exit(1)


def show_error(error: AmparoError, as_json: bool) -> None:
    """Print an error as page and API would say it."""
    if as_json:
        click.echo(json.dumps(error.as_json(), ensure_ascii=False, default=str))
        return
    lines = [f"{error.title}. {error.detail}"]
    lines += [
        f"  {problem.where}: {problem.message}{f' {problem.advice}' if problem.advice else ''}"
        for problem in error.problems
    ]
    say("\n".join([*lines, error.advice]))


def setup_django() -> None:
    """Start Django. Commands that need the database call this first; it does nothing when it has started."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    import django
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured

    if apps.ready:
        return
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise click.ClickException(f"Amparo cannot start: {error}") from error


class Progress:
    """How far a long command is. Shown on a terminal only, on standard error."""

    def __init__(self, advance: Callable[[int], None]) -> None:
        self.advance = advance


@contextmanager
def progress(length: int, label: str) -> Iterator[Progress]:
    """Give a progress bar over `length` steps; `advance(n)` moves it. Elsewhere than on a terminal nothing is shown."""
    if not sys.stderr.isatty():
        yield Progress(lambda _steps: None)
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield Progress(bar.update)
