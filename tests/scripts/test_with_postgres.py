"""The private PostgreSQL of the tests: it is there, it is empty, it goes away, and its absence is said aloud."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = [sys.executable, str(ROOT / "scripts" / "with_postgres.py")]

here = pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    reason="SKIPPED ALOUD: PostgreSQL's server binaries are missing. On Debian: apt-get install postgresql",
)

ASK = """
import os, psycopg, sys
with psycopg.connect(os.environ["DATABASE_URL"]) as c:
    print(os.environ["DATABASE_URL"].replace("\\n", ""))
    print(c.execute("SHOW server_encoding").fetchone()[0], c.execute("SHOW fsync").fetchone()[0],
          c.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0])
sys.exit(5)
"""


def test_without_binaries_it_says_so_aloud_names_the_apt_line_and_exits_with_77(tmp_path: Path) -> None:
    env = os.environ | {"AMPARO_POSTGRES_BIN": str(tmp_path)}
    ended = subprocess.run([*SCRIPT, "true"], env=env, capture_output=True, text=True)
    assert ended.returncode == 77
    assert "SKIPPED ALOUD" in ended.stderr
    assert "apt-get install postgresql" in ended.stderr


def test_without_a_command_it_explains_itself() -> None:
    ended = subprocess.run(SCRIPT, capture_output=True, text=True)
    assert ended.returncode == 2
    assert "DATABASE_URL" in ended.stderr


@here
def test_the_command_finds_an_empty_database_and_its_exit_code_is_passed_on() -> None:
    ended = subprocess.run([*SCRIPT, sys.executable, "-c", ASK], capture_output=True, text=True)
    assert ended.returncode == 5, ended.stderr
    address, facts = ended.stdout.splitlines()
    assert facts == "UTF8 off 0"
    assert address.startswith("postgresql://amparo:")
    assert "@127.0.0.1:" in address


@here
def test_being_told_to_stop_it_leaves_no_server_behind() -> None:
    wait = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"
    running = subprocess.Popen([*SCRIPT, sys.executable, "-c", wait], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    address = running.stdout.readline().strip()
    port = re.search(r":(\d+)/", address)
    assert port is not None
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 143
    asked = f"import psycopg; psycopg.connect({address!r}, connect_timeout=2)"
    for _ in range(20):
        if subprocess.run([sys.executable, "-c", asked], capture_output=True).returncode:
            return
        time.sleep(0.25)
    pytest.fail("the server still answers")
