"""The rooms in the roof: every one leads somewhere, and nobody sees a room that stays shut to them."""

import pytest

from amparo.accounts.roles import Role
from amparo.config.navigation import ROOMS, rooms_for
from amparo.kernel.ui.links import address
from tests.standing import World


def test_every_room_has_an_address() -> None:
    assert [room.url_name for room in ROOMS if not address(room.url_name)] == []


def test_a_visitor_sees_public_rooms_alone() -> None:
    assert [room.href for room in rooms_for(None, "/")] == ["/", "/figures/published/", "/places/"]


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (
            Role.MONITOR,
            {"/reports/", "/incidents/", "/imports/", "/figures/"},
            {"/verification/", "/people/", "/audit/"},
        ),
        (Role.VERIFIER, {"/verification/", "/incidents/"}, {"/imports/", "/people/"}),
        (Role.ANALYST, {"/estimates/", "/figures/"}, {"/imports/", "/verification/"}),
        (Role.ADMINISTRATOR, {"/people/", "/audit/"}, {"/reports/", "/incidents/", "/figures/"}),
        (Role.COORDINATOR, {"/figures/published/"}, {"/reports/", "/incidents/", "/people/"}),
        (Role.SECRETARIAT, {"/figures/published/"}, {"/reports/", "/incidents/", "/people/"}),
    ],
)
def test_a_person_sees_the_rooms_of_the_role(world: World, role: Role, shown: set[str], hidden: set[str]) -> None:
    hrefs = {room.href for room in rooms_for(world.people[role], "/")}
    assert shown <= hrefs
    assert not hidden & hrefs


@pytest.mark.parametrize(
    ("path", "current", "exact"),
    [
        ("/", "/", True),
        ("/incidents/", "/incidents/", True),
        ("/incidents/0190-some-incident/", "/incidents/", False),
        ("/figures/published/", "/figures/published/", True),
        ("/figures/checks/", "/figures/", False),
        ("/unknown/", "", False),
    ],
)
def test_the_room_one_is_in_is_marked(world: World, path: str, current: str, exact: bool) -> None:
    marked = [(room.href, room.exact) for room in rooms_for(world.people[Role.MONITOR], path) if room.current]
    assert marked == ([(current, exact)] if current else [])
