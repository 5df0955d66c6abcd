"""Many writers at once on one file of SQLite: nobody's work is lost, nobody is told that the database is locked."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from amparo.kernel.ids import uuid7

ROOT = Path(__file__).resolve().parents[2]
WRITERS, TRANSACTIONS = 8, 250

pytestmark = pytest.mark.sqlite


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
    """Write one record past Django, whose start takes longer than all else here."""
    record = uuid7()
    row = {"id": record.hex, "name": "Harbour (invented)", "code": "harbour", "country": "", "version": 1}
    row |= dict.fromkeys(("created_at", "updated_at"), "2024-05-17 12:00:00")
    with closing(file(env)) as connection, connection:
        marks = ", ".join(f":{name}" for name in row)
        connection.execute(f"INSERT INTO accounts_agency ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608 - names only
    return str(record)


def file(env: dict[str, str]) -> sqlite3.Connection:
    return sqlite3.connect(Path(env["AMPARO_DATA_DIR"]) / "amparo.sqlite3")


def stored(env: dict[str, str]) -> tuple[str, int]:
    """Return name and version of the one record."""
    with closing(file(env)) as connection:
        (row,) = connection.execute("SELECT name, version FROM accounts_agency").fetchall()
    return row[0], row[1]


def test_eight_writers_of_250_transactions_each_lose_none(installation: dict[str, str]) -> None:
    record = make_agency(installation)
    writers = [
        python(installation, "-m", "tests.kernel.writers", "count", record, str(TRANSACTIONS)) for _ in range(WRITERS)
    ]
    endings = [writer.communicate(timeout=240) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, endings
    assert sum(int(out.split()[0]) for out, _ in endings) == WRITERS * TRANSACTIONS
    assert stored(installation)[1] == WRITERS * TRANSACTIONS + 1


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
    assert stored(installation) == (f"Name {saved}", 2)


def test_the_file_is_kept_in_write_ahead_mode_and_waits_for_its_turn(installation: dict[str, str]) -> None:
    code = (
        "import django; django.setup(); from django.db import connection as c, transaction as t\n"
        "k = c.cursor()\n"
        "print([k.execute(f'PRAGMA {p}').fetchone()[0] for p in ('journal_mode', 'busy_timeout', 'foreign_keys')])\n"
        "with t.atomic(): print(c.connection.in_transaction)"
    )
    out, error = python(installation, "-c", code).communicate()
    assert out.split("\n")[:2] == ["['wal', 20000, 1]", "True"], error
