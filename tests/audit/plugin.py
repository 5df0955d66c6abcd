"""Lets `transactional_db` empty the append-only tables after a test. Loaded by tests/conftest.py for every room."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def flush_empties_append_only_tables() -> Iterator[None]:
    from amparo.audit.testing import flush_allowed

    with flush_allowed():
        yield
