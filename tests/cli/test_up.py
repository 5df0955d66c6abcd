"""`amparo up`: a demonstration from an empty folder, with its worker and its server."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click
import pytest

from amparo.cli import up
from tests.house.rooms import ROOT

AMPARO = [sys.executable, "-c", "from amparo.cli.main import main; main()"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("AMPARO_", "DJANGO_", "DATABASE_URL"))}
    return {**ours, "AMPARO_DATA_DIR": str(folder), **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer_of(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=10) as reply:  # noqa: S310 - our own loopback server
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def wait_until_well(port: int, process: subprocess.Popen[str]) -> None:
    for _try in range(1200):
        if process.poll() is not None:
            pytest.fail(f"ended with {process.returncode}")
        if answer_of(f"http://localhost:{port}/health")[0] == 200:
            return
        time.sleep(0.1)
    pytest.fail("not well after two minutes")


def test_a_newcomer_gets_a_running_demonstration_and_its_accounts(tmp_path):
    port, log = free_port(), tmp_path / "log"
    with log.open("w") as out:
        command = [*AMPARO, "up", "--port", str(port)]
        process = subprocess.Popen(command, env=environment(tmp_path / "var"), stdout=out, stderr=out, text=True)
    try:
        wait_until_well(port, process)
        status, page = answer_of(f"http://localhost:{port}/accounts/login/")
        assert status == 200
        assert "Demonstration" in page
        said = log.read_text()
        assert f"http://localhost:{port}" in said
        assert "monitor" in said
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, log.read_text()
    assert answer_of(f"http://localhost:{port}/health")[0] == 0, "the server ended with the command"


def test_the_folder_gets_keys_of_its_own_that_only_the_owner_reads(tmp_path, monkeypatch):
    monkeypatch.delenv("AMPARO_SECRET_KEY")
    up.settle(tmp_path / "a")
    up.settle(tmp_path / "b")
    first, second = (tmp_path / name / "settings.env" for name in "ab")
    assert first.read_text() != second.read_text()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_a_folder_with_settings_keeps_them(tmp_path):
    (tmp_path / "settings.env").write_text("AMPARO_DEMONSTRATION=1\n")
    up.settle(tmp_path)
    assert (tmp_path / "settings.env").read_text() == "AMPARO_DEMONSTRATION=1\n"


def test_a_real_installation_is_refused(tmp_path):
    keys = {"AMPARO_SECRET_KEY": "s" * 40, "AMPARO_AUDIT_KEY": "a" * 40}
    command = [*AMPARO, "up", "--port", str(free_port())]
    ended = subprocess.run(command, env=environment(tmp_path, **keys), capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "real installation" in ended.stderr
    assert not (tmp_path / "amparo.sqlite3").exists()


def test_a_taken_port_is_named_before_anything_is_made(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*AMPARO, "up", "--port", str(port)]
        ended = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert str(port) in ended.stderr
    assert not (tmp_path / "amparo.sqlite3").exists()


def test_when_one_process_ends_so_does_the_other():
    sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
    assert up.run_together([sys.executable, "-c", "pass"], sleeper) == 0


def test_a_server_that_fails_fails_the_command():
    sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
    assert up.run_together(sleeper, [sys.executable, "-c", "raise SystemExit(3)"]) == 3


def test_ctrl_c_tells_each_process_once(tmp_path):
    counting = (
        "import pathlib, signal, sys, time; told = []\n"
        "signal.signal(signal.SIGTERM, lambda *_: told.append('told'))\n"
        "signal.signal(signal.SIGINT, lambda *_: told.append('told'))\n"
        "file = pathlib.Path(sys.argv[1]); file.write_text('')\n"
        "while not told: time.sleep(0.05)\n"
        "time.sleep(1); file.write_text(' '.join(told))\n"
    )
    files = [tmp_path / name for name in ("worker", "server")]
    commands = [[sys.executable, "-c", counting, str(file)] for file in files]
    script = f"from amparo.cli import up; raise SystemExit(up.run_together(*{commands!r}))"
    process = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    while not all(file.exists() for file in files) and process.poll() is None:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    assert process.wait(timeout=60) == 0
    assert [file.read_text() for file in files] == ["told", "told"]


def test_the_click_command_is_the_one_of_the_command_line():
    assert isinstance(up.up, click.Command)
    assert (ROOT / "Makefile").read_text().count("amparo up --port") == 1
