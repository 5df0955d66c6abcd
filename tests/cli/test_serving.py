"""`amparo migrate`, `check`, `health` and `serve`."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amparo.cli import serving
from amparo.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Keep the command lines that would replace this process."""
    lines: list[list[str]] = []
    monkeypatch.setattr(serving.os, "execv", lambda _path, line: lines.append(line))
    return lines


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_server_runs_threads_on_this_machines_own_address(started: list[list[str]]) -> None:
    port = free_port()
    answer = run("serve", "--port", str(port))
    assert answer.exit_code == 0, answer.output
    (line,) = started
    assert {"--worker-class=gthread", "--threads=4", f"--bind=127.0.0.1:{port}"} <= set(line)
    assert f"http://localhost:{port}" in answer.stderr


def test_workers_threads_and_address_can_be_chosen(started: list[list[str]]) -> None:
    run("serve", "--host", "::1", "--port", str(free_port()), "--workers", "3", "--threads", "9")
    (line,) = started
    assert {"--workers=3", "--threads=9"} <= set(line)
    assert any(part.startswith("--bind=[::1]:") for part in line)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])  # noqa: S104 - it is refused
def test_a_demonstration_listens_on_no_other_address(host: str, started: list[list[str]], settings: object) -> None:
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]  # the fixture
    answer = run("serve", "--host", host, "--port", str(free_port()))
    assert (answer.exit_code, started) == (1, [])
    assert "This is a demonstration" in answer.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_addresses_are_known_as_such(host: str) -> None:
    assert serving.is_loopback(host)


def test_a_port_that_is_taken_is_told_before_the_server_starts(started: list[list[str]]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = run("serve", "--port", str(taken.getsockname()[1]))
    assert (answer.exit_code, started) == (1, [])
    assert "--port" in answer.stderr


@pytest.mark.django_db
def test_check_finds_nothing_wrong_in_a_migrated_installation() -> None:
    answer = run("check", "--json")
    assert json.loads(answer.stdout) == {"ok": True, "faults": []}


@pytest.mark.django_db
def test_check_names_faults_and_missing_migrations_and_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.checks import Error

    monkeypatch.setattr("django.core.checks.run_checks", lambda **_: [Error("Triggers are gone.", id="audit.E1")])
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: [("x", False)])
    answer = run("check")
    assert answer.exit_code == 1
    assert "Triggers are gone." in answer.stdout
    assert "older than the program" in answer.stdout


@pytest.mark.django_db
def test_migrate_does_not_say_done_where_a_check_fails(
    monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]  # the fixture
    monkeypatch.setattr(serving, "_faults", lambda: ["Triggers are gone."])
    answer = run("migrate", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["detail"] == "Triggers are gone."


@pytest.mark.django_db
def test_health_says_what_is_wrong_and_exits_with_1() -> None:
    answer = run("health", "--json")
    assert answer.exit_code == 1
    said = {check["name"]: check["ok"] for check in json.loads(answer.stdout)["checks"]}
    assert said["database"] is True
    assert said["worker"] is False


@pytest.mark.sqlite
def test_a_new_installation_is_migrated_and_served(tmp_path: Path) -> None:
    """The whole way in processes of their own: migrate, serve, ask for health, stop."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_", "DJANGO"))}
    env |= {"AMPARO_DATA_DIR": str(tmp_path / "new"), "AMPARO_SECRET_KEY": "s" * 40, "AMPARO_AUDIT_KEY": "a" * 40}
    env |= {"AMPARO_HOSTS": "localhost"}
    amparo = [sys.executable, "-c", "from amparo.cli.main import main; main()"]
    done = subprocess.run([*amparo, "migrate", "--json"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, '{"migrated": true}\n'), done.stderr
    port = free_port()
    server = subprocess.Popen([*amparo, "serve", "--port", str(port), "--workers", "1"], cwd=ROOT, env=env, stderr=-3)
    try:
        answer = ""
        for _ in range(60):
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/health", timeout=5) as page:
                    answer = page.read().decode()
            except urllib.error.HTTPError as error:
                answer = error.read().decode()
                break
            except OSError:
                time.sleep(0.25)
        assert answer.startswith("worker: ")
    finally:
        server.terminate()
        assert server.wait(20) == 0
