"""Invitations: the only way to an account. Sent by an administrator, good once, for seven days."""

import datetime
import re
import smtplib
from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client

from amparo.accounts import services, tokens
from amparo.accounts.models import Agency, Invitation, Membership, Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from tests.access.text import body
from tests.accounts.conftest import PASSWORD

Events = Callable[..., list[AuditEvent]]
SignIn = Callable[..., Client]
GUEST = "guest@example.org"


def token_in(link: str) -> str:
    found = re.search(r"/invitation/([^/\s]+)/", link)
    assert found, link
    return found.group(1)


@pytest.fixture
def token(administrator: Person, agency: Agency) -> str:
    """The token of an invitation of a guest to verify."""
    link = services.invite(acting=administrator, agency_id=agency.pk, email=GUEST, role=Role.VERIFIER)
    return token_in(link)


def accept(token: str, **changes: str) -> Person:
    given = {"name": "Guest Invented", "password": PASSWORD, "language": "ar"} | changes
    return services.accept_invitation(acting=None, token=token, **given)


def test_an_administrator_invites_by_mail(
    administrator: Person, agency: Agency, sign_in: SignIn, events: Events
) -> None:
    form = {"email": "Guest@Example.org", "agency": agency.pk, "role": "verifier"}
    answer = sign_in(administrator).post("/people/invite/", form)
    assert answer.status_code == 200
    assert [message.to for message in mail.outbox] == [[GUEST]]
    assert agency.name in mail.outbox[0].body
    assert [event.acting for event in events("invitation.sent")] == [administrator.pk]
    assert GUEST not in events("invitation.sent")[0].detail_text


def test_a_guest_chooses_name_and_password_and_can_sign_in(token: str, agency: Agency, events: Events) -> None:
    client = Client()
    page = client.get(f"/invitation/{token}/")
    assert GUEST in page.content.decode()
    form = {"name": "Guest Invented", "password": PASSWORD, "again": PASSWORD, "language": "en"}
    assert client.post(f"/invitation/{token}/", form)["Location"] == "/accounts/login/"
    person = Person.objects.get(email=GUEST)
    assert person.holds(Role.VERIFIER, agency_id=agency.pk)
    assert client.post("/accounts/login/", {"login": GUEST, "password": PASSWORD}).status_code == 302
    assert [event.object_id for event in events("person.created")] == [person.pk]
    assert len(events("invitation.accepted")) == 1


def test_a_guest_cannot_choose_address_agency_or_role(token: str, other_agency: Agency) -> None:
    form = {"name": "Guest", "password": PASSWORD, "again": PASSWORD, "language": "en"}
    more = {
        "email": "other@example.org",
        "role": "administrator",
        "agency": other_agency.pk,
        "is_active": "",
        "version": 9,
    }
    Client().post(f"/invitation/{token}/", form | more)
    person = Person.objects.get(name="Guest")
    assert (person.email, person.version, person.is_active) == (GUEST, 1, True)
    assert [row.role for row in person.memberships.all()] == ["verifier"]


def test_an_invitation_works_once(token: str) -> None:
    accept(token)
    with pytest.raises(NotFound):
        accept(token)
    assert Client().get(f"/invitation/{token}/").status_code == 404


def test_an_invitation_expires_after_seven_days(token: str, later: Callable[[datetime.timedelta], None]) -> None:
    later(datetime.timedelta(days=7, seconds=1))
    with pytest.raises(NotFound, match="older than seven days"):
        accept(token)


def test_an_old_signature_is_refused_also_when_the_row_says_otherwise(token: str) -> None:
    with patch("django.core.signing.time.time", lambda: datetime.datetime.now().timestamp() + 8 * 24 * 3600):  # noqa: DTZ005  (the signer counts in seconds)
        assert tokens.digest_of(token) is None


@pytest.mark.parametrize("change", [lambda token: token + "x", lambda token: "x" + token, lambda token: "guess"])
def test_a_changed_or_guessed_link_opens_nothing(token: str, change: Callable[[str], str]) -> None:
    assert Client().get(f"/invitation/{change(token)}/").status_code == 404


def test_a_signed_token_of_no_invitation_opens_nothing(db: None) -> None:
    unknown, _digest = tokens.new()
    with pytest.raises(NotFound):
        services.invitation_behind(unknown)


def test_the_database_keeps_only_a_digest(token: str) -> None:
    row = Invitation.objects.values().get()
    assert not any(token in str(value) or token.split(":")[0] in str(value) for value in row.values())


def test_withdrawing_ends_it(token: str, administrator: Person, sign_in: SignIn, events: Events) -> None:
    invitation = Invitation.objects.get()
    client = sign_in(administrator)
    assert client.get(f"/people/invitations/{invitation.pk}/").status_code == 200
    assert client.post(f"/people/invitations/{invitation.pk}/").status_code == 302
    assert Client().get(f"/invitation/{token}/").status_code == 404
    assert len(events("invitation.revoked")) == 1
    assert client.post(f"/people/invitations/{invitation.pk}/").status_code == 409, "twice is once too often"
    assert "no longer open" in client.get(f"/people/invitations/{invitation.pk}/").content.decode()


