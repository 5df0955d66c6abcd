"""Runs the readers of hostile files in the process of the tests: quick, and seen by the measure of coverage.

That they run in a limited process of their own, other tests see to.
"""

import contextlib
import io
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from amparo.files.tables import limited


def run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let readers of e-mails and pictures run within this process, without limits."""

    @contextlib.contextmanager
    def answers(order: dict[str, Any], *, patience: float = 0, reader: str = "") -> Iterator[Iterator[dict[str, Any]]]:
        child = import_module(reader)
        said = io.StringIO()
        with monkeypatch.context() as patch, contextlib.redirect_stdout(said):
            patch.setattr(child, "limit_myself", lambda: None)
            assert child.main(json.dumps(order)) == 0
        yield (json.loads(line) for line in said.getvalue().splitlines())

    monkeypatch.setattr(limited, "answers", answers)
