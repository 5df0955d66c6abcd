"""The queue of verification is searched and narrowed as the list of incidents is, in its address."""

from typing import Any

import pytest
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.monitor.content import ViolationData
from amparo.monitor.models import Incident
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(monitor: Person, verifier: Person) -> dict[str, Incident]:
    """Four incidents that differ in one thing each, and a fifth that is decided."""
    act = ViolationData(making.term("abduction").pk, making.actor().pk)
    making.decided(making.incident(monitor, summary="A lantern was found."), verifier, "verified")
    return {
        "words": making.incident(monitor, summary="A lantern was found."),
        "part": making.incident(monitor, admin1_id=making.area("CO-ANT").pk, date="2023"),
        "act": making.incident(monitor, violations=(act,)),
        "started": making.under_verification(making.incident(monitor), verifier),
    }


@pytest.mark.both
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "lantern"}, {"words"}),
        ({"year": "2023"}, {"part"}),
        ({"status": "under_verification"}, {"started"}),
        ({"status": "reported", "year": "2024"}, {"words", "act"}),
        ({"status": "verified"}, {"words", "part", "act", "started"}),
        ({"status": "overdue"}, set()),
        ({"country": "COL", "part": "CO-ANT"}, {"part"}),
        ({"actor": "river-front", "violation": "abduction"}, {"act"}),
    ],
)
def test_the_queue_is_narrowed(
    asked: dict[str, str], found: set[str], waiting: dict[str, Incident], verifier: Person, sign_in: SignIn
) -> None:
    ids: dict[str, Any] = {
        "COL": making.area("COL").pk,
        "CO-ANT": making.area("CO-ANT").pk,
        "river-front": making.actor().pk,
        "abduction": making.term("abduction").pk,
    }
    query = {name: ids.get(value, value) for name, value in asked.items()}

    content = sign_in(verifier).get(reverse("monitor:verification-queue"), query).context["content"]

    codes = {incident.code: name for name, incident in waiting.items()}
    assert {codes[row[0].text] for row in content.table.rows} == found
    assert content.says.startswith(f"{len(found)} incident")
    assert sum(int(row[1]) for row in content.ages.rows) == len(found)


def test_filters_stay_in_the_address_of_pages_and_of_the_act(
    waiting: dict[str, Incident], verifier: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amparo.monitor.selectors.lists.PAGE_ROWS", 1)
    client, address = sign_in(verifier), reverse("monitor:verification-queue")

    content = client.get(address, {"status": "reported", "year": "2024"}).context["content"]

    assert [str(option.text) for option in content.filters.statuses] == [
        "Reported",
        "Under verification",
        "Over 60 days",
    ]
    assert [chip.text for chip in content.filters.chips] == ["2024", "Reported"]
    assert content.pager.next_url.startswith("?status=reported&year=2024&after=")
    assert content.take_up_url.endswith("?status=reported&year=2024")
    second = client.get(address + content.pager.next_url).context["content"]
    assert [row[0].text for row in second.table.rows] == [waiting["act"].code]


def test_an_empty_queue_says_whether_a_filter_is_the_reason(verifier: Person, sign_in: SignIn) -> None:
    client, address = sign_in(verifier), reverse("monitor:verification-queue")

    assert "Nothing waits for verification." in client.get(address).content.decode()
    assert "Nothing that waits fits these filters." in client.get(address, {"year": "2024"}).content.decode()
