"""My day: the verifier's queue holds what a second person may decide; a monitor sees the own open work."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.ui.words import State
from amparo.monitor.models import Incident, Status
from amparo.public.day import day_of
from tests.monitor import making

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def sections(person: Person) -> dict[str, list[str]]:
    """Return the codes that stand in each section of somebody's day."""
    return {section.ident: [duty.code for duty in section.duties] for section in day_of(person).sections}


def test_what_a_monitor_recorded_waits_for_a_verifier(monitor: Person, verifier: Person) -> None:
    code = making.incident(monitor).code
    assert sections(verifier) == {"verify": [code]}
    assert sections(monitor) == {"recorded": [code]}


def test_nobody_else_hears_of_it(monitor: Person, stranger: Person, analyst: Person, coordinator: Person) -> None:
    making.incident(monitor)
    assert [sections(person) for person in (stranger, analyst, coordinator)] == [{}, {}, {}]


def test_the_longest_waiting_comes_first(monitor: Person, verifier: Person) -> None:
    codes = [making.incident(monitor).code for _time in range(3)]
    assert sections(verifier)["verify"] == codes


def test_what_is_decided_waits_no_more(monitor: Person, verifier: Person) -> None:
    Incident.objects.filter(pk=making.incident(monitor).pk).update(status=Status.DID_NOT_OCCUR)
    assert sections(verifier) == {}


def test_what_could_not_be_verified_comes_back_to_the_one_who_recorded_it(monitor: Person, colleague: Person) -> None:
    incident = making.incident(monitor)
    Incident.objects.filter(pk=incident.pk).update(status=Status.NOT_VERIFIED)
    assert sections(monitor) == {"back": [incident.code]}
    assert sections(colleague) == {}


def test_after_sixty_days_it_is_late(monitor: Person, verifier: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    making.incident(monitor)
    later = clock.today() + datetime.timedelta(days=61)
    monkeypatch.setattr(clock, "today", lambda: later)
    duty = day_of(verifier).sections[0].duties[0]
    assert duty.state is State.LATE
    assert duty.when == "61 days"


def test_the_page_leads_to_the_verification(sign_in: SignIn, monitor: Person, verifier: Person) -> None:
    incident = making.incident(monitor)
    page = sign_in(verifier).get("/").content.decode()
    assert f'href="/incidents/{incident.pk}/verify/"' in page
    assert "Waiting for a second person: 1." in page
