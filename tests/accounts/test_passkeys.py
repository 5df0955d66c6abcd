"""Passkeys: added with the password at hand, then enough alone. Bound to the address of the installation."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client

from amparo.accounts.models import Person
from tests.accounts.authenticator import SoftwareKey
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import SET_UP, Events, sign_in_with_password

ADD = f"{SET_UP}webauthn/add/"
ALONE = f"{SET_UP}webauthn/login/"


@pytest.fixture(autouse=True)
def commit_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library announces a new factor when the transaction commits, which the one around a test never does."""
    monkeypatch.setattr(transaction, "on_commit", lambda act, **_more: act())


def options_in(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found, page
    options: dict[str, Any] = json.loads(found.group(1))
    return options


def asked_to_sign_in(client: Client) -> dict[str, Any]:
    options: dict[str, Any] = client.get(ALONE, headers={"Accept": "application/json"}).json()
    return options


def add(owner: Person, key: SoftwareKey) -> Client:
    """Sign in with the password, confirm it, and add a passkey."""
    client = sign_in_with_password(owner)
    page = client.get(ADD)
    if page.status_code == 302:
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get(ADD)
    sent = {"name": "Key ring", "passwordless": "on", "credential": key.create(options_in(page.content.decode()))}
    client.post(ADD, sent)
    return client


def test_a_passkey_is_added_and_opens_the_house(owner: Person, events: Events) -> None:
    client = add(owner, SoftwareKey())
    assert Authenticator.objects.filter(user=owner, type="webauthn").count() == 1
    assert client.get("/profile/").status_code == 200
    text = client.get(f"{SET_UP}webauthn/").content.decode()
    assert "Key ring" in text
    assert "signs in without a password" in text
    assert len(events("person.second_factor_added")) == 2, "the key, and the recovery codes with it"


def test_a_passkey_signs_in_alone_and_counts_as_the_second_factor(owner: Person, events: Events) -> None:
    key = SoftwareKey()
    add(owner, key)
    client = Client()
    answer = client.post(ALONE, {"credential": key.get(asked_to_sign_in(client))})
    assert answer.status_code == 302
    assert client.get("/profile/").status_code == 200
    assert "webauthn" in events("person.signed_in")[-1].detail_text


def test_a_passkey_proves_the_second_step_after_a_password(owner: Person) -> None:
    key = SoftwareKey()
    add(owner, key)
    client = sign_in_with_password(owner)
    assert client.get("/profile/").status_code == 302
    page = client.get(f"{SET_UP}authenticate/").content.decode()
    client.post(f"{SET_UP}authenticate/", {"credential": key.get(options_in(page))})
    assert client.get("/profile/").status_code == 200


def test_a_passkey_confirms_who_it_is(owner: Person) -> None:
    key = SoftwareKey()
    client = add(owner, key)
    page = client.get(f"{SET_UP}webauthn/reauthenticate/?next=/profile/").content.decode()
    answer = client.post(
        f"{SET_UP}webauthn/reauthenticate/", {"credential": key.get(options_in(page)), "next": "/profile/"}
    )
    assert answer["Location"] == "/profile/"


def test_the_options_name_the_host_of_the_settings_whatever_the_request_says(owner: Person) -> None:
    client = sign_in_with_password(owner)
    client.post(client.get(ADD).headers.get("Location", "/accounts/reauthenticate/"), {"password": PASSWORD})
    options = options_in(client.get(ADD, headers={"Host": "testserver"}).content.decode())
    assert options["creation_options"]["publicKey"]["rp"] == {"id": "localhost", "name": "Amparo"}


@pytest.mark.parametrize(
    "stranger",
    [SoftwareKey(origin="https://localhost.example.net"), SoftwareKey(host="example.net"), SoftwareKey()],
    ids=["another site", "another host", "another key"],
)
def test_an_answer_from_elsewhere_does_not_sign_in(owner: Person, stranger: SoftwareKey) -> None:
    key = SoftwareKey()
    add(owner, key)
    stranger.user_handle = key.user_handle
    if stranger.host != "localhost" or "example" in stranger.origin:
        stranger.key, stranger.credential_id = key.key, key.credential_id
    client = Client()
    client.post(ALONE, {"credential": stranger.get(asked_to_sign_in(client))})
    assert client.get("/profile/").status_code == 302


def test_an_answer_cannot_be_sent_again(owner: Person) -> None:
    key = SoftwareKey()
    add(owner, key)
    client = Client()
    credential = key.get(asked_to_sign_in(client))
    client.post(ALONE, {"credential": credential})
    other = Client()
    asked_to_sign_in(other)
    other.post(ALONE, {"credential": credential})
    assert other.get("/profile/").status_code == 302


def test_unknown_keys_and_broken_answers_read_alike(owner: Person) -> None:
    key = SoftwareKey()
    add(owner, key)
    said = []
    for handle in (key.user_handle, b"0" * 32):
        client = Client()
        stranger = SoftwareKey(user_handle=handle)
        answer = client.post(ALONE, {"credential": stranger.get(asked_to_sign_in(client))}, follow=True)
        said.append(re.findall(r'role="status">(.*?)</div></div>', answer.content.decode(), re.DOTALL))
    assert said[0] == said[1]
    assert said[0]


def test_a_passkey_is_renamed_and_taken_off_when_another_factor_stays(owner: Person) -> None:
    key, spare = SoftwareKey(), SoftwareKey()
    client = add(owner, key)
    page = client.get(ADD).content.decode()
    client.post(ADD, {"name": "Spare", "passwordless": "on", "credential": spare.create(options_in(page))})
    first, second = Authenticator.objects.filter(user=owner, type="webauthn").order_by("pk")
    client.post(f"{SET_UP}webauthn/keys/{first.pk}/edit/", {"name": "Renamed"})
    assert "Renamed" in client.get(f"{SET_UP}webauthn/").content.decode()
    assert client.get(f"{SET_UP}webauthn/keys/{first.pk}/remove/").status_code == 200
    client.post(f"{SET_UP}webauthn/keys/{first.pk}/remove/")
    refused = client.post(f"{SET_UP}webauthn/keys/{second.pk}/remove/")
    assert refused.status_code == 409
    assert "your only second factor" in refused.content.decode()
    assert list(Authenticator.objects.filter(user=owner, type="webauthn")) == [second], "the only factor stays"
