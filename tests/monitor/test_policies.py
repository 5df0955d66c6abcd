"""Who may do what: every rule of the policies, said aloud."""

import pytest

from amparo.accounts.models import Agency, Person
from amparo.monitor import policies
from tests.standing import World

pytestmark = pytest.mark.django_db

READERS = {"monitor", "verifier", "analyst"}


def allowed(world: World, may: object) -> set[str]:
    return {str(role) for role, person in world.people.items() if may(person, world.agency.pk)}  # type: ignore[operator]  # a policy


@pytest.mark.parametrize(
    ("may", "roles"),
    [
        (policies.may_read, READERS),
        (policies.may_read_summary, {"monitor", "verifier"}),
        (policies.may_record, {"monitor"}),
        (policies.may_decide, {"verifier"}),
        (policies.may_read_own_figures, READERS),
        (policies.may_read_estimates, READERS),
        (policies.may_run_estimates, {"analyst"}),
    ],
)
def test_each_act_belongs_to_its_roles_in_the_own_agency(may: object, roles: set[str], world: World) -> None:
    assert allowed(world, may) == roles
    for somebody in (world.stranger, world.nobody, None):
        assert not may(somebody, world.agency.pk)  # type: ignore[operator]  # a policy
    assert not may(None)  # type: ignore[operator]  # a policy


def test_agencies_are_those_of_the_role(monitor: Person, verifier: Person, agency: Agency, nobody: Person) -> None:
    own = frozenset({agency.pk})
    assert policies.readable_agencies(verifier) == own
    assert policies.writable_agencies(monitor) == own
    assert policies.deciding_agencies(verifier) == own
    assert policies.agencies_of_summaries(verifier) == own
    for reach in (
        policies.readable_agencies,
        policies.writable_agencies,
        policies.deciding_agencies,
        policies.agencies_of_summaries,
    ):
        assert reach(None) == frozenset()
        assert reach(nobody) == frozenset()


def test_only_a_second_person_verifies(verifier: Person, monitor: Person, stranger: Person, agency: Agency) -> None:
    assert policies.may_verify(verifier, agency.pk, {monitor.pk})
    assert not policies.may_verify(verifier, agency.pk, {monitor.pk, verifier.pk})
    assert not policies.may_verify(monitor, agency.pk, set())
    assert not policies.may_verify(stranger, agency.pk, set())
    assert not policies.may_verify(None, agency.pk, set())
