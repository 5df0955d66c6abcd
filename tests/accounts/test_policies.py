"""The rules of the accounts room, one by one."""

import itertools

import pytest

from amparo.accounts import policies
from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from tests.standing import World


def test_nobody_is_allowed_anything(world: World) -> None:
    agency = world.agency.pk
    assert not policies.may_manage_people(None)
    assert not policies.may_manage_people(None, agency)
    assert not policies.may_give_role(None, agency, world.colleague)
    assert not policies.may_change_profile(None, world.colleague)


@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_manage_people_and_only_of_their_agency(world: World, role: Role) -> None:
    is_administrator = role is Role.ADMINISTRATOR
    person = world.people[role]
    assert policies.may_manage_people(person) is is_administrator
    assert policies.may_manage_people(person, world.agency.pk) is is_administrator
    assert not policies.may_manage_people(person, world.other_agency.pk)
    assert policies.may_give_role(person, world.agency.pk, world.colleague) is is_administrator
    assert not policies.may_give_role(person, world.agency.pk, person)


def test_everybody_changes_the_own_profile_and_no_other(world: World) -> None:
    for person in (*world.people.values(), world.nobody):
        assert policies.may_change_profile(person, person)
        assert not policies.may_change_profile(person, world.stranger)


def test_a_closed_account_is_allowed_nothing(administrator: Person, world: World) -> None:
    Person.objects.filter(pk=administrator.pk).update(is_active=False)
    closed = Person.objects.get(pk=administrator.pk)
    assert not policies.may_manage_people(closed)
    assert not policies.may_manage_people(closed, world.agency.pk)
    assert not policies.may_change_profile(closed, closed)


def test_an_administrator_combines_with_no_role_that_reads() -> None:
    allowed = {
        frozenset({one, other})
        for one, other in itertools.combinations(Role, 2)
        if policies.may_be_combined(one, other)
    }
    with_administrator = {role for pair in allowed if Role.ADMINISTRATOR in pair for role in pair}
    assert with_administrator == {Role.ADMINISTRATOR, Role.COORDINATOR, Role.SECRETARIAT}
    assert frozenset({Role.MONITOR, Role.VERIFIER}) in allowed
