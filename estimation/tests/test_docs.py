"""The documentation tells the truth: its examples run, and it names every rule and every limit there is."""

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import amparo_estimation
from amparo_estimation import averaging, posterior, verdict
from amparo_estimation.reasons import CATALOGUE

HERE = Path(__file__).resolve().parents[1]
MODULES = [f"amparo_estimation.{info.name}" for info in pkgutil.iter_modules(amparo_estimation.__path__)]


@pytest.mark.parametrize("name", ["amparo_estimation", *MODULES])
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_examples_of_the_readme_run() -> None:
    found = doctest.testfile(str(HERE / "README.md"), module_relative=False)
    assert found.failed == 0
    assert found.attempted > 4


def test_every_reason_is_documented_with_its_level_and_no_other_is() -> None:
    text = (HERE / "docs" / "verdict.md").read_text()
    tables, level = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            level = line[3:].split(":")[0].strip().lower().rstrip("s")
        elif level in {"red", "amber", "note"} and (code := re.match(r"\| `(\w+)` ", line)):
            tables[code[1]] = level
    assert tables == {code: level for code, (level, _) in CATALOGUE.items()}


@pytest.mark.parametrize(
    ("module", "name"),
    [(verdict, name) for name in vars(verdict) if name.isupper()]
    + [(averaging, "LEAST_LISTS"), (averaging, "MOST_LISTS")]
    + [(posterior, "DIP_AT_MOST"), (posterior, "LEAST_HUMP_MASS")],
)
def test_every_limit_is_documented_with_its_value(module: object, name: str) -> None:
    text = (HERE / "docs" / "verdict.md").read_text()
    written = re.search(rf"`{name}` = ([\d.e-]+)", text)
    assert written is not None
    assert float(written[1]) == getattr(module, name)


def test_reading_a_table_loads_neither_scipy_nor_anything_of_the_system() -> None:
    code = (
        "import sys; from amparo_estimation import CaptureTable\n"
        "CaptureTable.from_rows([[1, 0], [1, 1]])\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'scipy', 'django', 'amparo', 'pandas'}))"
    )
    source = str(Path(amparo_estimation.__file__).parents[1])
    found = subprocess.run(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=source
    )
    assert found.stdout.strip() == "[]"
