"""Who may do what: every policy of the room, said aloud."""

import inspect
import uuid
from collections.abc import Callable

import pytest

from amparo.accounts.models import Agency, Person
from amparo.accounts.roles import Role
from amparo.monitor import policies
from tests.standing import World

pytestmark = pytest.mark.django_db

READERS = {"monitor", "verifier", "analyst"}

OF_AN_AGENCY = {
    policies.may_read: READERS,
    policies.may_read_summary: {"monitor", "verifier"},
    policies.may_record: {"monitor"},
    policies.may_decide: {"verifier"},
    policies.may_judge: {"monitor", "verifier"},
    policies.may_assess: {"monitor", "verifier"},
    policies.may_read_own_figures: READERS,
    policies.may_read_rounded_figures: {*READERS, "coordinator"},
    policies.may_read_estimates: READERS,
    policies.may_run_estimates: {"analyst"},
}
REACHES = {
    policies.readable_agencies: READERS,
    policies.writable_agencies: {"monitor"},
    policies.deciding_agencies: {"verifier"},
    policies.agencies_of_summaries: {"monitor", "verifier"},
    policies.judging_agencies: {"monitor", "verifier"},
    policies.agencies_of_figures: {*READERS, "coordinator"},
}
OTHERS = {
    policies.may_keep_register,
    policies.may_read_timelines,
    policies.may_verify,
    policies.may_meet_protected,
    policies.may_keep_protected,
    policies.may_read_protected,
}
"""Those that ask for more than a role in an agency: each has a test of its own below."""


def allowed(world: World, may: Callable[..., bool]) -> set[str]:
    return {str(role) for role, person in world.people.items() if may(person, world.agency.pk)}


def test_no_policy_is_left_out() -> None:
    stated = {
        function
        for name, function in inspect.getmembers(policies, inspect.isfunction)
        if function.__module__ == policies.__name__ and not name.startswith("_")
    }

    assert stated == {*OF_AN_AGENCY, *REACHES, *OTHERS}


@pytest.mark.parametrize(("may", "roles"), OF_AN_AGENCY.items())
def test_each_act_belongs_to_its_roles_in_the_own_agency(
    may: Callable[..., bool], roles: set[str], world: World
) -> None:
    assert allowed(world, may) == roles
    for somebody in (world.stranger, world.nobody, None):
        assert not may(somebody, world.agency.pk)
    assert not may(None)


@pytest.mark.parametrize(("reach", "roles"), REACHES.items())
def test_agencies_are_those_of_the_role(
    reach: Callable[..., frozenset[uuid.UUID]], roles: set[str], world: World
) -> None:
    assert {str(role) for role, person in world.people.items() if reach(person)} == roles
    assert {pk for person in world.people.values() for pk in reach(person)} == {world.agency.pk}
    assert reach(None) == reach(world.nobody) == frozenset()


def test_protected_details_are_their_keepers_and_of_those_who_were_given_access(world: World) -> None:
    monitor, verifier = (world.one(role, world.agency) for role in (Role.MONITOR, Role.VERIFIER))
    everybody = [*world.people.values(), world.stranger, world.nobody, None]

    def who(may: Callable[[Person | None], bool]) -> list[Person | None]:
        return [somebody for somebody in everybody if may(somebody)]

    assert set(who(policies.may_meet_protected)) == {monitor, verifier, world.stranger}
    assert who(lambda one: policies.may_keep_protected(one, world.agency.pk, monitor.pk)) == [monitor]
    assert who(lambda one: policies.may_keep_protected(one, world.agency.pk, verifier.pk)) == []
    assert who(lambda one: policies.may_read_protected(one, world.agency.pk, monitor.pk)) == [monitor]
    given = who(lambda one: policies.may_read_protected(one, world.agency.pk, monitor.pk, has_access=True))
    assert set(given) == {monitor, verifier}


def test_the_register_and_timelines_belong_to_roles_of_any_agency(world: World) -> None:
    def roles(may: Callable[[Person | None], bool]) -> set[str]:
        return {str(role) for role, person in world.people.items() if may(person)}

    assert roles(policies.may_keep_register) == {"analyst", "coordinator"}
    assert roles(policies.may_read_timelines) == {*READERS, "coordinator"}
    for may in (policies.may_keep_register, policies.may_read_timelines):
        assert not may(None)
        assert not may(world.nobody)


def test_only_a_second_person_verifies(verifier: Person, monitor: Person, stranger: Person, agency: Agency) -> None:
    assert policies.may_verify(verifier, agency.pk, {monitor.pk})
    assert not policies.may_verify(verifier, agency.pk, {monitor.pk, verifier.pk})
    assert not policies.may_verify(monitor, agency.pk, set())
    assert not policies.may_verify(stranger, agency.pk, set())
    assert not policies.may_verify(None, agency.pk, set())
