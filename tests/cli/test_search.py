"""`amparo search rebuild` makes records findable whose words were lost."""

import json

import pytest
from click.testing import CliRunner

from amparo.accounts.models import Person
from amparo.cli.search import search
from amparo.kernel.models import SearchEntry
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered
from tests.monitor import making


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_lost_words_are_written_anew(monitor: Person) -> None:
    incident = making.incident(monitor)
    SearchEntry.objects.all().delete()
    assert not filtered(monitor, IncidentFilter(words="market")).exists()

    result = CliRunner().invoke(search, ["rebuild", "--json"])

    assert json.loads(result.output) == {"incidents": 1}
    assert filtered(monitor, IncidentFilter(words="market")).get() == incident
