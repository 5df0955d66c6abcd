"""The own profile: name and language, and nothing else whatever is sent."""

from collections.abc import Callable

import pytest

from amparo.accounts import services
from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.kernel.errors import NotFound
from tests.accounts.test_second_factor import SignIn

Events = Callable[..., list[AuditEvent]]
PROFILE = "/profile/"


def test_name_and_language_are_changed_and_recorded(monitor: Person, sign_in: SignIn, events: Events) -> None:
    form = {"name": "Another Invented Name", "language": "ar", "seen_version": 1}
    assert sign_in(monitor).post(PROFILE, form)["Location"] == PROFILE
    monitor.refresh_from_db()
    assert (monitor.name, monitor.language, monitor.version) == ("Another Invented Name", "ar", 2)
    (event,) = events("person.changed")
    assert '"language":["en","ar"]' in event.changes_text
    assert "Another Invented Name" not in event.changes_text


def test_other_fields_are_not_touched_whatever_is_sent(monitor: Person, sign_in: SignIn) -> None:
    before = Person.objects.filter(pk=monitor.pk).values().get()
    more = {
        "email": "taken.over@example.org",
        "is_active": "",
        "version": "77",
        "password": "something else entirely",
        "id": "00000000-0000-7000-8000-000000000000",
        "last_login": "2030-01-01",
        "memberships": "1",
        "role": "administrator",
    }
    sign_in(monitor).post(PROFILE, {"name": "New Name", "language": "en", "seen_version": 1} | more)
    after = Person.objects.filter(pk=monitor.pk).values().get()
    changed = {field for field in before if before[field] != after[field]}
    assert changed == {"name", "version", "updated_at", "last_login"} - (
        {"last_login"} if before["last_login"] == after["last_login"] else set()
    )
    assert after["version"] == 2


def test_a_profile_changed_elsewhere_meanwhile_is_not_overwritten(monitor: Person, sign_in: SignIn) -> None:
    services.change_profile(acting=monitor, person=monitor, expected_version=1, name="First", language="en")
    answer = sign_in(monitor).post(PROFILE, {"name": "Second", "language": "en", "seen_version": 1})
    assert answer.status_code == 409
    monitor.refresh_from_db()
    assert monitor.name == "First"


def test_sending_the_same_again_changes_nothing(monitor: Person, events: Events) -> None:
    services.change_profile(acting=monitor, person=monitor, expected_version=1, name=monitor.name, language="en")
    assert events("person.changed") == []


def test_an_unknown_language_is_refused_at_the_field(monitor: Person, sign_in: SignIn) -> None:
    answer = sign_in(monitor).post(PROFILE, {"name": "Name", "language": "tlh", "seen_version": 1})
    assert answer.status_code == 422


def test_nobody_changes_anothers_profile(monitor: Person, colleague: Person, administrator: Person) -> None:
    for acting in (colleague, administrator):
        with pytest.raises(NotFound):
            services.change_profile(acting=acting, person=monitor, expected_version=1, name="X", language="en")


def test_the_page_shows_own_roles_and_what_protects_the_account(
    monitor: Person, nobody: Person, sign_in: SignIn
) -> None:
    text = sign_in(monitor).get(PROFILE).content.decode()
    assert "Monitor · <bdi>Harbour Agency (invented)</bdi>" in text
    assert "not set up" in text
    assert "You hold no role today" in sign_in(nobody).get(PROFILE).content.decode()
