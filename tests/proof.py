"""Figures that a proof measures: `make prove` gathers them into docs/proof.md.

A test marked `prove` asks for the fixture `figure` and calls it with what was measured:
`figure("1,000,000 audit events verified", 11.2, "s", bound="15 s")`. In the ordinary suite the calls go nowhere.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

Figure = Callable[..., None]


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Return a function that notes one measured figure with its unit and its bound."""
    target = os.environ.get("AMPARO_PROOF_FILE")

    def note(what: str, value: float | str, unit: str = "", *, bound: str = "") -> None:
        if target:
            row = {
                "test": request.node.nodeid,
                "database": connection.vendor,
                "what": what,
                "value": value,
                "unit": unit,
                "bound": bound,
            }
            with Path(target).open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")

    return note
