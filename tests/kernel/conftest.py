"""An installation of its own, for tests that run processes over a file of SQLite."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process over the data folder `folder`, and over nothing else of ours."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_"))}
    return env | {
        "AMPARO_DATA_DIR": str(folder),
        "AMPARO_SECRET_KEY": "s" * 40,
        "AMPARO_AUDIT_KEY": "a" * 40,
        "AMPARO_HOSTS": "localhost",
        "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
    }


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated database, made once."""
    folder = tmp_path_factory.mktemp("migrated")
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True)
    return folder


@pytest.fixture
def installation(migrated: Path, tmp_path: Path) -> dict[str, str]:
    """A fresh copy of it; returns the environment that leads there."""
    folder = tmp_path / "data"
    shutil.copytree(migrated, folder)
    return environment(folder)
