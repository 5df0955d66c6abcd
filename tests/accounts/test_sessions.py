"""Sessions end: after a while unused, after a day's work, when somebody says so, and with a new password."""

import datetime
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from amparo.accounts import sessions
from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import SECRET, SET_UP, code_for, sign_in_with_password, with_app

Later = Callable[[datetime.timedelta], None]
SignIn = Callable[..., Client]


def minutes(count: int) -> datetime.timedelta:
    return datetime.timedelta(minutes=count)


def test_an_idle_session_ends_and_says_why(
    owner: Person, sign_in: SignIn, later: Later, events: Callable[..., list[AuditEvent]]
) -> None:
    client = sign_in(owner)
    later(minutes(29))
    assert client.get("/profile/").status_code == 200
    later(minutes(29 + 30))
    answer = client.get("/profile/", follow=True)
    assert answer.redirect_chain[0][0] == "/accounts/login/?next=/profile/"
    assert "30 minutes without activity" in answer.content.decode()
    assert "limit" in events("person.signed_out")[0].detail_text


def test_use_keeps_a_session_alive_up_to_the_absolute_limit(owner: Person, sign_in: SignIn, later: Later) -> None:
    client = sign_in(owner)
    for passed in range(20, 12 * 60, 20):
        later(minutes(passed))
        assert client.get("/profile/").status_code == 200, f"after {passed} minutes"
    later(minutes(12 * 60))
    answer = client.get("/profile/", follow=True)
    assert "a sign-in holds for 12 hours" in answer.content.decode()


def test_a_public_page_just_sees_a_visitor_when_a_session_ended(owner: Person, sign_in: SignIn, later: Later) -> None:
    client = sign_in(owner)
    later(minutes(31))
    assert client.get("/accounts/login/").status_code == 200


def test_the_limits_are_settings(owner: Person, sign_in: SignIn, later: Later, settings: Settings) -> None:
    settings.IDLE_MINUTES = 5
    client = sign_in(owner)
    later(minutes(6))
    assert client.get("/profile/").status_code == 302


def test_a_session_without_its_clocks_ends(owner: Person, sign_in: SignIn) -> None:
    client = sign_in(owner)
    session = client.session
    del session[sessions.SIGNED_IN_AT]
    session.save()
    assert client.get("/profile/").status_code == 302


def test_use_is_noted_once_a_minute_and_not_at_each_request(owner: Person, later: Later) -> None:
    with_app(owner)
    client = sign_in_with_password(owner)
    client.post(f"{SET_UP}authenticate/", {"code": code_for(SECRET)})
    row = UserSession.objects.get(user=owner)
    client.get("/accounts/2fa/")
    assert UserSession.objects.get(user=owner).last_seen_at == row.last_seen_at
    later(minutes(2))
    client.get("/accounts/2fa/")
    assert UserSession.objects.get(user=owner).last_seen_at > row.last_seen_at


def two_browsers(owner: Person) -> tuple[Client, Client]:
    with_app(owner)
    clients = []
    for _each in range(2):
        client = sign_in_with_password(owner)
        cache.clear()  # the cache remembers which codes were used
        client.post(f"{SET_UP}authenticate/", {"code": code_for(SECRET)})
        clients.append(client)
    return clients[0], clients[1]


def test_the_list_shows_every_session_and_signs_the_others_out(owner: Person) -> None:
    here, elsewhere = two_browsers(owner)
    assert here.get("/accounts/sessions/").content.decode().count('<tr role="row"><th scope="row"') == 2
    assert here.post("/accounts/sessions/").status_code == 302
    assert elsewhere.get("/profile/").status_code == 302
    assert here.get("/profile/").status_code == 200


def test_nobody_sees_sessions_of_others(owner: Person, colleague: Person, sign_in: SignIn) -> None:
    two_browsers(owner)
    assert sign_in(colleague).get("/accounts/sessions/").content.decode().count('<th scope="row"') == 0


def test_a_changed_password_signs_the_other_sessions_out(owner: Person) -> None:
    here, elsewhere = two_browsers(owner)
    new = "nine brave otters sleep"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert elsewhere.get("/profile/").status_code == 302
    assert here.get("/profile/").status_code == 200


def test_a_closed_account_is_out_at_once(owner: Person, sign_in: SignIn) -> None:
    client = sign_in(owner)
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get("/profile/").status_code == 302


def test_an_ended_role_counts_no_more_at_the_next_page(administrator: Person, sign_in: SignIn) -> None:
    client = sign_in(administrator)
    assert client.get("/people/").status_code == 200
    administrator.memberships.update(ends_on=datetime.date(2021, 1, 1))
    assert client.get("/people/").status_code == 404


def test_the_session_cookie_is_for_this_site_and_this_browser_only(owner: Person, client: Client) -> None:
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_a_session_holds_no_mail_address_and_no_name(owner: Person) -> None:
    two_browsers(owner)
    for row in Session.objects.all():
        text = str(row.get_decoded())
        assert owner.name not in text
        assert PASSWORD not in text
