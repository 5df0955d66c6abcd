"""An import that is killed goes on where it stood, and its result is that of one which was not."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.monitor.imports.making import row, table
from tests.proof import Figure

ROOT = Path(__file__).resolve().parents[3]


class Installation:
    """A data folder, and programs that run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_"))},
            "AMPARO_DATA_DIR": str(folder),
            "AMPARO_SECRET_KEY": "only-for-tests-" + "s" * 32,
            "AMPARO_AUDIT_KEY": "only-for-tests-" + "a" * 32,
            "AMPARO_HOSTS": "localhost",
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
        }

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.monitor.imports.program", *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: str) -> Any:
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=600)
        assert process.returncode == 0, f"{output}\n{errors}"
        return json.loads(output) if output else None

    def copy(self, folder: Path) -> "Installation":
        shutil.copytree(self.folder, folder)
        return Installation(folder)

    def rows_done(self) -> int:
        """Return how far the import is, as any other program would see it."""
        database = sqlite3.connect(f"file:{self.folder / 'amparo.sqlite3'}?mode=ro", uri=True, timeout=10)
        try:
            query = "SELECT COALESCE(MAX(rows_done), 0) FROM monitor_importbatch WHERE state = 'importing'"
            return int(database.execute(query).fetchone()[0])
        finally:
            database.close()

    def kill_an_import(self, file: Path, chunk: int, beyond: int, pause: float) -> bool:
        """Start an import and kill it some time after it has saved more than `beyond` rows; say whether it was so."""
        process = self.start("import", str(file), str(chunk))
        while process.poll() is None:
            if self.rows_done() > beyond:
                time.sleep(pause)
                process.kill()
                break
            time.sleep(0.01)
        process.communicate()
        return process.returncode < 0


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("prepared")
    installation = Installation(folder)
    installation.run("prepare")
    yield installation
    shutil.rmtree(folder, ignore_errors=True)


def reports(folder: Path, count: int) -> Path:
    """Write invented reports; some are equal, some share an incident."""
    lines = [
        row(Boys=str(number % 7 + 1), Code=f"K{number // 3}" if number % 2 else "", Note=f"note {number // 2}")
        for number in range(count)
    ]
    path = folder / "reports.csv"
    path.write_bytes(table(lines))
    return path


def compare(prepared: Installation, folder: Path, rows: int, chunk: int, kills: int) -> tuple[Any, Any, int]:
    """Import a file once undisturbed and once with kills; return both states and how many kills hit."""
    file = reports(folder, rows)
    undisturbed, killed = prepared.copy(folder / "undisturbed"), prepared.copy(folder / "killed")
    undisturbed.run("import", str(file), str(chunk))
    chance = random.Random(rows)  # noqa: S311  (which moment is hit is no secret)
    hit = 0
    for number in range(kills):
        beyond = rows * number // (kills + 1)
        hit += killed.kill_an_import(file, chunk, beyond, chance.uniform(0, 0.05))
    answer = killed.run("import", str(file), str(chunk))
    assert answer["state"] == "done"
    return undisturbed.run("state"), killed.run("state"), hit


def test_three_kills_change_nothing(prepared: Installation, tmp_path: Path) -> None:
    undisturbed, killed, hit = compare(prepared, tmp_path, rows=1_200, chunk=100, kills=3)
    assert hit == 3
    assert undisturbed["reports"] == 1_200
    assert undisturbed["database"] == "ok"
    assert undisturbed["dangling"] == 0
    assert undisturbed["report_history"] == 1_200
    assert undisturbed["new_incident_history"] == undisturbed["incidents"] == undisturbed["search"]
    assert killed == undisturbed


@pytest.mark.prove
def test_twenty_kills_change_nothing(prepared: Installation, tmp_path: Path, figure: Figure) -> None:
    undisturbed, killed, hit = compare(prepared, tmp_path, rows=60_000, chunk=2_000, kills=20)
    assert killed == undisturbed
    figure("kill -9 during an import of 60,000 rows, result as of one without", hit, "kills", bound="20")


def test_two_imports_of_one_file_at_once_save_each_row_once(prepared: Installation, tmp_path: Path) -> None:
    file = reports(tmp_path, 600)
    both = prepared.copy(tmp_path / "both")
    both.run("import", str(reports_of_one(tmp_path)), "100")
    processes = [both.start("import", str(file), "50") for _time in range(2)]
    outcomes = [process.communicate(timeout=600)[0] for process in processes]
    states = [json.loads(outcome) for outcome in outcomes]
    assert any(one.get("state") == "done" for one in states), outcomes
    found = both.run("state")
    assert found["reports"] == 601
    assert found["mentions"] == 601
    assert found["database"] == "ok"


def reports_of_one(folder: Path) -> Path:
    """Write a file of one report: it makes the source and the mapping, over which two first imports would meet."""
    path = folder / "one.csv"
    path.write_bytes(table([row(Note="the first of all")]))
    return path


@pytest.mark.prove
def test_a_million_rows_are_imported_in_bounded_memory(prepared: Installation, tmp_path: Path, figure: Figure) -> None:
    """The first look holds no rows, and what must be remembered of each lies on disk (`monitor.imports.scratch`)."""
    rows = 1_000_000
    file = reports(tmp_path, rows)
    installation = prepared.copy(tmp_path / "million")
    began = time.monotonic()
    process = installation.start("import", str(file), "2000")
    greatest = watched(process)
    seconds = time.monotonic() - began
    output, errors = process.communicate()
    assert json.loads(output)["saved"] == rows, errors
    figure("1,000,000 CSV rows imported: greatest memory of the process", round(greatest), "MiB", bound="300 MiB")
    figure("1,000,000 CSV rows imported with check, history and search", round(rows / seconds), "rows/s")
    assert greatest < 300


def watched(process: "subprocess.Popen[str]") -> float:
    """Wait for the end of a process, and return its greatest memory in MiB.

    Read from the process itself: what the system counts for children holds the memory of this one, at the fork.
    """
    greatest = 0
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        for line in status.read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                greatest = int(line.split()[1])
        time.sleep(0.2)
    return greatest / 1024
