"""`scripts/setup.sh` says what a machine lacks, before it makes anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.rooms import ROOT


@pytest.fixture
def checkout(tmp_path):
    """As much of a checkout as is read before anything is installed."""
    for name in ("requirements", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "estimation/pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def set_up(folder: Path, python: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [folder / "scripts" / "setup.sh", "run"],
        env={**os.environ, "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )


def python_that(folder: Path, script: str) -> Path:
    """A stand-in for Python that answers each question of setup.sh as `script` does."""
    stand_in = folder / "python"
    stand_in.write_text(f"#!/bin/sh\n{script}\n")
    stand_in.chmod(0o755)
    return stand_in


def test_a_machine_without_python_is_told_what_to_install(checkout):
    ended = set_up(checkout, "python-that-nobody-has")
    assert ended.returncode == 1
    assert "Amparo needs Python 3.11, 3.12 or 3.13" in ended.stderr
    assert "apt-get install python3" in ended.stderr


def test_a_python_too_old_is_told_how_to_choose_another(checkout):
    old = python_that(checkout, 'case "$2" in *version_info*) exit 1;; esac')
    ended = set_up(checkout, old)
    assert ended.returncode == 1
    assert "PYTHON=python3.11 make" in ended.stderr


def test_a_python_without_venv_is_told_the_package(checkout):
    bare = python_that(checkout, 'case "$2" in *ensurepip*) exit 1;; esac')
    ended = set_up(checkout, bare)
    assert ended.returncode == 1
    assert "apt-get install python3-venv" in ended.stderr
    assert not (checkout / ".venv").exists()


def test_a_half_made_environment_is_made_anew(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    python_that(checkout / ".venv" / "bin", "exit 1")
    asked = checkout / "asked"
    ended = set_up(checkout, python_that(checkout, f'echo "$@" >>{asked}'))
    assert ended.returncode != 0, "the stand-in makes no environment"
    assert "-m venv --clear .venv" in asked.read_text()
