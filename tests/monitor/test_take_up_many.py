"""A verifier takes up many incidents at once, and sees beforehand what happens to each."""

import pytest
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.monitor.models import Incident
from tests.monitor import making
from tests.monitor.making import SignIn
from tests.monitor.test_verify_incident import also_verifier

pytestmark = pytest.mark.django_db
ADDRESS = "monitor:incident-take-up"


def test_the_preview_says_what_happens_to_each(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    free, taken = making.incident(monitor), making.under_verification(making.incident(monitor), verifier)

    content = sign_in(verifier).get(reverse(ADDRESS)).context["content"]

    assert {one.code: one.hindrance for one in content.candidates} == {
        free.code: "",
        taken.code: "It is not waiting: Under verification.",
    }
    assert content.says == "1 incident can be taken up."


def test_only_those_that_are_ticked_are_taken_up(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    first, second = making.incident(monitor), making.incident(monitor)
    client = sign_in(verifier)
    keys = {one.code: one.key for one in client.get(reverse(ADDRESS)).context["content"].candidates}

    answer = client.post(reverse(ADDRESS), {"incident": [keys[first.code], "nonsense", "x:1"]})

    assert answer.status_code == 302
    assert {row.code: row.status for row in Incident.objects.all()} == {
        first.code: "under_verification",
        second.code: "reported",
    }


def test_one_that_changed_meanwhile_is_left_and_said(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    incident = making.incident(monitor)
    client = sign_in(verifier)
    Incident.objects.update(version=7)

    answer = client.post(reverse(ADDRESS), {"incident": [f"{incident.pk}:1"]}, follow=True)

    assert Incident.objects.get().status == "reported"
    assert "This record was saved by someone else" in answer.content.decode()


def test_what_one_recorded_or_reported_another_takes_up(monitor: Person, colleague: Person, sign_in: SignIn) -> None:
    own = making.incident(monitor)
    reported = making.incident(colleague, report=making.report(colleague))
    client = sign_in(also_verifier(monitor))

    shown = {one.code: bool(one.hindrance) for one in client.get(reverse(ADDRESS)).context["content"].candidates}

    assert shown == {own.code: True, reported.code: False}


def test_nothing_ticked_changes_nothing(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    making.incident(monitor)

    assert sign_in(verifier).post(reverse(ADDRESS), {}).status_code == 200
    assert Incident.objects.get().status == "reported"


def test_an_empty_list_says_so(verifier: Person, sign_in: SignIn) -> None:
    assert "No incident fits these filters" in sign_in(verifier).get(reverse(ADDRESS)).content.decode()


def test_only_the_first_hundred_are_shown(
    monitor: Person, verifier: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amparo.monitor.pages.take_up.MOST", 1)
    for _n in range(2):
        making.incident(monitor)

    content = sign_in(verifier).get(reverse(ADDRESS)).context["content"]

    assert (len(content.candidates), content.more) == (1, True)
