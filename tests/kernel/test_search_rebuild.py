"""Django's own rebuild of the table on SQLite, which drops triggers without a word."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, models

from amparo.kernel import search, search_index
from amparo.kernel.models import SearchEntry
from amparo.kernel.search import Entry


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_after_a_column_changes_migrate_puts_the_triggers_back() -> None:
    scope, one = uuid4(), uuid4()
    search.put([Entry("incident", one, scope, "before")])
    old = SearchEntry._meta.get_field("kind")
    new = models.CharField(max_length=41)
    new.set_attributes_from_name("kind")
    with connection.schema_editor() as editor:
        editor.alter_field(SearchEntry, old, new)
    assert not search_index.in_place()
    call_command("migrate", verbosity=0)
    assert search_index.in_place()
    search.put([Entry("incident", uuid4(), scope, "after")])
    for word in ("before", "after"):
        matching = search.matching(word, kind="incident", scopes=[scope])
        assert matching is not None
        assert len(matching) == 1
    with connection.schema_editor() as editor:
        editor.alter_field(SearchEntry, new, old)
    call_command("migrate", verbosity=0)
