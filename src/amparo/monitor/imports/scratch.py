"""What must be remembered of every row of a file, on disk: memory stays bounded however long the file is.

A private SQLite database without a name: SQLite keeps up to `CACHE_KIB` of it in memory, writes the rest to an
unlinked temporary file, and drops it when it is closed or the process dies. One million rows take some 40 MB there.
"""

import sqlite3
from types import TracebackType
from typing import Self

CACHE_KIB = 16 * 1024


class Scratch:
    """Counts equal rows, and remembers of each incident code where the file first said what, and what of its acts."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        run = self._database.execute
        run("PRAGMA journal_mode = OFF")
        run("PRAGMA synchronous = OFF")
        run(f"PRAGMA cache_size = -{CACHE_KIB}")
        run("CREATE TABLE seen (digest BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")
        run("CREATE TABLE incident (code TEXT PRIMARY KEY, country BLOB NOT NULL, line INTEGER NOT NULL) WITHOUT ROWID")
        run("CREATE TABLE told (act TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID")
        run("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def occurrence(self, digest: bytes) -> int:
        """Return which of the rows with this digest this one is: 1, 2, ..."""
        (times,) = self._database.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times", (digest[:16],)
        ).fetchone()
        return int(times)

    def first_country(self, code: str, country: bytes, line: int) -> tuple[bytes, int]:
        """Return the country and row with which the file first gave an incident code: these, if it is new."""
        self._database.execute("INSERT OR IGNORE INTO incident VALUES (?, ?, ?)", (code, country, line))
        first: tuple[bytes, int] = self._database.execute(
            "SELECT country, line FROM incident WHERE code = ?", (code,)
        ).fetchone()
        return first

    def said(self, act: str, first: str = "") -> str:
        """Return what is remembered under a key: `first`, where nothing was yet, which then is."""
        if first:
            self._database.execute("INSERT OR IGNORE INTO told VALUES (?, ?)", (act, first))
        found = self._database.execute("SELECT said FROM told WHERE act = ?", (act,)).fetchone()
        return str(found[0]) if found else ""

    def keep(self, act: str, said: str) -> None:
        """Remember a text under a key, in place of an earlier one."""
        self._database.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (act, said))
