"""Every test of the room begins with an empty record, whatever other rooms laid down with their migrations."""

import pytest
from django.db import connection

from amparo.audit import append_only
from amparo.audit.models import AuditEvent, ChainHead, HistoryBlock, HistoryEntry, Pending, Seal


@pytest.fixture(autouse=True)
def empty_record(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("db")
    with append_only.suspended(connection.alias):
        for model in (AuditEvent, ChainHead, HistoryBlock, HistoryEntry, Pending, Seal):
            model._base_manager.all().delete()
