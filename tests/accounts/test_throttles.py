"""Throttles by account and by network address, held in the database for all processes together."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.http import HttpResponse
from django.test import Client

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from tests.access.text import body
from tests.accounts.conftest import PASSWORD, WRONG

LOGIN = "/accounts/login/"


def attempt(email: str, network: str, password: str = WRONG) -> HttpResponse:
    return Client(REMOTE_ADDR=network).post(LOGIN, {"login": email, "password": password})


def test_attempts_are_counted_where_every_process_sees_them() -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")
    assert isinstance(cache._connections["default"], DatabaseCache)  # type: ignore[attr-defined]  # the cache in use


def test_an_account_is_closed_for_a_while_after_five_failures_from_anywhere(owner: Person) -> None:
    statuses = [attempt(owner.email, f"203.0.113.{number}").status_code for number in range(6)]
    assert statuses == [200] * 5 + [429]
    assert attempt(owner.email, "198.51.100.7", PASSWORD).status_code == 429, "also with the right password"


def test_an_address_without_an_account_is_throttled_alike(owner: Person) -> None:
    for number in range(5):
        attempt(owner.email, f"203.0.113.{number}")
        attempt("unknown@example.org", f"203.0.113.{number + 100}")
    known, unknown = attempt(owner.email, "192.0.2.1"), attempt("unknown@example.org", "192.0.2.2")
    assert (known.status_code, unknown.status_code) == (429, 429)
    assert body(known) == body(unknown)


def test_a_network_is_refused_after_ten_failures_in_a_minute(owner: Person) -> None:
    statuses = [attempt(f"person{number}@example.org", "203.0.113.9").status_code for number in range(11)]
    assert statuses == [200] * 10 + [429]
    assert attempt(owner.email, "203.0.113.10", PASSWORD).status_code == 302, "another network is not touched"


def test_signing_in_rightly_does_not_wipe_the_count(owner: Person) -> None:
    for number in range(4):
        attempt(owner.email, f"203.0.113.{number}")
    assert attempt(owner.email, "203.0.113.50", PASSWORD).status_code == 302
    assert attempt(owner.email, "203.0.113.51").status_code == 200
    assert attempt(owner.email, "203.0.113.52").status_code == 429


def test_the_page_says_what_to_do(owner: Person, events: Callable[..., list[AuditEvent]]) -> None:
    for number in range(6):
        answer = attempt(owner.email, f"203.0.113.{number}")
    text = answer.content.decode()
    assert "too many attempts" in text
    assert "Wait five minutes" in text
    assert "throttled" in events("person.sign_in_refused")[-1].detail_text


def test_a_proxy_header_is_not_believed_unless_a_proxy_is_set(owner: Person) -> None:
    for number in range(11):
        answer = Client(REMOTE_ADDR="203.0.113.9").post(
            LOGIN,
            {"login": f"p{number}@example.org", "password": "x"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
    assert answer.status_code == 429


def test_asking_for_links_is_throttled_by_network(db: None) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")
    statuses = [
        client.post("/accounts/password/reset/", {"email": f"p{number}@example.org"}).status_code
        for number in range(11)
    ]
    assert statuses == [302] * 10 + [429]


def test_asking_for_links_is_throttled_by_account(owner: Person) -> None:
    def statuses(email: str, first: int) -> list[int]:
        return [
            Client(REMOTE_ADDR=f"203.0.113.{first + number}")
            .post("/accounts/password/reset/", {"email": email})
            .status_code
            for number in range(4)
        ]

    assert statuses(owner.email, 0) == statuses("unknown@example.org", 100) == [302] * 3 + [429]


def test_trying_invitation_links_is_throttled(db: None) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")
    statuses = [client.post(f"/invitation/guess{number}/").status_code for number in range(11)]
    assert statuses == [404] * 10 + [429]
