"""Many writers at once on one file of SQLite: nobody's work is lost, nobody is told that the database is locked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.kernel.ids import uuid7

ROOT = Path(__file__).resolve().parents[2]
WRITERS, TRANSACTIONS = 8, 250

pytestmark = pytest.mark.sqlite


@pytest.fixture
def installation(tmp_path: Path) -> dict[str, str]:
    """An installation of its own under a temporary folder, migrated; returns its environment."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_"))}
    env |= {
        "AMPARO_DATA_DIR": str(tmp_path),
        "AMPARO_SECRET_KEY": "s" * 40,
        "AMPARO_AUDIT_KEY": "a" * 40,
        "AMPARO_HOSTS": "localhost",
        "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity=0"], cwd=ROOT, env=env, check=True)
    return env


def python(env: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def make_agency(env: dict[str, str]) -> str:
    record = str(uuid7())
    code = (
        "import django; django.setup(); from amparo.accounts.models import Agency; "
        f"Agency.objects.create(id='{record}', name='Harbour (invented)', code='harbour')"
    )
    made = python(env, "-c", code)
    assert made.wait() == 0, made.stderr and made.stderr.read()
    return record


def read(env: dict[str, str], expression: str) -> str:
    code = f"import django; django.setup(); from amparo.accounts.models import Agency; print({expression})"
    out, _ = python(env, "-c", code).communicate()
    return out.strip()


def test_eight_writers_of_250_transactions_each_lose_none(installation: dict[str, str]) -> None:
    record = make_agency(installation)
    writers = [
        python(installation, "-m", "tests.kernel.writers", "count", record, str(TRANSACTIONS)) for _ in range(WRITERS)
    ]
    endings = [writer.communicate(timeout=240) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, endings
    assert sum(int(out.split()[0]) for out, _ in endings) == WRITERS * TRANSACTIONS
    assert read(installation, "Agency.objects.get().version") == str(WRITERS * TRANSACTIONS + 1)


def test_of_four_processes_that_save_one_version_exactly_one_succeeds(installation: dict[str, str]) -> None:
    record = make_agency(installation)
    racers = [python(installation, "-m", "tests.kernel.writers", "race", record, f"Name {n}") for n in range(4)]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    outs = [racer.communicate("go\n")[0] for racer in racers]
    (saved,) = (number for number, out in enumerate(outs) if out == "saved")
    refused = {f"stale Name {saved}/Name {n}" for n in range(4) if n != saved}
    assert set(outs) == {"saved"} | refused
    assert read(installation, "Agency.objects.get().name") == f"Name {saved}"


def test_the_file_is_kept_in_write_ahead_mode_and_waits_for_its_turn(installation: dict[str, str]) -> None:
    code = (
        "import django; django.setup(); from django.db import connection as c, transaction as t\n"
        "k = c.cursor()\n"
        "print([k.execute(f'PRAGMA {p}').fetchone()[0] for p in ('journal_mode', 'busy_timeout', 'foreign_keys')])\n"
        "with t.atomic(): print(c.connection.in_transaction)"
    )
    out, error = python(installation, "-c", code).communicate()
    assert out.split("\n")[:2] == ["['wal', 20000, 1]", "True"], error
