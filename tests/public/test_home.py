"""The first page: the public face for visitors, and what waits for whoever signed in."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from tests.standing import World

SignIn = Callable[[Person], Client]


def test_a_visitor_sees_what_amparo_is_and_where_to_sign_in(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert "A child is a child first." in page
    assert "/accounts/login/" in page


def test_no_link_of_the_public_face_is_dead(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    for address in set(re.findall(r'<a[^>]+href="(/[^"#]*)"', page)):
        assert client.get(address).status_code in {200, 302}, address


def test_a_person_sees_the_day_the_name_and_the_agency(sign_in: SignIn, monitor: Person, world: World) -> None:
    page = sign_in(monitor).get("/").content.decode()
    assert monitor.name in page
    assert world.agency.name in page
    assert world.other_agency.name not in page


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_day_and_no_dead_room(sign_in: SignIn, world: World, role: Role) -> None:
    client = sign_in(world.people[role])
    page = client.get("/").content.decode()
    rooms = re.search(r'<nav class="rooms".*?</nav>', page, re.S)
    assert rooms is not None
    for address in re.findall(r'href="([^"]+)"', rooms.group()):
        assert client.get(address).status_code == 200, (role, address)


def test_who_holds_no_role_is_told_plainly(sign_in: SignIn, nobody: Person) -> None:
    assert "Nothing waits for you" in sign_in(nobody).get("/").content.decode()
