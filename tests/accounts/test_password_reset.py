"""Forgotten passwords: one link by mail, and no word about who has an account."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from amparo.accounts.models import Person
from amparo.accounts.tasks import send_password_reset
from amparo.audit.models import AuditEvent
from tests.access.text import body
from tests.accounts.conftest import PASSWORD

RESET = "/accounts/password/reset/"
NEW = "nine brave otters sleep"
# What differs between two equal statements: values, and the numbers of savepoints.
PARTICULAR = re.compile(r"'[^']*'|\"s\d+_x\d+\"")
Events = Callable[..., list[AuditEvent]]


def ask(email: str) -> HttpResponse:
    return Client().post(RESET, {"email": email}, follow=True)


def link_in(text: str) -> str:
    found = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", text)
    assert found, text
    return found.group(1)


@pytest.fixture
def link(owner: Person) -> str:
    """The link that the owner received."""
    send_password_reset.call(owner.email)
    return link_in(mail.outbox[0].body)


def test_the_page_says_the_same_for_every_address(owner: Person) -> None:
    assert body(ask(owner.email)) == body(ask("unknown@example.org"))


def test_the_page_does_the_same_work_for_every_address(owner: Person) -> None:
    ask("warm-up@example.org")
    statements = []
    for email in (owner.email, "unknown@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        statements.append([PARTICULAR.sub("", query["sql"].split("(")[0]) for query in queries])
    assert statements[0] == statements[1]
    assert not any("accounts_person" in statement for statement in statements[0]), "the account is not even looked up"
    assert mail.outbox == [], "the worker sends, not the page"


def test_the_request_waits_for_the_worker_as_one_task(owner: Person) -> None:
    ask(owner.email.upper())
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[owner.email]]


def test_the_worker_mails_a_link_to_an_account_and_nothing_to_others(owner: Person) -> None:
    send_password_reset.call("unknown@example.org")
    assert mail.outbox == []
    send_password_reset.call(owner.email)
    assert [message.to for message in mail.outbox] == [[owner.email]]
    assert PASSWORD not in mail.outbox[0].body


def test_a_closed_account_receives_no_link(owner: Person) -> None:
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    send_password_reset.call(owner.email)
    assert mail.outbox == []


def test_the_link_lets_choose_a_password_once(owner: Person, link: str, client: Client, events: Events) -> None:
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert "set-password" in address, "the secret leaves the address bar"
    assert client.post(address, {"password1": NEW, "password2": NEW}).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(NEW)
    assert [event.object_id for event in events("person.password_changed")] == [owner.pk]
    again = Client().get(link, follow=True)
    assert "cannot be used any more" in again.content.decode()


def test_a_new_password_signs_out_every_session(owner: Person, sign_in: Callable[..., Client]) -> None:
    elsewhere = sign_in(owner)
    assert elsewhere.get("/profile/").status_code == 200
    send_password_reset.call(owner.email)
    client, link = Client(), link_in(mail.outbox[0].body)
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": NEW, "password2": NEW})
    assert elsewhere.get("/profile/").status_code == 302


def test_an_easy_password_is_refused(owner: Person, link: str, client: Client) -> None:
    address = client.get(link, follow=True).redirect_chain[-1][0]
    assert client.post(address, {"password1": "password1234", "password2": "password1234"}).status_code == 200
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


@pytest.mark.parametrize("key", ["0" * 32 + "-c0ffee-0123abcd", "f" * 32 + "-a-b"])
def test_an_invented_link_opens_nothing(client: Client, db: None, key: str) -> None:
    answer = client.get(f"/accounts/password/reset/key/{key}/")
    assert "cannot be used any more" in answer.content.decode()


def test_the_link_is_built_from_the_settings_not_from_the_request(owner: Person, link: str) -> None:
    assert "http://localhost:8000/accounts/" in mail.outbox[0].body
