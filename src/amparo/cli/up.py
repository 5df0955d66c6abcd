"""`amparo up`: a demonstration from nothing, on this machine, in one command. `make run` is this."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

from amparo.cli.common import say, setup_django
from amparo.kernel.env import data_directory

ROOT = Path(__file__).resolve().parents[3]
WORKER = "from amparo.cli.main import main; main(['worker'])"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def up(port: int) -> int:
    """Make a demonstration with an invented country, start the worker and the server, and print the accounts.

    Everything is kept in the data folder; the next start finds it there. Ctrl+C ends both processes.
    """
    from amparo.cli.serving import gunicorn_arguments, refuse_taken_port

    folder = data_directory(ROOT)
    settle(folder)
    os.environ["AMPARO_ORIGIN"] = f"http://localhost:{port}"
    refuse_taken_port("127.0.0.1", port)
    if not is_demonstration():
        raise click.ClickException(
            f"The data folder {folder} belongs to a real installation. `amparo up` is for demonstrations only; "
            "docs/operations.md tells how to run a real one. Set AMPARO_DATA_DIR to try a demonstration beside it."
        )
    bring_up_to_date(folder)
    say(welcome(folder, port))
    # Loaded once, then forked: two processes that load at the same time keep a newcomer waiting longer.
    arguments = [*gunicorn_arguments("127.0.0.1", port, workers=2, threads=4), "--preload"]
    return run_together([sys.executable, "-c", WORKER], [sys.executable, "-m", "gunicorn", *arguments])


def settle(folder: Path) -> None:
    """Make the data folder a demonstration's, with keys of its own, unless it has settings already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "settings.env"
    if file.exists() or "AMPARO_SECRET_KEY" in os.environ:
        return
    lines = [
        "# A demonstration: invented people, this machine only.",
        "AMPARO_DEMONSTRATION=1",
        f"AMPARO_SECRET_KEY={secrets.token_urlsafe(48)}",
        f"AMPARO_AUDIT_KEY={secrets.token_urlsafe(48)}",
    ]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def is_demonstration() -> bool:
    """Tell whether the settings are a demonstration's. Reads them alone: to start Django takes most of a second."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        return bool(settings.DEMONSTRATION)
    except ImproperlyConfigured as error:
        raise click.ClickException(f"Amparo cannot start: {error}") from error


def bring_up_to_date(folder: Path) -> None:
    """Migrate, collect static files and load the demonstration, where the code has changed since the last start."""
    stamp, now = folder / "up.stamp", code_stamp()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return
    setup_django()
    from django.core.management import call_command

    say("Making the tables ...")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    say("Loading Marenda, an invented country ...")
    from amparo.evidence.demo.marenda import load

    load()
    stamp.write_text(now, encoding="utf-8")


def code_stamp() -> str:
    """Return a digest over names, sizes and times of everything that a start may have to act upon."""
    parts = [
        f"{path.relative_to(ROOT)} {facts.st_size} {facts.st_mtime_ns}"
        for pattern in ("**/migrations/*.py", "**/static/**/*", "**/data/*", "evidence/demo/**/*.py")
        for path in sorted((ROOT / "src" / "amparo").glob(pattern))
        if path.is_file()
        for facts in [path.stat()]
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def welcome(folder: Path, port: int) -> str:
    """Return what a newcomer needs to begin: the address and the accounts."""
    file = folder / "demonstration.json"
    accounts = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    width = max((len(account["email"]) for account in accounts), default=0)
    lines = [
        f"  {account['email']:<{width}}  {account['password']}  {account['role'].replace('_', ' ')}"
        for account in accounts
    ]
    return "\n".join(["", f"Amparo is at http://localhost:{port}", "", "Demonstration accounts:", *lines, ""])


def run_together(worker: list[str], server: list[str]) -> int:
    """Run both until one ends or somebody stops them; end the other, and return the server's exit code.

    Each has a process group of its own. Ctrl+C in a terminal goes to a whole group at once; it shall reach this
    process alone, which then tells each of them once: told twice, a worker drops what it does.
    """
    processes = [subprocess.Popen(command, process_group=0) for command in (worker, server)]  # noqa: S603 - our own two
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        for process in processes:
            process.terminate()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    while all(process.poll() is None for process in processes):
        time.sleep(0.2)
    if not stopped:
        stop(0, None)
    for process in processes:
        process.wait()
    return max(processes[1].returncode, 0)
