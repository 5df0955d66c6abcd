"""Run a command with DATABASE_URL pointing to a private, throw-away PostgreSQL; stop and delete it afterwards.

    scripts/with_postgres.py pytest -m "both or postgres"

The server listens on a free port of 127.0.0.1 with a password of its own, keeps its data in a temporary folder, and
never waits for the disk: nothing in it is worth keeping. As root it runs as another user, for PostgreSQL refuses root.
Exits with the code of the command; with 77 where PostgreSQL's binaries are missing.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

MISSING = 77
UNPRIVILEGED = ("postgres", "nobody")
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=60",
    "autovacuum=off",
    "logging_collector=off",
    "log_min_messages=fatal",
)


class Rights(TypedDict, total=False):
    """The user and group that a process of the server runs as; empty for our own."""

    user: int
    group: int


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server binaries, or None."""
    named = os.environ.get("AMPARO_POSTGRES_BIN")
    folders = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_release, reverse=True)
    on_path = shutil.which("postgres")
    folders += [Path(on_path).resolve().parent] if on_path and not named else []
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _release(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def other_user() -> pwd.struct_passwd | None:
    """Return the user that the server runs as where we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.")


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server and give the address of an empty database in it."""
    with tempfile.TemporaryDirectory(prefix="amparo-pg-", ignore_cleanup_errors=True) as home:
        user = other_user()
        rights: Rights = {}
        if user is not None:
            os.chown(home, user.pw_uid, user.pw_gid)
            rights = {"user": user.pw_uid, "group": user.pw_gid}
        password, port, data = secrets.token_hex(16), _free_port(), Path(home) / "data"
        _initialise(folder, data, password, rights)
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        options += ["-c", f"unix_socket_directories={home}", "-c", "listen_addresses=127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(
            [folder / "postgres", "-D", data, *options], cwd=home, start_new_session=True, **rights
        )
        try:
            _wait_for(folder, home, port, process)
            yield f"postgresql://amparo:{password}@127.0.0.1:{port}/postgres"
        finally:
            # SIGINT asks for the fast way down: open sessions are cut off.
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _initialise(folder: Path, data: Path, password: str, rights: Rights) -> None:
    secret = data.parent / "password"
    secret.write_text(password, encoding="ascii")
    if rights:
        os.chown(secret, rights["user"], rights["group"])
    made = subprocess.run(
        [
            *(folder / "initdb", "-D", data, "--username=amparo", f"--pwfile={secret}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        ],
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
        **rights,
    )
    if made.returncode:
        raise SystemExit(f"initdb failed:\n{made.stdout}{made.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(folder: Path, home: str, port: int, process: subprocess.Popen[bytes]) -> None:
    ask: list[str | Path] = [folder / "pg_isready", "-q", "-h", home, "-p", str(port), "-t", "1"]
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit("PostgreSQL did not start; what it said stands above.")
        if subprocess.run(ask, check=False).returncode == 0:
            return
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise SystemExit("PostgreSQL did not answer within 20 seconds.")


def main(command: list[str]) -> int:
    """Run `command` beside a server of its own and return its exit code."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    folder = binaries()
    if folder is None:
        print(
            "SKIPPED ALOUD: PostgreSQL's server binaries are not on this machine, so nothing ran on PostgreSQL. "
            "On Debian: apt-get install postgresql",
            file=sys.stderr,
        )
        return MISSING
    # Being told to stop must not leave the server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server(folder) as address:
        code = subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
