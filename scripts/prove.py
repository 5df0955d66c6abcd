"""Run the proofs at full size, on SQLite and on a private PostgreSQL, and write their figures to docs/proof.md."""

import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import shape

ROOT = Path(__file__).resolve().parents[1]
NO_POSTGRES = 77
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def main() -> int:
    """Return 0 where every proof holds."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-m"]
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.jsonl"
        figures.touch()
        env = {**os.environ, "AMPARO_PROOF_FILE": str(figures)}
        env.pop("AMPARO_TEST_DATA_DIR", None)
        lite = subprocess.run(
            [*pytest, "prove and not postgres", "tests", "estimation"], cwd=ROOT, env=env, check=False
        )
        private = [sys.executable, str(ROOT / "scripts" / "with_postgres.py")]
        server = subprocess.run(
            [*private, *pytest, "prove and (both or postgres)", "tests"], cwd=ROOT, env=env, check=False
        )
        rows = [json.loads(line) for line in figures.read_text(encoding="utf-8").splitlines()]
    held = lite.returncode == 0 and server.returncode in (0, NO_POSTGRES)
    (ROOT / "docs" / "proof.md").write_text(page(rows, held=held, postgres=server.returncode == 0), encoding="utf-8")
    print(f"\n{len(rows)} figures in docs/proof.md; " + ("every proof holds." if held else "a proof FAILED."))
    return int(not held)


def page(rows: list[dict[str, str]], *, held: bool, postgres: bool) -> str:
    """Return docs/proof.md."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    lines = [
        "# Proofs at full size",
        "",
        "Written by `make prove`: the tests that are too long for the suite, at full size, with what they measured.",
        "",
        f"- Run on {day}: {'every proof held' if held else 'a proof did not hold'}.",
        f"- Machine: {shape()}.",
        f"- PostgreSQL: {'a private server' if postgres else 'not run, its binaries were missing or a proof failed'}.",
        "",
        "| What | Database | Measured | Bound | Test |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        name = row["test"].split("::")[-1]
        database = DATABASES[row["database"]]
        lines.append(
            f"| {row['what']} | {database} | {row['value']} {row['unit']} | {row['bound'] or '–'} | `{name}` |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
