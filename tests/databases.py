"""Which tests run on which database: `postgres` is skipped on SQLite and `sqlite` on PostgreSQL, aloud.

`scripts/with_postgres.py pytest -m "both or postgres"` runs the second half.
"""

import pytest
from django.conf import settings

ON_POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what cannot run on the database at hand as skipped, with the reason."""
    other = "sqlite" if ON_POSTGRES else "postgres"
    reason = {
        "postgres": "needs PostgreSQL: scripts/with_postgres.py runs it on a private server",
        "sqlite": "is about SQLite alone",
    }[other]
    for item in items:
        if item.get_closest_marker(other) is not None:
            item.add_marker(pytest.mark.skip(reason=reason))
