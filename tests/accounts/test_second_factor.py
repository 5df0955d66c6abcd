"""The second factor: set up before anything else, asked for at each sign-in, not taken off by whoever needs it."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, format_hotp_value, hotp_value
from django.test import Client
from pytest_django import Settings

from amparo.accounts.adapters import MFAAdapter
from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from tests.access.text import body
from tests.accounts.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP = "/accounts/2fa/"
SignIn = Callable[..., Client]
Events = Callable[..., list[AuditEvent]]


def code_for(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_app(person: Person) -> Authenticator:
    return TOTP.activate(person, SECRET).instance


def sign_in_with_password(person: Person) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def test_somebody_with_a_role_is_led_to_the_set_up_and_nowhere_else(owner: Person) -> None:
    client = sign_in_with_password(owner)
    for page in ("/", "/profile/", "/accounts/sessions/", "/accounts/password/change/", "/people/"):
        answer = client.get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith(SET_UP), page
    assert "Your role needs a second factor" in client.get(SET_UP).content.decode()
    assert client.post("/accounts/logout/").status_code == 302


def test_a_form_is_not_taken_without_a_second_factor(owner: Person) -> None:
    client = sign_in_with_password(owner)
    answer = client.post("/profile/", {"name": "Changed", "language": "en", "seen_version": 1})
    assert answer["Location"] == f"{SET_UP}?next=%2F"
    owner.refresh_from_db()
    assert owner.name != "Changed"


def test_the_api_says_what_is_missing(owner: Person) -> None:
    answer = sign_in_with_password(owner).get("/api/openapi.json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert "second factor" in answer.json()["detail"]


def test_somebody_without_a_role_sees_nothing_anyway_and_is_not_asked(nobody: Person, sign_in: SignIn) -> None:
    assert sign_in(nobody, second_factor=False).get("/profile/").status_code == 200


def test_demonstration_mode_lifts_it(owner: Person, sign_in: SignIn, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    assert sign_in(owner, second_factor=False).get("/profile/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_house_and_gives_recovery_codes(owner: Person, events: Events) -> None:
    client = sign_in_with_password(owner)
    page = client.get(f"{SET_UP}totp/activate/")
    if page.status_code == 302:
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get(f"{SET_UP}totp/activate/")
    text = page.content.decode()
    secret = client.session[SECRET_SESSION_KEY]
    assert secret in text
    assert '<rect fill="white"' in text, "cameras read the code also on a dark page"
    assert "style=" not in text.split("<main")[1], "the policy for styles forbids it"
    answer = client.post(f"{SET_UP}totp/activate/", {"code": code_for(secret)})
    assert answer["Location"] == f"{SET_UP}recovery-codes/"
    assert client.get("/profile/").status_code == 200
    assert Authenticator.objects.filter(user=owner).count() == 2
    assert len(events("person.second_factor_added")) == 2


def test_secrets_are_not_readable_in_the_database(owner: Person) -> None:
    stored = with_app(owner).data
    assert SECRET not in str(stored)
    assert Authenticator.objects.get(user=owner).wrap().validate_code(code_for(SECRET))


def test_a_sign_in_asks_for_the_code(owner: Person, events: Events) -> None:
    with_app(owner)
    client = sign_in_with_password(owner)
    assert client.get("/profile/")["Location"].startswith("/accounts/login/"), "the password alone opens nothing"
    assert client.post(f"{SET_UP}authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/profile/").status_code == 302
    assert events("person.signed_in") == []
    assert client.post(f"{SET_UP}authenticate/", {"code": code_for(SECRET)}).status_code == 302
    assert client.get("/profile/").status_code == 200
    assert "totp" in events("person.signed_in")[0].detail_text


def test_a_code_works_only_once(owner: Person) -> None:
    with_app(owner)
    code = code_for(SECRET)
    first, second = sign_in_with_password(owner), sign_in_with_password(owner)
    assert first.post(f"{SET_UP}authenticate/", {"code": code}).status_code == 302
    assert second.post(f"{SET_UP}authenticate/", {"code": code}).status_code == 200


def test_codes_cannot_be_tried_one_after_the_other(owner: Person) -> None:
    with_app(owner)
    client = sign_in_with_password(owner)
    for guess in range(5):
        client.post(f"{SET_UP}authenticate/", {"code": f"{guess:06}"})
    client.post(f"{SET_UP}authenticate/", {"code": code_for(SECRET)})
    assert client.get("/profile/").status_code == 302


def test_a_session_from_before_the_set_up_is_asked_for_the_factor(owner: Person) -> None:
    client = sign_in_with_password(owner)
    with_app(owner)
    asked = client.get("/profile/")["Location"]
    assert asked == f"{SET_UP}reauthenticate/?next=%2Fprofile%2F"
    assert client.post(asked, {"code": code_for(SECRET)})["Location"] == "/profile/"
    assert client.get("/profile/").status_code == 200


def test_a_session_from_before_the_set_up_of_a_passkey_is_asked_for_it(owner: Person) -> None:
    client = sign_in_with_password(owner)
    Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    assert client.get("/profile/")["Location"].startswith(f"{SET_UP}webauthn/reauthenticate/")


def test_the_factor_of_one_person_does_not_count_for_another_in_the_same_browser(
    owner: Person, colleague: Person, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    session = client.session
    client.force_login(colleague)
    session = client.session
    session["amparo.second_factor"] = str(owner.pk)
    session.save()
    assert client.get("/profile/")["Location"].startswith(SET_UP)


def test_the_only_factor_stays_while_the_role_needs_it(owner: Person, settings: Settings) -> None:
    app = with_app(owner)
    assert not MFAAdapter().can_delete_authenticator(app)
    Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    assert MFAAdapter().can_delete_authenticator(app)


def test_demonstration_and_people_without_a_role_may_take_it_off(
    owner: Person, nobody: Person, settings: Settings
) -> None:
    assert MFAAdapter().can_delete_authenticator(with_app(nobody))
    settings.DEMONSTRATION = True
    assert MFAAdapter().can_delete_authenticator(with_app(owner))


def test_the_page_refuses_to_take_off_the_only_factor(owner: Person) -> None:
    with_app(owner)
    client = sign_in_with_password(owner)
    client.post(f"{SET_UP}authenticate/", {"code": code_for(SECRET)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.post(f"{SET_UP}totp/deactivate/")
    assert "This is your only second factor" in page.content.decode()
    assert Authenticator.objects.filter(user=owner).exists()


def test_another_persons_passkey_is_not_there(owner: Person, colleague: Person, sign_in: SignIn) -> None:
    foreign = Authenticator.objects.create(user=colleague, type=Authenticator.Type.WEBAUTHN, data={"name": "Theirs"})
    client = sign_in(owner)
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    for page in ("remove", "edit"):
        theirs = client.get(f"{SET_UP}webauthn/keys/{foreign.pk}/{page}/")
        absent = client.get(f"{SET_UP}webauthn/keys/987654/{page}/")
        assert theirs.status_code == absent.status_code == 404
        assert body(theirs) == body(absent)
    assert "Theirs" not in client.get(f"{SET_UP}webauthn/").content.decode()
