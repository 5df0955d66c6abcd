"""The matrix itself: it finds every operation of an API, and it refuses rules that say nothing."""

import pytest
from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI

from amparo.accounts.roles import Role
from tests.access import rules
from tests.access.routes import _walk
from tests.access.rule import Rule
from tests.standing import World


def an_api() -> NinjaAPI:
    api = NinjaAPI(urls_namespace="made-up", docs_url=None)

    @api.get("/things/{thing_id}")
    def read(request: HttpRequest, thing_id: int) -> str:
        return "read"

    @api.post("/things/{thing_id}")
    def change(request: HttpRequest, thing_id: int) -> str:
        return "changed"

    return api


def test_every_operation_of_an_api_is_a_route_of_its_own() -> None:
    routes = {route.key: route for route in _walk([path("api/", an_api().urls)], prefix="/", namespaces=())}
    assert {"GET /api/things/{thing_id}", "POST /api/things/{thing_id}"} <= routes.keys()
    assert routes["GET /api/things/{thing_id}"].address({"thing_id": 7}) == "/api/things/7"


def test_a_route_without_a_name_is_seen_and_has_no_rule() -> None:
    (route,) = _walk([path("hidden/", lambda request: None)], prefix="/", namespaces=())  # type: ignore[arg-type, return-value]  # never called
    assert route.key == "unnamed route /hidden/"
    assert route.key not in rules.all_rules()


@pytest.mark.parametrize(
    "said", [{}, {"public": True, "signed_in": True}, {"public": True, "roles": frozenset({Role.MONITOR})}]
)
def test_a_rule_says_exactly_who(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="rule"):
        Rule(**said)  # type: ignore[arg-type]  # wrong on purpose


def test_a_rule_that_answers_nobody_gives_its_reason() -> None:
    assert not Rule(why="Closed.").allows(Role.MONITOR)


@pytest.mark.django_db
def test_there_is_one_standing_person_per_role_in_each_agency(world: World) -> None:
    for role in Role:
        assert world.one(role, world.agency).agency_ids(role) == {world.agency.pk}
        assert world.one(role, world.other_agency).agency_ids(role) == {world.other_agency.pk}
    assert not world.nobody.current_roles
    assert world.stranger.agency_ids(Role.MONITOR, Role.VERIFIER) == {world.other_agency.pk}
