"""The one command line: `amparo ...`. Commands are read only when they are called.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage. With `--json` there is exactly one JSON object on standard
output, also for an error or a wrong usage; messages go to standard error.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any, NoReturn

import click

from amparo.cli import common

LAZY = {
    "actors": "amparo.cli.actors:actors",
    "audit": "amparo.cli.audit:audit",
    "check": "amparo.cli.serving:check",
    "demo": "amparo.cli.demo:demo",
    "estimate": "amparo.cli.estimate:estimate",
    "figures": "amparo.cli.figures:figures",
    "files": "amparo.cli.files:files",
    "health": "amparo.cli.health:health",
    "migrate": "amparo.cli.serving:migrate",
    "mrm": "amparo.cli.mrm:mrm",
    "people": "amparo.cli.people:people",
    "places": "amparo.cli.reference:places",
    "reports": "amparo.cli.reports:reports",
    "search": "amparo.cli.search:search",
    "serve": "amparo.cli.serving:serve",
    "terms": "amparo.cli.reference:terms",
    "up": "amparo.cli.up:up",
    "worker": "amparo.cli.worker:worker",
}

# What the list of commands says, so that listing them reads none of them.
SUMMARIES = {
    "actors": "Bring published lists of designations in, and apply what they change.",
    "audit": "Verify, anchor and read the record of what was done.",
    "check": "Check settings, tables and safeguards of this installation.",
    "demo": "Load invented or published data for a demonstration.",
    "estimate": "Estimate how many children no list recorded.",
    "figures": "Check published figures against their own parts.",
    "files": "Check that attached files lie on the disk as they came.",
    "health": "Say what is wrong with this installation, if anything.",
    "migrate": "Bring the database up to date and collect static files.",
    "mrm": "Exchange incidents in the UN's field list.",
    "people": "Agencies, people and their roles.",
    "places": "Load countries and their parts.",
    "reports": "Record reports from CSV, XLSX or e-mail files.",
    "search": "Write the search words of all records anew.",
    "serve": "Run the web server.",
    "terms": "Load the code lists.",
    "up": "Make and run a demonstration on this machine.",
    "worker": "Run background work: the task queue and the regular ticks.",
}


class AmparoGroup(click.Group):
    """Loads a command when it is called, and turns every ending into the agreed codes and texts."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(LAZY)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Read the module of a command."""
        if cmd_name not in LAZY:
            return None
        module, _, name = LAZY[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{LAZY[cmd_name]} is not a command.")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without reading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(ctx)])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run one command and exit with 0, 1 or 2."""
        given = list(sys.argv[1:] if args is None else args)
        as_json = "--json" in given
        try:
            code = super().main(given, prog_name or "amparo", complete_var, standalone_mode=False, **extra)
        except click.UsageError as error:
            _show_usage_error(error, as_json)
            sys.exit(2)
        except click.ClickException as error:
            _show("failed", error.format_message(), as_json)
            sys.exit(1)
        except (click.Abort, KeyboardInterrupt):
            _show("stopped", "Stopped before the end.", as_json)
            sys.exit(1)
        except Exception as error:
            _show_exception(error, as_json)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _show_usage_error(error: click.UsageError, as_json: bool) -> None:
    if as_json:
        advice = f"Run {error.ctx.command_path} --help to see what it takes." if error.ctx else ""
        _show("usage", error.format_message(), as_json, advice)
    else:
        error.show()


def _show(slug: str, detail: str, as_json: bool, advice: str = "") -> None:
    if as_json:
        titles = {"usage": "Wrong usage", "stopped": "Stopped", "failed": "Failed"}
        body = {"type": f"urn:amparo:problem:{slug}", "title": titles[slug], "detail": detail, "advice": advice}
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        common.say(detail)


def _show_exception(error: Exception, as_json: bool) -> None:
    """Say an error of ours as it says itself; of any other, show the trace, for it is a fault to be reported."""
    if "django" in sys.modules:
        from amparo.kernel import problem

        known = problem.known(error)
        if known is not None:
            common.show_error(known, as_json)
            return
    traceback.print_exception(error)
    _show("failed", f"The command failed unexpectedly: {type(error).__name__}: {error}", as_json)


@click.group(cls=AmparoGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("amparo"), prog_name="amparo")
def main() -> None:
    """Amparo: the information system of organisations that protect children recruited by armed groups."""