@pytest.mark.parametrize("end", ["role", "account"])
def test_an_invitation_ends_with_the_right_of_who_sent_it(token: str, administrator: Person, end: str) -> None:
    if end == "role":
        yesterday = clock.today() - datetime.timedelta(days=1)
        administrator.memberships.update(starts_on=yesterday, ends_on=yesterday)
    else:
        Person.objects.filter(pk=administrator.pk).update(is_active=False)
    assert Client().get(f"/invitation/{token}/").status_code == 404
    with pytest.raises(NotFound, match="no longer invites"):
        accept(token)


def test_an_invitation_of_the_operator_needs_no_administrator(token: str) -> None:
    Invitation.objects.update(invited_by=None)
    assert accept(token).holds(Role.VERIFIER)


def test_a_second_invitation_replaces_the_first(token: str, administrator: Person, agency: Agency) -> None:
    services.invite(acting=administrator, agency_id=agency.pk, email=GUEST, role=Role.VERIFIER)
    assert Invitation.objects.open().count() == 1
    with pytest.raises(NotFound):
        accept(token)


def test_administrators_invite_to_their_own_agency_only(
    administrator: Person, other_agency: Agency, sign_in: SignIn
) -> None:
    with pytest.raises(NotFound):
        services.invite(acting=administrator, agency_id=other_agency.pk, email=GUEST, role=Role.MONITOR)
    form = {"email": GUEST, "agency": other_agency.pk, "role": "monitor"}
    assert sign_in(administrator).post("/people/invite/", form).status_code == 422
    assert not Invitation.objects.exists()


def test_nobody_else_invites(monitor: Person, agency: Agency) -> None:
    with pytest.raises(NotFound):
        services.invite(acting=monitor, agency_id=agency.pk, email=GUEST, role=Role.MONITOR)


def test_nobody_invites_oneself(administrator: Person, agency: Agency) -> None:
    with pytest.raises(Conflict, match="oneself"):
        services.invite(acting=administrator, agency_id=agency.pk, email=administrator.email.upper(), role=Role.MONITOR)


def test_a_mail_that_cannot_be_sent_invites_nobody(administrator: Person, agency: Agency) -> None:
    with (
        patch("amparo.accounts.mails.send_mail", side_effect=smtplib.SMTPServerDisconnected("gone")),
        pytest.raises(Unavailable, match="Nobody was invited"),
    ):
        services.invite(acting=administrator, agency_id=agency.pk, email=GUEST, role=Role.MONITOR)
    assert not Invitation.objects.open().exists()


def test_the_page_shows_the_link_only_where_mail_stays_on_the_machine(
    administrator: Person, agency: Agency, sign_in: SignIn, settings: object
) -> None:
    form = {"email": GUEST, "agency": agency.pk, "role": "verifier"}
    client = sign_in(administrator)
    assert "/invitation/" in client.post("/people/invite/", form).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]  # the fixture
    with patch("amparo.accounts.mails.send_mail"):
        assert "/invitation/" not in client.post("/people/invite/", form).content.decode().replace("/invitations/", "")


def test_an_account_gains_the_role_after_its_owner_signed_in(
    administrator: Person, agency: Agency, stranger: Person, sign_in: SignIn
) -> None:
    link = services.invite(acting=administrator, agency_id=agency.pk, email=stranger.email, role=Role.ANALYST)
    path = f"/invitation/{token_in(link)}/"
    assert "Sign in" in Client().get(path).content.decode()
    assert Client().post(path).status_code == 409, "not without signing in"
    client = sign_in(stranger)
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 302
    assert Person.objects.get(pk=stranger.pk).holds(Role.ANALYST, agency_id=agency.pk)


def test_somebody_else_cannot_accept_for_the_guest(token: str, colleague: Person, stranger: Person) -> None:
    for somebody in (colleague, stranger):
        with pytest.raises(Conflict, match=GUEST):
            services.accept_invitation(acting=somebody, token=token, name="X", password=PASSWORD)
    assert Invitation.objects.open().count() == 1, "it stays open for the guest"


def test_an_administrator_does_not_learn_whether_an_address_has_an_account(
    administrator: Person, agency: Agency, stranger: Person, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    answers = []
    for email in (stranger.email, GUEST):
        text = body(client.post("/people/invite/", {"email": email, "agency": agency.pk, "role": "verifier"}))
        answers.append(re.sub(r"/invitation/[^/]+/", "", text).replace(email, "@"))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("password", ["short", "password1234", "guest@example.org", "123456789012"])
def test_an_easy_password_is_refused_and_the_invitation_stays_open(token: str, password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        accept(token, password=password)
    assert {problem.where for problem in refusal.value.problems} == {"password"}
    assert Invitation.objects.open().count() == 1
    form = {"name": "Guest", "password": password, "again": password, "language": "en"}
    answer = Client().post(f"/invitation/{token}/", form)
    assert answer.status_code == 422
    assert 'href="#id_password"' in answer.content.decode()


def test_two_different_passwords_are_refused(token: str) -> None:
    form = {"name": "Guest", "password": PASSWORD, "again": PASSWORD + "!", "language": "en"}
    answer = Client().post(f"/invitation/{token}/", form)
    assert "The two passwords differ" in answer.content.decode()


def test_an_invitation_to_a_role_held_already_is_refused(
    administrator: Person, agency: Agency, colleague: Person
) -> None:
    link = services.invite(acting=administrator, agency_id=agency.pk, email=colleague.email, role=Role.MONITOR)
    with pytest.raises(Conflict, match="holds this role already"):
        services.accept_invitation(acting=colleague, token=token_in(link))
    assert Membership.objects.filter(person=colleague).count() == 1
