"""The shape of the machine, printed above every measured figure."""

import os
import platform
import sqlite3
from pathlib import Path


def shape() -> str:
    """Return one line: processor, cores, memory, system, Python and SQLite."""
    cpu = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    kib = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    kernel = f"{platform.system()} {platform.release().split('-')[0]}"
    return (
        f"{cpu}, {os.cpu_count()} cores, {kib / 1024 / 1024:.0f} GiB, {kernel}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
