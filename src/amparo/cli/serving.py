"""`amparo migrate`, `amparo check` and `amparo serve`: bring an installation up to date, look it over, run it."""

from __future__ import annotations

import io
import ipaddress
import os
import socket
import sys

import click

from amparo.cli.common import answer, json_option, say, setup_django

# A worker takes up to 120 MiB; threads share it.
MOST_WORKERS = 4


@click.command()
@json_option
def migrate(as_json: bool) -> None:
    """Bring the database up to date, collect static files, and check the result."""
    setup_django()
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    faults = _faults()
    if faults:
        raise click.ClickException("\n".join(faults))
    answer({"migrated": True}, as_json, "The database is up to date.")


@click.command()
@json_option
def check(as_json: bool) -> int:
    """Check settings, tables and safeguards of this installation. Exits with 1 where something is wrong."""
    setup_django()
    faults = _faults()
    answer({"ok": not faults, "faults": faults}, as_json, "\n".join(faults) or "Nothing is wrong.")
    return 1 if faults else 0


def _faults() -> list[str]:
    """Return what Django's system checks, those of the database among them, and missing migrations say."""
    from django.core.checks import ERROR, run_checks
    from django.core.management import CommandError, call_command

    faults = [str(message) for message in run_checks(databases=["default"]) if message.level >= ERROR]
    try:
        call_command("migrate", check_unapplied=True, verbosity=0, stdout=io.StringIO())
    except (SystemExit, CommandError):
        faults.append("The database is older than the program. Run: amparo migrate")
    return faults


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 32), help="Processes; by default one per core, two to four.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads per process.")
def serve(host: str, port: int, workers: int | None, threads: int) -> None:
    """Run the web server (gunicorn) until told to stop. In demonstration mode only on this machine's own address."""
    setup_django()
    from django.conf import settings

    if settings.DEMONSTRATION and not is_loopback(host):
        raise click.ClickException(
            f"This is a demonstration: its people are invented and its sign-in is open, so it listens on this machine "
            f"alone, not on {host}. Leave --host out, or set up a real installation (docs/operations.md)."
        )
    refuse_taken_port(host, port)
    say(f"Amparo listens on http://{'localhost' if is_loopback(host) else host}:{port}")
    arguments = gunicorn_arguments(host, port, workers or min(max(os.cpu_count() or 2, 2), MOST_WORKERS), threads)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])  # noqa: S606 - our own interpreter


def gunicorn_arguments(host: str, port: int, workers: int, threads: int) -> list[str]:
    """Return the command line of gunicorn: threads, because a request waits for the database more than it computes."""
    shared_memory = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []  # noqa: S108 - heartbeat
    return [
        "amparo.config.wsgi:application",
        "--worker-class=gthread",
        f"--workers={workers}",
        f"--threads={threads}",
        f"--bind={f'[{host}]' if ':' in host else host}:{port}",
        "--timeout=60",
        "--graceful-timeout=30",
        "--keep-alive=5",
        "--log-level=warning",
        "--no-control-socket",  # it would stand in the home folder; a running Amparo writes to its data folder alone
        *shared_memory,
    ]


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_taken_port(host: str, port: int) -> None:
    """Raise ClickException where something else listens there already: gunicorn would try for a while, then die."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {host}:{port} ({error.strerror}). Stop what uses that port, or name another: --port"
            ) from error
