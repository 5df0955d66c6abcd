"""Administrators give, date and end roles: in their own agency, to others, and never so that nobody is left."""

import datetime
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from amparo.accounts import selectors, services
from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from tests import standing
from tests.accounts.test_second_factor import SignIn, with_app
from tests.standing import World

Events = Callable[..., list[AuditEvent]]
SINCE = datetime.date(2026, 1, 1)
YESTERDAY = datetime.timedelta(days=-1)


def role_of(person: Person, role: Role) -> Membership:
    return Membership.objects.get(person=person, role=role)


def give(acting: Person, person: Person, agency: Agency, role: Role) -> Membership:
    return services.give_role(acting=acting, person_id=person.pk, agency_id=agency.pk, role=role, starts_on=SINCE)


def change(
    acting: Person, membership: Membership, *, starts_on: datetime.date = SINCE, ends_on: datetime.date | None = None
) -> Membership:
    return services.change_membership(
        acting=acting,
        membership_id=membership.pk,
        expected_version=membership.version,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def test_an_administrator_gives_another_role(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn, events: Events
) -> None:
    form = {"agency": agency.pk, "role": "verifier", "starts_on": "2026-01-01"}
    assert sign_in(administrator).post(f"/people/{monitor.pk}/", form).status_code == 302
    assert Person.objects.get(pk=monitor.pk).holds(Role.VERIFIER, agency_id=agency.pk)
    (event,) = events("role.given")
    assert (event.acting, event.agency) == (administrator.pk, agency.pk)


def test_a_role_held_already_is_refused_at_the_form(
    administrator: Person, monitor: Person, agency: Agency, sign_in: SignIn
) -> None:
    form = {"agency": agency.pk, "role": "monitor", "starts_on": "2026-01-01"}
    answer = sign_in(administrator).post(f"/people/{monitor.pk}/", form)
    assert answer.status_code == 422
    assert "holds this role already" in answer.content.decode()


def test_administrators_do_nothing_in_other_agencies(world: World) -> None:
    administrator = world.people[Role.ADMINISTRATOR]
    with pytest.raises(NotFound):
        give(administrator, world.stranger, world.agency, Role.MONITOR)
    with pytest.raises(NotFound):
        give(administrator, world.colleague, world.other_agency, Role.MONITOR)
    with pytest.raises(NotFound):
        change(administrator, role_of(world.stranger, Role.MONITOR))
    with pytest.raises(NotFound):
        services.reset_second_factor(acting=administrator, person_id=world.stranger.pk)


def test_only_administrators_change_roles(world: World) -> None:
    for role, person in world.people.items():
        if role is not Role.ADMINISTRATOR:
            with pytest.raises(NotFound):
                give(person, world.colleague, world.agency, Role.VERIFIER)
            with pytest.raises(NotFound):
                change(person, role_of(world.colleague, Role.MONITOR))


def test_nobody_gives_a_role_to_oneself(administrator: Person, agency: Agency) -> None:
    with pytest.raises(Conflict, match="oneself"):
        give(administrator, administrator, agency, Role.COORDINATOR)


@pytest.mark.parametrize("role", [Role.MONITOR, Role.VERIFIER, Role.CASEWORKER, Role.ANALYST])
def test_nobody_is_administrator_and_reader_of_one_agency(world: World, administrator: Person, role: Role) -> None:
    with pytest.raises(Conflict, match="administrator and reads"):
        give(administrator, world.people[role], world.agency, Role.ADMINISTRATOR)


def test_a_role_may_follow_one_that_must_not_meet_it(world: World, administrator: Person, colleague: Person) -> None:
    ended = change(administrator, role_of(colleague, Role.MONITOR), starts_on=standing.SINCE, ends_on=SINCE + YESTERDAY)
    give(administrator, colleague, world.agency, Role.ADMINISTRATOR)
    with pytest.raises(Conflict, match="administrator and reads"):
        change(administrator, ended, starts_on=standing.SINCE, ends_on=SINCE)


def test_a_role_is_dated_and_ended(
    administrator: Person, colleague: Person, agency: Agency, sign_in: SignIn, events: Events
) -> None:
    membership = role_of(colleague, Role.MONITOR)
    client = sign_in(administrator)
    path = f"/people/roles/{membership.pk}/"
    assert client.get(path).status_code == 200
    form = {"starts_on": "2020-01-01", "ends_on": "2020-12-31", "seen_version": 1}
    assert client.post(path, form).status_code == 302
    assert not Person.objects.get(pk=colleague.pk).holds(Role.MONITOR)
    assert '"ends_on":[null,"2020-12-31"]' in events("role.changed")[0].changes_text


def test_an_unchanged_role_leaves_no_event(administrator: Person, colleague: Person, events: Events) -> None:
    change(administrator, role_of(colleague, Role.MONITOR), starts_on=standing.SINCE)
    assert events("role.changed") == []


def test_an_end_before_the_start_is_refused(administrator: Person, colleague: Person, sign_in: SignIn) -> None:
    membership = role_of(colleague, Role.MONITOR)
    with pytest.raises(Invalid):
        change(administrator, membership, ends_on=SINCE + YESTERDAY)
    form = {"starts_on": "2026-01-01", "ends_on": "2025-01-01", "seen_version": 1}
    answer = sign_in(administrator).post(f"/people/roles/{membership.pk}/", form)
    assert answer.status_code == 422
    assert 'href="#id_ends_on"' in answer.content.decode()


def test_a_stale_change_is_refused_with_both_values(administrator: Person, colleague: Person, sign_in: SignIn) -> None:
    membership = role_of(colleague, Role.MONITOR)
    change(administrator, membership, ends_on=datetime.date(2030, 1, 1))
    with pytest.raises(Stale) as refusal:
        services.change_membership(
            acting=administrator, membership_id=membership.pk, expected_version=1, starts_on=SINCE, ends_on=None
        )
    assert refusal.value.theirs["ends_on"] == datetime.date(2030, 1, 1)
    form = {"starts_on": "2026-01-01", "ends_on": "", "seen_version": 1}
    assert sign_in(administrator).post(f"/people/roles/{membership.pk}/", form).status_code == 409


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(standing.SINCE, datetime.date(2040, 1, 1)), (datetime.date(2040, 1, 1), None)],
)
def test_the_last_administrator_stays(
    administrator: Person, starts_on: datetime.date, ends_on: datetime.date | None
) -> None:
    with pytest.raises(Conflict, match="without an administrator"):
        change(administrator, role_of(administrator, Role.ADMINISTRATOR), starts_on=starts_on, ends_on=ends_on)


