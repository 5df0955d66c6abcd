"""Signing in with a password. Nothing may betray whether an account exists."""

from collections.abc import Callable
from contextlib import ExitStack
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.accounts.models import Person
from amparo.accounts.services.signing_in import address_mark
from amparo.audit.models import AuditEvent
from tests.access.text import body
from tests.accounts.conftest import PASSWORD, WRONG

LOGIN = "/accounts/login/"
Events = Callable[..., list[AuditEvent]]


def attempt(email: str, password: str = WRONG) -> HttpResponse:
    return Client().post(LOGIN, {"login": email, "password": password})


def work_of(act: Callable[[], object]) -> tuple[int, int]:
    """Return how many statements and how many password hashes an act took."""
    hashes = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def count(self: MD5PasswordHasher, *args: object, **kwargs: object) -> object:
            nonlocal hashes
            hashes += 1
            return real(self, *args, **kwargs)

        return count

    with ExitStack() as stack:
        stack.enter_context(patch.object(MD5PasswordHasher, "encode", counted(MD5PasswordHasher.encode)))
        queries = stack.enter_context(CaptureQueriesContext(connection))
        act()
    return len(queries), hashes


def test_the_right_password_signs_in_and_leads_to_the_second_factor(owner: Person, events: Events) -> None:
    answer = Client().post(f"{LOGIN}?next=/profile/", {"login": owner.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/profile/")
    assert [event.acting for event in events("person.signed_in")] == [owner.pk]


def test_an_address_is_found_whatever_its_case(owner: Person) -> None:
    assert attempt(owner.email.upper(), PASSWORD).status_code == 302


def test_wrong_passwords_and_unknown_addresses_read_alike(owner: Person) -> None:
    wrong, unknown = attempt(owner.email), attempt("unknown@example.org")
    assert wrong.status_code == unknown.status_code == 200
    assert body(wrong).replace(owner.email, "@") == body(unknown).replace("unknown@example.org", "@")


def test_wrong_passwords_and_unknown_addresses_take_the_same_work(owner: Person) -> None:
    attempt("warm-up@example.org")
    wrong = work_of(lambda: attempt(owner.email))
    unknown = work_of(lambda: attempt("unknown@example.org"))
    assert wrong == unknown
    assert wrong[1] == 1, "exactly one password hash in both cases"


def test_a_closed_account_reads_like_an_unknown_one_even_with_the_right_password(owner: Person) -> None:
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    attempt("warm-up@example.org")
    closed, unknown = attempt(owner.email, PASSWORD), attempt("unknown@example.org", PASSWORD)
    assert body(closed).replace(owner.email, "@") == body(unknown).replace("unknown@example.org", "@")
    works = work_of(lambda: attempt(owner.email, PASSWORD)), work_of(lambda: attempt("other@example.org", PASSWORD))
    assert works[0] == works[1]


def test_an_account_without_a_password_takes_the_same_work_too(owner: Person) -> None:
    owner.set_unusable_password()
    owner.save()
    attempt("warm-up@example.org")
    assert work_of(lambda: attempt(owner.email)) == work_of(lambda: attempt("unknown@example.org"))


def test_failures_are_recorded_without_the_address_and_without_the_account(owner: Person, events: Events) -> None:
    attempt(owner.email)
    attempt("unknown@example.org")
    known, unknown = events("person.sign_in_refused")
    for event, email in ((known, owner.email), (unknown, "unknown@example.org")):
        assert (event.acting, event.object_id) == (None, None)
        assert email not in event.detail_text
        assert address_mark(email) in event.detail_text


def test_signing_out_is_recorded_and_ends_the_session(
    owner: Person, sign_in: Callable[..., Client], events: Events
) -> None:
    client = sign_in(owner)
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/profile/").status_code == 302
    assert [event.acting for event in events("person.signed_out")] == [owner.pk]


@pytest.mark.parametrize(
    "path", ["signup/", "signup/passkey/", "email/", "password/set/", "login/code/", "social/", ""]
)
def test_there_is_no_sign_up_and_no_other_way_in(client: Client, db: None, path: str) -> None:
    for method in ("get", "post"):
        assert getattr(client, method)(f"/accounts/{path}").status_code == 404


def test_the_form_names_no_way_to_sign_up(client: Client, db: None) -> None:
    assert "by invitation" in client.get(LOGIN).content.decode()
    assert "signup" not in client.get(LOGIN).content.decode()


def test_the_sign_in_page_carries_no_inline_script_and_no_foreign_address(client: Client, db: None) -> None:
    answer = client.get(LOGIN)
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert "onclick" not in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_a_sign_in_never_leads_to_another_site(owner: Person) -> None:
    answer = Client().post(f"{LOGIN}?next=https://example.net/", {"login": owner.email, "password": PASSWORD})
    assert answer["Location"] == settings.LOGIN_REDIRECT_URL


def test_the_session_changes_its_key_at_sign_in(owner: Person) -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["before"] = True
    session.save()
    key = session.session_key
    client.post(LOGIN, {"login": owner.email, "password": PASSWORD})
    assert client.session.session_key != key
