"""Making, taking over and ending tokens of the API, on pages and by themselves."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from amparo.accounts import policies, selectors, services
from amparo.accounts.models import ApiToken, Holder, Membership, Person
from amparo.accounts.operation import reset_second_factor_as_operator, set_open
from amparo.accounts.roles import Role
from amparo.accounts.scopes import Scope, TokenGrant
from amparo.accounts.services.api_tokens import MOST_OPEN
from amparo.audit.models import AuditEvent
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound
from tests.accounts.conftest import PASSWORD
from tests.standing import World

TOKENS = "/profile/tokens/"
SignIn = Callable[..., Client]
Events = Callable[..., list[AuditEvent]]
TEXT = re.compile(r"amparo_[0-9a-f]{32}_[\w-]{43}")


def day(days: int) -> datetime.date:
    return clock.today() + datetime.timedelta(days=days)


@pytest.fixture
def keeper(owner: Person) -> Person:
    """The monitor, with a password and a second factor."""
    return with_factor(owner)


def with_factor(person: Person) -> Person:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    return person


def make(person: Person, **facts: Any) -> ApiToken:
    (agency_id,) = {agency for agency, _role in person.current_roles}
    stated: dict[str, Any] = {"name": "Tables", "scopes": [Scope.FIGURES_READ], "expires_on": day(30), **facts}
    return services.make_token(acting=person, **{"agency_id": agency_id, **stated})[0]


def proved(sign_in: SignIn, person: Person) -> Client:
    """Return a browser whose person has just given the password again."""
    client = sign_in(person)
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def form(**facts: Any) -> dict[str, Any]:
    return {
        "name": "Quarterly tables",
        "scopes": ["figures:read"],
        "holder": "person",
        "expires_on": day(90).isoformat(),
        **facts,
    }


def test_a_token_is_made_on_a_page_and_shown_once(
    sign_in: SignIn, keeper: Person, world: World, events: Events
) -> None:
    client = proved(sign_in, keeper)
    page = client.post(f"{TOKENS}new/", form(agency=world.agency.pk))
    (text,) = set(TEXT.findall(page.content.decode()))
    made = ApiToken.objects.get()
    assert (made.name, made.scopes, made.person) == ("Quarterly tables", ["figures:read"], keeper)
    assert "no-store" in page["Cache-Control"]
    for address in (TOKENS, f"{TOKENS}{made.pk}/"):
        assert "Quarterly tables" in (shown := client.get(address).content.decode())
        assert not TEXT.search(shown)
    (event,) = events("token.created")
    assert (event.acting, event.object_id, event.detail["scopes"]) == (keeper.pk, made.pk, ["figures:read"])
    assert Client(headers={"Authorization": f"Bearer {text}"}).get("/api/access").status_code == 200


def test_the_password_is_asked_for_again_first(sign_in: SignIn, keeper: Person, world: World) -> None:
    client = sign_in(keeper)
    for answer in (client.get(f"{TOKENS}new/"), client.post(f"{TOKENS}new/", form(agency=world.agency.pk))):
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()


def test_the_form_offers_only_what_the_roles_allow(sign_in: SignIn, keeper: Person, analyst: Person) -> None:
    assert 'value="reports:create"' in proved(sign_in, keeper).get(f"{TOKENS}new/").content.decode()
    analyst.set_password(PASSWORD)
    analyst.save(update_fields=["password"])
    page = proved(sign_in, with_factor(analyst)).get(f"{TOKENS}new/").content.decode()
    assert 'value="incidents:read"' in page
    assert 'value="reports:create"' not in page


def test_a_wrong_form_says_what_is_wrong(sign_in: SignIn, keeper: Person, world: World) -> None:
    page = proved(sign_in, keeper).post(f"{TOKENS}new/", form(agency=world.agency.pk, expires_on=day(366).isoformat()))
    assert page.status_code == 422
    assert "within the coming year" in page.content.decode()


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_on": datetime.date.max}, "expires_on"),
        ({"expires_on": datetime.date(2020, 1, 1)}, "expires_on"),
    ],
)
def test_a_service_refuses_what_no_token_may_be(keeper: Person, facts: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        make(keeper, **facts)
    assert [problem.where for problem in refused.value.problems] == [where]


def test_nobody_makes_a_token_beyond_the_own_roles(keeper: Person, world: World, analyst: Person) -> None:
    with pytest.raises(Invalid):
        make(with_factor(analyst), scopes=[Scope.REPORTS_CREATE])
    with pytest.raises(NotFound):
        make(keeper, agency_id=world.other_agency.pk)
    with pytest.raises(NotFound):
        make(world.people[Role.ADMINISTRATOR])
    assert policies.token_scopes(None, world.agency.pk) == []


def test_without_a_second_factor_there_is_no_token_but_in_a_demonstration(monitor: Person, settings: Any) -> None:
    with pytest.raises(Conflict):
        make(monitor)
    settings.DEMONSTRATION = True
    assert make(monitor).is_open


def test_fifty_open_tokens_are_enough(keeper: Person) -> None:
    first = make(keeper)
    copies = [ApiToken(**{**values(first), "digest": str(number)}) for number in range(MOST_OPEN - 1)]
    ApiToken.objects.bulk_create(copies)
    with pytest.raises(Conflict):
        make(keeper)


def values(token: ApiToken) -> dict[str, Any]:
    return {name: getattr(token, name) for name in ("agency", "person", "name", "scopes", "expires_at")}


def test_its_person_and_an_administrator_end_a_token_and_nobody_else(
    sign_in: SignIn, keeper: Person, world: World, colleague: Person, events: Events
) -> None:
    one, other = make(keeper), make(keeper, holder=Holder.AGENCY)
    strangers = (colleague, world.stranger, world.foreign[Role.ADMINISTRATOR])
    assert [sign_in(who).post(f"{TOKENS}{one.pk}/").status_code for who in strangers] == [404] * 3
    administrator = world.people[Role.ADMINISTRATOR]
    client = sign_in(administrator)
    listed = client.get("/people/tokens/").content.decode()
    assert listed.count(">Tables<") == 2
    assert keeper.name in listed
    assert client.post(f"{TOKENS}{one.pk}/")["Location"] == "/people/tokens/"
    assert sign_in(keeper).post(f"{TOKENS}{other.pk}/")["Location"] == TOKENS
    assert [(event.acting, event.object_id) for event in events("token.revoked")] == [
        (administrator.pk, one.pk),
        (keeper.pk, other.pk),
    ]
    assert not ApiToken.objects.open().exists()
    with pytest.raises(NotFound):
        services.revoke_token(acting=colleague, token_id=one.pk)


@pytest.mark.both
def test_a_colleague_with_the_same_roles_takes_a_token_of_the_agency_over(
    sign_in: SignIn, keeper: Person, colleague: Person, analyst: Person, events: Events
) -> None:
    own, shared = make(keeper), make(keeper, holder=Holder.AGENCY, name="Nightly", scopes=[Scope.REPORTS_CREATE])
    colleague.set_password(PASSWORD)
    colleague.save(update_fields=["password"])
    client = proved(sign_in, with_factor(colleague))
    listed = client.get(TOKENS).content.decode()
    assert "Nightly" in listed
    assert "Tables" not in listed
    assert "Take over" in client.get(f"{TOKENS}{shared.pk}/").content.decode()
    assert client.post(f"{TOKENS}{own.pk}/take-over/").status_code == 404
    shown = client.post(f"{TOKENS}{shared.pk}/take-over/").content.decode()
    assert len(set(TEXT.findall(shown))) == 1
    shared.refresh_from_db()
    assert (shared.person, shared.name) == (colleague, "Nightly")
    (event,) = events("token.taken_over")
    assert (event.detail["person"], event.detail["before"]) == (str(colleague.pk), str(keeper.pk))
    with pytest.raises(NotFound):
        services.take_over_token(acting=with_factor(analyst), token_id=shared.pk)


@pytest.mark.both
def test_a_token_ends_for_good_when_its_person_leaves_the_agency(keeper: Person, world: World, later: Any) -> None:
    own, shared = make(keeper), make(keeper, holder=Holder.AGENCY)
    membership = Membership.objects.get(person=keeper)
    dates = {"membership_id": membership.pk, "starts_on": membership.starts_on}
    administrator = world.people[Role.ADMINISTRATOR]
    services.change_membership(acting=administrator, expected_version=1, ends_on=day(-1), **dates)
    services.change_membership(acting=administrator, expected_version=2, ends_on=None, **dates)
    own.refresh_from_db()
    shared.refresh_from_db()
    assert own.revoked_at is not None, "the role is back, the token is not"
    assert shared.revoked_at is None


def test_a_role_that_ended_by_its_date_leaves_no_token_for_a_new_one(keeper: Person, world: World) -> None:
    own = make(keeper)
    Membership.objects.filter(person=keeper).update(ends_on=day(-1))
    services.give_role(
        acting=world.people[Role.ADMINISTRATOR],
        person_id=keeper.pk,
        agency_id=world.agency.pk,
        role=Role.ANALYST,
        starts_on=day(0),
    )
    own.refresh_from_db()
    assert own.revoked_at is not None


def test_a_second_role_touches_no_token(keeper: Person, world: World) -> None:
    own = make(keeper)
    services.give_role(
        acting=world.people[Role.ADMINISTRATOR],
        person_id=keeper.pk,
        agency_id=world.agency.pk,
        role=Role.ANALYST,
        starts_on=day(0),
    )
    own.refresh_from_db()
    assert own.is_open


def test_a_closed_account_and_a_lost_device_end_tokens(keeper: Person, world: World, events: Events) -> None:
    own, shared = make(keeper), make(keeper, holder=Holder.AGENCY)
    set_open(email=keeper.email, is_active=False)
    assert [token.object_id for token in events("token.revoked")] == [own.pk]
    set_open(email=keeper.email, is_active=True)
    reset_second_factor_as_operator(email=keeper.email)
    assert [token.object_id for token in events("token.revoked")] == [own.pk, shared.pk]


def test_empty_pages_say_what_to_do(sign_in: SignIn, monitor: Person, nobody: Person, world: World) -> None:
    assert "Make one for each program" in sign_in(monitor).get(TOKENS).content.decode()
    assert "None of your roles" in sign_in(nobody).get(TOKENS).content.decode()
    assert (
        "Nobody has made a token" in sign_in(world.people[Role.ADMINISTRATOR]).get("/people/tokens/").content.decode()
    )


def test_states_of_a_token_stand_in_words(sign_in: SignIn, keeper: Person) -> None:
    token = make(keeper)
    client = sign_in(keeper)
    shown = {}
    for state, change in (
        ("Valid", {}),
        ("Expired", {"expires_at": clock.now()}),
        ("Revoked", {"revoked_at": clock.now(), "last_used_at": clock.now()}),
    ):
        ApiToken.objects.filter(pk=token.pk).update(**change) if change else None
        shown[state] = client.get(f"{TOKENS}{token.pk}/").content.decode()
        assert state in shown[state]
    assert "btn-stop" in shown["Expired"]
    assert "btn-stop" not in shown["Revoked"]


def test_nobody_makes_takes_over_or_ends_a_token_through_a_token(keeper: Person, world: World) -> None:
    token = make(keeper, holder=Holder.AGENCY)
    through = Person.objects.get(pk=keeper.pk)
    through.grant = TokenGrant(token.pk, token.agency_id, frozenset(token.scopes), token.expires_at)
    assert through.holds(Role.MONITOR, agency_id=world.agency.pk)
    assert policies.token_scopes(through, world.agency.pk) == []
    assert not policies.may_make_token(through, world.agency.pk, token.scopes)
    assert not policies.may_take_over_token(through, token)
    assert not policies.may_revoke_token(through, token)
    assert not policies.may_revoke_token(None, token)


def test_to_take_over_is_not_to_revoke_and_to_administer_is_not_to_take_over(
    keeper: Person, colleague: Person, world: World
) -> None:
    token = make(keeper, holder=Holder.AGENCY)
    with pytest.raises(NotFound):
        services.revoke_token(acting=colleague, token_id=token.pk)
    with pytest.raises(NotFound):
        services.take_over_token(acting=world.people[Role.ADMINISTRATOR], token_id=token.pk)
    services.revoke_token(acting=keeper, token_id=token.pk)
    assert services.revoke_token(acting=keeper, token_id=token.pk).revoked_at is not None, "twice is once"


def test_of_two_who_take_a_token_over_at_one_moment_one_is_told(
    keeper: Person, colleague: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = make(keeper, holder=Holder.AGENCY)
    seen = selectors.token_for(with_factor(colleague), token.pk)
    ApiToken.objects.filter(pk=token.pk).update(digest="f" * 64)
    monkeypatch.setattr(selectors, "token_for", lambda acting, token_id: seen)
    with pytest.raises(Conflict):
        services.take_over_token(acting=colleague, token_id=token.pk)