def test_an_administrator_may_leave_when_another_stays(
    administrator: Person, secretariat: Person, agency: Agency
) -> None:
    give(administrator, secretariat, agency, Role.ADMINISTRATOR)
    own = role_of(administrator, Role.ADMINISTRATOR)
    ended = change(administrator, own, starts_on=standing.SINCE, ends_on=clock.today())
    with pytest.raises(Conflict, match="prolongs the own role"):
        change(administrator, ended, starts_on=standing.SINCE)


@pytest.mark.parametrize("how", ["closed", "ending", "coming"])
def test_an_administrator_who_will_not_be_there_does_not_count(
    administrator: Person, secretariat: Person, agency: Agency, how: str
) -> None:
    given = give(administrator, secretariat, agency, Role.ADMINISTRATOR)
    if how == "closed":
        Person.objects.filter(pk=secretariat.pk).update(is_active=False)
    elif how == "ending":
        Membership.objects.filter(pk=given.pk).update(ends_on=datetime.date(2040, 1, 1))
    else:
        Membership.objects.filter(pk=given.pk).update(starts_on=datetime.date(2040, 1, 1))
    with pytest.raises(Conflict, match="without an administrator"):
        change(administrator, role_of(administrator, Role.ADMINISTRATOR), ends_on=datetime.date(2040, 1, 1))


def test_a_lost_second_factor_is_taken_off_and_the_person_signed_out(
    administrator: Person, colleague: Person, sign_in: SignIn, events: Events
) -> None:
    with_app(colleague)
    client = sign_in(administrator)
    assert "Take off the second factor" in client.get(f"/people/{colleague.pk}/").content.decode()
    assert client.post(f"/people/{colleague.pk}/second-factor/").status_code == 302
    assert not Authenticator.objects.filter(user=colleague).exists()
    assert [event.object_id for event in events("person.second_factor_reset")] == [colleague.pk]


def test_the_factor_of_somebody_who_works_elsewhere_too_stays(world: World, administrator: Person) -> None:
    standing.members(world.other_agency, [(world.colleague, Role.MONITOR)])
    with pytest.raises(Conflict, match="cannot be taken off here"):
        services.reset_second_factor(acting=administrator, person_id=world.colleague.pk)


def test_administrators_do_not_take_off_their_own_factor_this_way(administrator: Person) -> None:
    with pytest.raises(NotFound):
        services.reset_second_factor(acting=administrator, person_id=administrator.pk)


def test_what_a_person_does_in_another_agency_stays_unseen(world: World, sign_in: SignIn) -> None:
    standing.members(world.other_agency, [(world.colleague, Role.ANALYST)])
    client = sign_in(world.people[Role.ADMINISTRATOR])
    for page in ("/people/", f"/people/{world.colleague.pk}/"):
        assert world.other_agency.name not in client.get(page).content.decode()


def test_the_list_finds_by_name_and_address(administrator: Person, sign_in: SignIn) -> None:
    client = sign_in(administrator)
    text = client.get("/people/?q=colleague").content.decode()
    assert "Harbour Colleague" in text
    assert "Harbour Analyst" not in text


def test_a_closed_account_is_marked_in_the_list(administrator: Person, colleague: Person, sign_in: SignIn) -> None:
    Person.objects.filter(pk=colleague.pk).update(is_active=False)
    assert "Harbour Colleague (account closed)" in sign_in(administrator).get("/people/").content.decode()


def test_selectors_give_nothing_to_nobody() -> None:
    assert not selectors.managed_agencies(None)


def test_the_list_asks_the_database_no_more_for_more_people(
    world: World, django_assert_max_num_queries: Callable[..., object], sign_in: Callable[..., Client]
) -> None:
    client = sign_in(world.people[Role.ADMINISTRATOR])
    client.get("/people/")
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]  # a context manager
        client.get("/people/")
